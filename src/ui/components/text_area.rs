//! A text field of several lines, with its label above and its hint or error below.

use super::{field::Label, note::Note};
use crate::ui::{
    browser::handler,
    form::{FormState, field::FieldState},
    markup::Markup,
};
use leptos::prelude::*;

#[component]
pub fn TextArea(
    form: FormState,
    field: FieldState,
    /// The initial value, unless a rejected submission had another.
    value: String,
    /// Shown below while it has no error.
    hint: &'static str,
) -> impl IntoView {
    let spec = field.spec;
    let mut text = Markup::default();
    text.text(&form.typed(spec.name).unwrap_or(value));
    // As HTML: a text node would be followed by a hydration marker (a comment), which a text area shows as text.
    view! {
        <div class="field">
            <Label field/>
            <textarea
                inner_html=text.into_html()
                aria-invalid=move || field.invalid()
                aria-describedby=spec.note_id()
                on:input=handler(move |_| field.on_input())
                on:blur=handler(move |_| field.on_blur())
                {..spec.attributes()}
            ></textarea>
            <Note field hint=Box::new(move || hint.to_owned())/>
        </div>
    }
}
