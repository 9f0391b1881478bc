//! A field for a password, which can be shown.

use super::{
    password_meter::PasswordMeter,
    problem::{Problem, described_by, hint_id},
};
use crate::ui::{form::field::FieldState, visitor::Visitor};
use leptos::prelude::*;

#[component]
pub fn PasswordField(
    field: FieldState,
    #[prop(optional)] hint: &'static str,
    /// A new password is measured while it is typed.
    #[prop(optional)]
    measured: bool,
) -> impl IntoView {
    let spec = field.spec;
    let typed = RwSignal::new(String::new());
    let described_by = described_by(field, measured || !hint.is_empty());
    let shown = RwSignal::new(false);
    let measure = move || {
        if measured {
            typed.set(field.value());
        }
    };
    // What was typed before the page came to life counts as well.
    Effect::new(measure);
    view! {
        <div class="field">
            <label class="label" for=field.id()>
                {spec.label}
            </label>
            <div class="reveal">
                <input
                    class="input"
                    node_ref=field.input
                    id=field.id()
                    type=move || if shown.get() { "text" } else { "password" }
                    name=spec.name
                    autocomplete=spec.autocomplete
                    autocapitalize="none"
                    enterkeyhint="go"
                    spellcheck="false"
                    required
                    aria-invalid=move || field.invalid()
                    aria-describedby=described_by
                    on:input=move |_| {
                        field.on_input();
                        measure();
                    }
                    on:blur=move |_| field.on_blur()
                />
                <RevealButton shown/>
            </div>
            <Problem field/>
            {measured.then(|| view! { <PasswordMeter field typed/> })}
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

/// Shows and hides what is typed; there only where it can work.
#[component]
fn RevealButton(shown: RwSignal<bool>) -> impl IntoView {
    let hydrated = Visitor::here().hydrated;
    move || {
        hydrated.get().then(|| {
            view! {
                <button
                    type="button"
                    aria-label=move || if shown.get() { "Hide password" } else { "Show password" }
                    on:click=move |_| shown.update(|shown| *shown = !*shown)
                >
                    {move || if shown.get() { "Hide" } else { "Show" }}
                </button>
            }
        })
    }
}
