//! A field for a line of text: label above, hint below, and in its place the problem.

use super::problem::{Problem, described_by, hint_id};
use crate::ui::form::field::FieldState;
use leptos::prelude::*;

#[component]
pub fn Field(field: FieldState, #[prop(optional)] hint: &'static str) -> impl IntoView {
    let spec = field.spec;
    let described_by = described_by(field, !hint.is_empty());
    view! {
        <div class="field">
            <label class="label" for=field.id()>
                {spec.label}
                {spec.optional.then(|| view! { <span class="font-normal text-ink-subtle">" (optional)"</span> })}
            </label>
            <input
                class="input"
                node_ref=field.input
                id=field.id()
                type=spec.kind
                name=spec.name
                value=field.initial()
                autocomplete=spec.autocomplete
                autocapitalize=(!spec.optional).then_some("none")
                inputmode=spec.inputmode
                enterkeyhint="next"
                spellcheck="false"
                required=!spec.optional
                aria-invalid=move || field.invalid()
                aria-describedby=described_by
                on:input=move |_| field.on_input()
                on:blur=move |_| field.on_blur()
            />
            <Problem field/>
            {(!hint.is_empty())
                .then(|| {
                    view! {
                        <p class="hint" id=hint_id(field) hidden=move || field.problem.with(Option::is_some)>
                            {hint}
                        </p>
                    }
                })}
        </div>
    }
}
