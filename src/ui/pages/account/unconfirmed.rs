//! The note about an address that is not confirmed yet, and the button that sends its message again.

use crate::{
    actions::email::resend_confirmation,
    shared::visit::{Form, Notice},
    ui::{
        browser::{attributes, handler, live, live_flag},
        client_state::ClientState,
        components::{form_alert::FormAlert, toasts::Toaster},
        form::{FormState, Reply},
    },
};
use leptos::{ev::SubmitEvent, prelude::*};

/// The form is outside the profile's form, because forms cannot be nested; the button refers to it.
const FORM: [(&str, &str); 4] =
    [("id", "resend-confirmation"), ("method", "post"), ("action", "/actions/resend-confirmation"), ("hidden", "")];
const BUTTON: [(&str, &str); 3] =
    [("class", "btn btn-secondary btn-small"), ("type", "submit"), ("form", "resend-confirmation")];

/// The state that the form shares with the note, which is elsewhere on the page.
#[derive(Clone, Copy)]
pub struct Unconfirmed(FormState);

impl Unconfirmed {
    pub fn new() -> Self {
        Self(FormState::new(Form::ResendConfirmation))
    }

    pub fn form(self) -> AnyView {
        let (form, toaster) = (self.0, Toaster::current());
        let submit = move |event: SubmitEvent| {
            let send = || Box::pin(resend_confirmation()) as Reply<_>;
            form.submit(&event, send, move |()| toaster.good(Notice::ConfirmationSent.text()));
        };
        view! { <form {..attributes(&FORM)} on:submit=handler(submit)></form> }.into_any()
    }

    /// Empty if the address is confirmed.
    pub fn note(self) -> AnyView {
        let client = ClientState::current();
        let address =
            move || client.user.with(|user| Some(user.as_ref().filter(|user| !user.email_verified)?.email.clone()));
        live(move || match address() {
            Some(address) => note(self.0, address),
            None => ().into_any(),
        })
    }
}

fn note(form: FormState, address: String) -> AnyView {
    // An account that somebody else has created has no message yet, so the note does not say that one was sent.
    view! {
        <div class="grid gap-2">
            <FormAlert form/>
            <p class="hint">
                "Not confirmed yet: use the link in our message to " <strong class="break-words">{address}</strong>
                ". No message? Correct the address above, or send it again."
            </p>
            <p>
                <button {..attributes(&BUTTON)} aria-disabled=live_flag(move || form.is_blocked())>
                    "Send again"
                </button>
            </p>
        </div>
    }
    .into_any()
}
