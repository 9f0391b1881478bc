//! The change of the email address that waits for its confirmation.

use crate::{
    actions::email_change::{cancel_email_change, pending_email},
    shared::{
        page::PageData,
        views::UserView,
        visit::{Form, Notice},
    },
    ui::{
        browser::{focus, handler, live, when_mounted},
        components::{form_alert::FormAlert, post_form::PostForm, submit_button::SubmitButton, toasts::Toaster},
        embedded::embedded,
        form::{FormState, Reply, spec},
    },
};
use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local};

/// The new address; None if no change is pending. After client-side navigation nothing is embedded, so the browser reads it.
pub fn read_pending_email() -> RwSignal<Option<String>> {
    // Empty if no change is pending: JSON does not distinguish two kinds of None.
    let known = embedded(|| match use_context() {
        Some(PageData::Account(data)) => Some(data.pending_email.unwrap_or_default()),
        _ => None,
    });
    let is_known = known.is_some();
    let pending = RwSignal::new(known.filter(|email| !email.is_empty()));
    if !is_known {
        when_mounted(move || {
            spawn_local(async move {
                // After an error, the list of sessions shows that the server does not respond.
                if let Ok(email) = pending_email().await {
                    pending.try_set(email);
                }
            });
        });
    }
    pending
}

/// Shows the new address, with a button that cancels the change. Outside of the profile's form, because forms cannot be nested.
#[component]
pub fn PendingEmail(pending: RwSignal<Option<String>>) -> impl IntoView {
    let toaster = Toaster::current();
    let form = FormState::new(Form::CancelEmailChange);
    let submit = move |event: SubmitEvent| {
        let send = || Box::pin(cancel_email_change()) as Reply<_>;
        let accepted = move |user: UserView| {
            pending.try_set(user.pending_email);
            // The button that had the focus is gone.
            focus(spec::EMAIL.id);
            toaster.good(Notice::EmailChangeCancelled.text());
        };
        form.submit(&event, send, accepted);
    };
    live(move || match pending.get() {
        Some(email) => cancel_form(form, email, handler(submit)),
        None => ().into_any(),
    })
}

fn cancel_form(form: FormState, email: String, submit: Box<dyn FnMut(SubmitEvent)>) -> AnyView {
    view! {
        <PostForm action="/actions/email/cancel" class="card" submit>
            <div class="facts-card">
                <FormAlert form/>
                <p class="break-words">
                    "Waiting for confirmation of " <strong>{email}</strong> ". Open the link in the message to it."
                </p>
            </div>
            <div class="card-foot">
                <span>"Until then, your email address stays as it is."</span>
                <SubmitButton form label="Cancel the change" busy="Cancelling…" class="btn btn-secondary"/>
            </div>
        </PostForm>
    }
    .into_any()
}
