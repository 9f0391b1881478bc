//! `/`: what Vestibule is for, and links to sign in or to the account.

use crate::ui::{
    client_state::ClientState,
    components::{heading::Heading, layout::FormLayout},
};
use leptos::prelude::*;

#[component]
pub fn HomePage() -> impl IntoView {
    let client = ClientState::current();
    let (heading, sentence, links) = match client.user.get_untracked() {
        Some(user) => (
            format!("Welcome back, {}", user.display_name()),
            "You are signed in on this device.",
            view! { <a class="btn btn-primary btn-large grow" href="/account">"Go to your account"</a> }.into_any(),
        ),
        None => (
            "Welcome".to_owned(),
            "Vestibule lets you sign in to this site with one account, and manage your profile, password and data in one place.",
            sign_in_links(client.registration_open()),
        ),
    };
    view! {
        <FormLayout line="Your password is never stored as plain text." pattern_below=true>
            <div>
                <Heading text=heading/>
                <p class="mt-2 text-ink-muted">{sentence}</p>
            </div>
            <div class="flex flex-wrap gap-3">{links}</div>
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
