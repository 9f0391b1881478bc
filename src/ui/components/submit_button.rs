//! The button that sends a form.

use crate::ui::{form::FormState, words};
use leptos::prelude::*;

/// Says what it does, then that it is doing it, or when it can be done again. It stays as wide as it was, and a
/// second press does nothing.
#[component]
pub fn SubmitButton(
    form: FormState,
    label: &'static str,
    busy: &'static str,
    /// The look and the size.
    class: &'static str,
) -> impl IntoView {
    let pending = form.pending;
    let waits = move || form.wait.get() > 0;
    let idle = move || !pending.get() && !waits();
    view! {
        <button
            type="submit"
            class=class
            aria-busy=move || pending.get().then_some("true")
            aria-disabled=move || (!idle()).then_some("true")
        >
            <span class="btn-face" class:invisible=move || !idle()>
                {label}
            </span>
            <span class="btn-face" class:invisible=move || !pending.get()>
                <span class="spinner" aria-hidden="true"></span>
                {busy}
            </span>
            {move || {
                waits()
                    .then(|| {
                        view! {
                            <span class="btn-face tabular-nums">"Try again in " {words::clock(form.wait.get())}</span>
                        }
                    })
            }}
        </button>
    }
}
