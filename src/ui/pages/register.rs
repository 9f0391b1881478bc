//! `/register`: create an account.

use crate::{
    actions::session::register,
    shared::{next::LocalPath, visit::Form},
    ui::{
        client_state::ClientState,
        components::{
            alert::{Alert, Tone},
            heading::Heading,
            layout::FormLayout,
            new_account_form::NewAccountForm,
        },
        navigation::{Navigator, requested_next, with_next},
    },
};
use leptos::prelude::*;

#[component]
pub fn RegisterPage() -> impl IntoView {
    let client = ClientState::current();
    let next = requested_next();
    if client.is_signed_in() {
        Navigator::current().redirect(client.after_sign_in(next).to_string());
        return ().into_any();
    }
    let login = with_next("/login", next.as_ref());
    let form = if client.registration_open() { open(next) } else { closed() };
    view! {
        <FormLayout line="Your password is never stored as plain text.">
            <div>
                <Heading text="Create account"/>
                <p class="mt-2 text-ink-muted">"Already have an account? " <a href=login>"Sign in"</a></p>
            </div>
            {form}
        </FormLayout>
    }
    .into_any()
}

fn open(next: Option<LocalPath>) -> AnyView {
    let next = next.map(|next| next.to_string()).unwrap_or_default();
    view! {
        <NewAccountForm
            which=Form::Register
            action="/actions/register"
            hidden=("next", next)
            send=|new, next| Box::pin(register(new.username, new.email, new.name, new.password, next))
        />
    }
    .into_any()
}

/// Only administrators can create accounts.
fn closed() -> AnyView {
    let more = "Ask an administrator to create an account for you.".into_any();
    view! { <Alert tone=Tone::Info title="Registration is closed." more/> }.into_any()
}
