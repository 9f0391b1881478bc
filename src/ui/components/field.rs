//! A text field with its label above and its hint or error below.

use super::note::Note;
use crate::ui::{
    browser::handler,
    form::{FormState, field::FieldState, spec::Need},
};
use leptos::prelude::*;

#[component]
pub fn Field(
    form: FormState,
    field: FieldState,
    /// The initial value, unless a rejected submission had another.
    #[prop(optional, into)]
    value: String,
    /// Shown below the input while it has no error.
    #[prop(optional)]
    hint: &'static str,
) -> impl IntoView {
    let spec = field.spec;
    view! {
        <div class="field">
            <Label field/>
            <input
                value=form.typed(spec.name).unwrap_or(value)
                aria-invalid=move || field.invalid()
                aria-describedby=spec.note_id()
                on:input=handler(move |_| field.on_input())
                on:blur=handler(move |_| field.on_blur())
                {..spec.attributes()}
            />
            <Note field hint=Box::new(move || hint.to_owned())/>
        </div>
    }
}

#[component]
pub fn Label(field: FieldState) -> impl IntoView {
    let optional = match field.spec.need {
        Need::Never => view! { <span class="font-normal text-ink-subtle">" (optional)"</span> }.into_any(),
        Need::Always | Need::OnDemand => ().into_any(),
    };
    view! {
        <label class="label" for=field.spec.id>
            {field.spec.label}
            {optional}
        </label>
    }
}
