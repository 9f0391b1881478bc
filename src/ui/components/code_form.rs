//! Forms for codes, where somebody proves who they are: those of an authenticator app, and recovery codes.

use super::form_parts::{Field, PageForm};
use crate::language::say;
use crate::shared::Handle;
use crate::ui::browser::attributes;
use crate::ui::{FormState, JourneyField, spec};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use std::sync::Arc;

/// What a form for codes is sent with.
#[derive(Clone, Copy)]
pub struct Sending {
    /// The address without JavaScript.
    pub action: &'static str,
    /// On the button, and while it is done.
    pub label: &'static str,
    pub busy: &'static str,
    /// Sends the code in the field of this form, and whether it is a recovery code: `on`, or empty.
    pub send: Callback<(FormState, String, &'static str)>,
}

/// A form for a code of an authenticator app. `next`: the page to open next. `more`: below the field.
pub fn code_form(form: FormState, sending: Sending, next: &Handle, more: Option<AnyView>) -> AnyView {
    fields(form, sending, next, "", more)
}

/// A form for recovery codes, behind its name.
pub fn recovery_form(form: FormState, sending: Sending, next: &Handle, is_open: bool) -> AnyView {
    // A rejected form starts open, because its error is inside.
    let is_open = is_open || form.error.with_untracked(Option::is_some);
    let open: &[_] = if is_open { &[("open", "")] } else { &[] };
    view! {
        <details class="group" {..attributes(open)}>
            <summary class="btn btn-secondary btn-large w-full group-open:mb-5">{say::second_factor_recovery()}</summary>
            {recovery_fields(form, sending, next)}
        </details>
    }
    .into_any()
}

/// The same where something else opens it.
pub fn recovery_fields(form: FormState, sending: Sending, next: &Handle) -> AnyView {
    fields(form, sending, next, "on", None)
}

/// `recovery`: not empty for recovery codes.
fn fields(form: FormState, sending: Sending, next: &Handle, recovery: &'static str, more: Option<AnyView>) -> AnyView {
    let Sending { action, label, busy, send } = sending;
    let (code, hint) = match recovery {
        "" => (form.field(&spec::CODE), say::field_code_hint()),
        _ => (form.field(&spec::RECOVERY_CODE), say::field_recovery_code_hint()),
    };
    let submit = Arc::new(move |event: SubmitEvent| {
        event.prevent_default();
        if form.is_ready() {
            send.run((form, code.value(), recovery));
        }
    });
    let (next, words) = (next.clone(), [label, busy]);
    view! {
        <PageForm form action words submit>
            <JourneyField next/>
            <input type="hidden" name="recovery" value=recovery/>
            <Field form field=code hint/>
            {more}
        </PageForm>
    }
    .into_any()
}
