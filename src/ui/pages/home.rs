//! `/` for strangers: what Vestibule is for, and links to sign in. Users see [their applications](super::my_applications).

use crate::ui::client_state::ClientState;
use crate::ui::components::{FormLayout, Heading};
use leptos::prelude::*;

#[component]
pub fn HomePage() -> impl IntoView {
    let client = ClientState::current();
    let sentence = format!(
        "{} lets you sign in to this site with one account, and manage your profile, password and data in one place.",
        client.installation_name()
    );
    view! {
        <FormLayout line="Your password is never stored as plain text." pattern_below=true>
            <div>
                <Heading text="Welcome"/>
                <p class="mt-2 text-ink-muted">{sentence}</p>
            </div>
            <div class="flex flex-wrap gap-3">{sign_in_links(client.registration_open())}</div>
        </FormLayout>
    }
}

fn sign_in_links(registration_open: bool) -> AnyView {
    if !registration_open {
        return view! { <a class="btn btn-primary btn-large grow" href="/login">"Sign in"</a> }.into_any();
    }
    view! {
        <a class="btn btn-primary btn-large grow" href="/register">
            "Create account"
        </a>
        <a class="btn btn-secondary btn-large grow" href="/login">
            "Sign in"
        </a>
    }
    .into_any()
}
