//! The submit button of a form.

use crate::ui::{form::FormState, words};
use leptos::prelude::*;

/// Shows the action, then the progress, or the time until a retry is allowed. Its width never changes, and a second press
/// does nothing.
#[component]
pub fn SubmitButton(form: FormState, label: &'static str, busy: &'static str, class: &'static str) -> impl IntoView {
    // `aria-disabled`, because a button with `disabled` loses the focus. `FormState::is_ready` ignores further presses.
    view! {
        <button
            type="submit"
            class=class
            aria-busy=move || form.pending.get().then_some("true")
            aria-disabled=move || form.is_blocked().then_some("true")
        >
            <span class="btn-face" data-off=move || form.is_blocked().then_some("")>
                {label}
            </span>
            <span class="btn-face" data-off=move || (!form.pending.get()).then_some("")>
                <span class="spinner"></span>
                {busy}
            </span>
            {move || match form.wait.get() {
                0 => ().into_any(),
                left => {
                    let text = format!("Try again in {}", words::clock(left));
                    view! { <span class="btn-face tabular-nums">{text}</span> }.into_any()
                }
            }}
        </button>
    }
}
