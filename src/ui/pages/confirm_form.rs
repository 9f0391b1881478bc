//! The form of `/confirm` with one field: the password, or the code of a message.

use crate::actions::proof::confirm_identity;
use crate::language::say;
use crate::shared::{ConfirmFields, Handle, LocalPath, Text};
use crate::ui::components::PageForm;
use crate::ui::form::field::FieldState;
use crate::ui::{FormState, JourneyField, Navigator};
use leptos::prelude::*;

/// `input`: shows the field. `fields`: sends its value. `next`: the page to return to.
pub fn confirm_form(
    form: FormState,
    field: FieldState,
    input: AnyView,
    fields: fn(Text) -> ConfirmFields,
    navigator: Navigator,
    next: &Handle,
) -> AnyView {
    let (next, destination) = (next.clone(), next.clone());
    let call = move || confirm_identity(ConfirmFields { next: destination.clone(), ..fields(field.value().into()) });
    let submit = form.on_submit(call, move |next: LocalPath| navigator.go(next.as_str()));
    let words = [say::confirm_go_on(), say::confirm_busy()];
    view! {
        <PageForm form action="/actions/confirm" words submit>
            <JourneyField next/>
            {input}
        </PageForm>
    }
    .into_any()
}
