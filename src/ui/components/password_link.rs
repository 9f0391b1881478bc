//! A password link, for an administrator to send to the user. It is shown once.

use super::copy_field::CopyField;
use crate::shared::directory::PasswordLinkView;
use leptos::prelude::*;

#[component]
pub fn PasswordLink(link: PasswordLinkView, name: String) -> impl IntoView {
    let until = link.expires_at.minute_in_words();
    view! {
        <section class="card password-link">
            <h2>"Send this link to " {name}</h2>
            <p class="hint">
                "Anyone who opens it can set the password. It works once and expires on " {until} ". It is not shown again."
            </p>
            <CopyField id="password-link" label="Password link" value=link.url/>
        </section>
    }
}
