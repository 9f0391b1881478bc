//! Notes about the email address: a change of it that waits for confirmation, and an address that is not confirmed yet.

use super::way_rows::{Row, text, write_line};
use crate::actions::account::{cancel_email_change, resend_confirmation, show_account};
use crate::language::say;
use crate::shared::{Form, Notice, UserView};
use crate::ui::browser::{attributes, fetch, focus};
use crate::ui::components::{FormAlert, PostForm, Shape, submit_button};
use crate::ui::embedded::embedded;
use crate::ui::markup::{around, element};
use crate::ui::{
    ClientState, FormState, Markup, Submit, live_flag, live_option, page_data, spec, when_mounted, write_markup,
};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use std::sync::Arc;

/// The new address; None if no change is pending. After client-side navigation nothing is embedded, so the browser reads it.
pub fn read_pending_email() -> RwSignal<Option<String>> {
    // Empty if no change is pending: JSON does not distinguish two kinds of None.
    let known = embedded(|| Some(page_data!(Account)?.pending_email.unwrap_or_default()));
    let is_known = known.is_some();
    let pending = RwSignal::new(known.filter(|email| !email.is_empty()));
    if !is_known {
        // After an error, the next change shows that the server does not respond.
        when_mounted(move || fetch(show_account(), move |user| _ = pending.try_set(user.pending_email), drop));
    }
    pending
}

/// Shows the new address, with a button that cancels the change. Outside of the profile's form, because forms cannot be nested.
#[component]
pub fn PendingEmail(pending: RwSignal<Option<String>>) -> impl IntoView {
    let form = FormState::new(Form::CancelEmailChange);
    let submit = form.on_submit(cancel_email_change, move |user: UserView| {
        pending.try_set(user.pending_email);
        // The button that had the focus is gone.
        focus(spec::EMAIL.id);
        form.done(Notice::EmailChangeCancelled);
    });
    live_option(move || pending.get().map(|email| cancel_form(form, email, Arc::clone(&submit))))
}

fn cancel_form(form: FormState, email: String, submit: Submit) -> AnyView {
    let (before, after) = around(say::account_email_waiting);
    let words = [say::account_email_cancel(), say::account_email_cancelling()];
    view! {
        <PostForm action="/actions/email/cancel" class="card" submit>
            <div class="facts-card">
                <FormAlert form/>
                <p class="break-words">{before} <strong>{email}</strong> {after}</p>
            </div>
            <div class="card-foot">
                <span>{say::account_email_until()}</span>
                {submit_button(form, words, "btn btn-secondary")}
            </div>
        </PostForm>
    }
    .into_any()
}

/// The form is outside the profile's form, because forms cannot be nested; the button refers to it.
const FORM: [(&str, &str); 4] =
    [("id", "resend-confirmation"), ("method", "post"), ("action", "/actions/resend-confirmation"), ("hidden", "")];
const BUTTON: [(&str, &str); 3] =
    [("class", "btn btn-secondary btn-small"), ("type", "submit"), ("form", "resend-confirmation")];

/// The note about an address that is not confirmed yet, and the button that sends its message again. They share this state,
/// because the form is elsewhere on the page.
#[derive(Clone, Copy)]
pub struct Unconfirmed(FormState);

impl Unconfirmed {
    pub fn new() -> Self {
        Self(FormState::new(Form::ResendConfirmation))
    }

    pub fn form(self) -> AnyView {
        let form = self.0;
        let submit = form.on_submit(resend_confirmation, move |()| form.done(Notice::ConfirmationSent));
        view! { <form {..attributes(&FORM)} on:submit=move |event: SubmitEvent| submit(event)></form> }.into_any()
    }

    /// Empty if the address is confirmed.
    pub fn note(self) -> AnyView {
        let client = ClientState::current();
        let address =
            move || client.user.with(|user| Some(user.as_ref().filter(|user| !user.email_verified)?.email.clone()));
        live_option(move || address().map(|address| note(self.0, address)))
    }
}

fn note(form: FormState, address: String) -> AnyView {
    // An account that somebody else has created has no message yet, so the note does not say that one was sent.
    let (before, after) = around(say::account_email_unconfirmed);
    view! {
        <div class="grid gap-2">
            <FormAlert form/>
            <p class="hint">
                {before} <strong class="break-words">{address}</strong> {after}
            </p>
            <p>
                <button {..attributes(&BUTTON)} {..live_flag("aria-disabled", move || form.is_blocked())}>
                    {say::send_again()}
                </button>
            </p>
        </div>
    }
    .into_any()
}

/// The row of the address on the page about security: who reads its messages can set a new password.
pub fn email_row() -> AnyView {
    let user = ClientState::current().user;
    live_option(move || user.with(|user| user.as_ref().map(|user| element(|out| write_row(out, user)).into_any())))
}

fn write_row(out: &mut Markup, user: &UserView) {
    let state = if user.email_verified {
        say::security_email(&user.email)
    } else {
        say::security_email_not_confirmed(&user.email)
    };
    let row = Row { id: "address", shape: Shape::MAIL, heading: say::email(), state: &text(&state) };
    write_line(out, &row, |out| {
        write_markup!(out; "<a class=\"btn btn-secondary btn-small\" href=\"/account#email\">" (say::way_change()) "</a>");
    });
}
