//! `/undo-email-change`: undo a change of the email address with the link that was sent to the previous one.

use crate::{
    actions::email_change::undo_email_change,
    shared::visit::{Form, Notice},
    ui::{
        components::{heading::Heading, layout::FormLayout, link_form::LinkForm},
        navigation::Navigator,
    },
};
use leptos::prelude::*;

#[component]
pub fn UndoEmailChangePage() -> impl IntoView {
    let navigator = Navigator::current();
    // All sessions end, so a user who is signed in here is signed out.
    let accepted = Callback::new(move |()| navigator.sign_out(Notice::EmailChangeUndone));
    view! {
        <FormLayout line="This link works once.">
            <div>
                <Heading text="Undo the change of your email address"/>
                <p class="mt-2 text-ink-muted">
                    "Your account gets this email address back, and is restored if it was deleted. You are signed out on all devices, and the current password no longer works. We send you a message with a link to choose a new one."
                </p>
            </div>
            <LinkForm
                form=Form::UndoEmailChange
                action="/actions/email/undo"
                label="Undo the change"
                busy="Undoing…"
                accepted
                send=|link| Box::pin(undo_email_change(link.token, link.digits))
            />
        </FormLayout>
    }
}
