//! `/verify-email`: confirm an email address with the link in a message.

use crate::{
    actions::email::verify_email,
    shared::{
        views::UserView,
        visit::{Form, Notice},
    },
    ui::{
        client_state::ClientState,
        components::{
            heading::Heading,
            layout::FormLayout,
            link_form::{LinkFields, LinkForm},
            toasts::Toaster,
        },
        form::Reply,
        navigation::Navigator,
    },
};
use leptos::prelude::*;

#[component]
pub fn VerifyEmailPage() -> impl IntoView {
    let (client, navigator, toaster) = (ClientState::current(), Navigator::current(), Toaster::current());
    let accepted = move |own: Option<UserView>| {
        if let Some(user) = own {
            client.user.set(Some(user));
        }
        toaster.good(Notice::EmailConfirmed.text());
        navigator.go(if client.is_signed_in() { "/account" } else { "/login" });
    };
    view! {
        <FormLayout line="This link works once.">
            <div>
                <Heading text="Confirm your email address"/>
                <p class="mt-2 text-ink-muted">
                    "This shows that messages to the address reach you. If you did not ask for it, close this page."
                </p>
            </div>
            <LinkForm
                form=Form::VerifyEmail
                action="/actions/verify-email"
                label="Confirm"
                busy="Confirming…"
                send=send
                accepted=Callback::new(accepted)
            />
        </FormLayout>
    }
}

fn send(LinkFields { token, digits, password }: LinkFields) -> Reply<Option<UserView>> {
    Box::pin(verify_email(token, digits, password))
}
