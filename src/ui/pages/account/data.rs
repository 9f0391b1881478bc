//! `/account/your-data`: download everything about the account, or delete it. The address `/account/data` is that of the download.

use super::AccountLayout;
use crate::actions::account::delete_account;
use crate::shared::forms::{Form, Notice};
use crate::ui::client_state::ClientState;
use crate::ui::components::dialog::{Confirmation, Question};
use crate::ui::components::password::PasswordField;
use crate::ui::form::{FormState, spec};
use crate::ui::navigation::Navigator;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use std::sync::Arc;

/// The link is `rel=external` because it loads a file, or the sign-in page if the session has ended.
const DOWNLOAD: &str = r#"<header>
<h2>Copy of your data</h2>
<p>Get a copy of all data about you.</p>
</header>
<div class="card">
<div class="flex flex-wrap items-center justify-between gap-x-8 gap-y-4 p-5 sm:p-6">
<p class="hint max-w-136 grow basis-72">Profile, picture, sessions and activity, in one JSON file. Your password is not included.</p>
<a class="btn btn-secondary" href="/account/data" rel="external">Download your data</a>
</div>
</div>
"#;

#[component]
pub fn DataPage() -> impl IntoView {
    // The router admits signed-in users only.
    let Some(user) = ClientState::current().user.get_untracked() else { return ().into_any() };
    view! {
        <AccountLayout heading="Your data">
            <section class="section" inner_html=DOWNLOAD></section>
            <DeleteSection username=user.username/>
        </AccountLayout>
    }
    .into_any()
}

#[component]
fn DeleteSection(username: String) -> impl IntoView {
    let (form, navigator) = (FormState::new(Form::DeleteAccount), Navigator::current());
    let password = form.field(&spec::OWN_PASSWORD);
    let title = format!("Delete {username}");
    let question = Question {
        opener: "Delete account…",
        title: format!("Delete your account, {username}?"),
        about: "You are signed out on all devices immediately. An administrator can restore the account for 30 days. After that, it is deleted permanently.",
        keep: "Keep account",
        confirm: "Delete account",
        action: "/actions/delete-account",
    };
    let submit = move |event: SubmitEvent| {
        let accepted = move |()| navigator.sign_out(Notice::AccountDeleted);
        form.submit(&event, || Box::pin(delete_account(password.value())), accepted);
    };
    view! {
        <section class="section">
            <header>
                <h2>"Delete account"</h2>
                <p>"An administrator can restore it for 30 days."</p>
            </header>
            <div class="card border-danger-line">
                <div class="flex flex-wrap items-center justify-between gap-x-8 gap-y-4 p-5 sm:p-6">
                    <div class="max-w-136 grow basis-72">
                        <p class="font-medium">{title}</p>
                        <p class="hint">
                            "You are signed out on all devices immediately. After 30 days, your account is deleted permanently."
                        </p>
                    </div>
                    <Confirmation
                        form
                        question
                        inputs=Box::new(move || view! { <PasswordField field=password/> }.into_any())
                        submit=Arc::new(submit)
                    />
                </div>
            </div>
        </section>
    }
}
