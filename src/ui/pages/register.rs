//! `/register`: create an account.

use crate::{
    actions::session::register,
    shared::{next::LocalPath, visit::Form},
    ui::{
        components::{
            alert::{Alert, Tone},
            heading::Heading,
            layout::Doorway,
            new_account_form::NewAccountForm,
        },
        journey::{Journey, next_asked, with_next},
        visitor::Visitor,
    },
};
use leptos::prelude::*;

#[component]
pub fn RegisterPage() -> impl IntoView {
    let visitor = Visitor::here();
    let next = next_asked();
    if visitor.is_signed_in() {
        let path = next.unwrap_or_else(LocalPath::account);
        Journey::here().go_at_once(path.to_string());
        return ().into_any();
    }
    let login = with_next("/login", next.as_ref());
    let form = match visitor.registration_open() {
        true => open(next),
        false => closed(),
    };
    view! {
        <Doorway line="Your password is never kept as plain text.">
            <div>
                <Heading text="Create account"/>
                <p class="mt-2 text-ink-muted">"Have one already? " <a href=login>"Sign in"</a></p>
            </div>
            {form}
        </Doorway>
    }
    .into_any()
}

fn open(next: Option<LocalPath>) -> AnyView {
    let next = next.map(|next| next.to_string()).unwrap_or_default();
    view! {
        <NewAccountForm
            which=Form::Register
            action="/actions/register"
            along=("next", next)
            send=|new, next| Box::pin(register(new.username, new.email, new.name, new.password, next))
        />
    }
    .into_any()
}

/// The operator makes the accounts.
fn closed() -> AnyView {
    let more = "Ask an administrator to create one for you.".into_any();
    view! { <Alert tone=Tone::Info title="New accounts are not open to everyone here." more/> }.into_any()
}
