//! The mark with the name beside it: the way back to the start.

use leptos::prelude::*;

/// A door half open: two tones, two paths.
#[component]
pub fn Brand() -> impl IntoView {
    view! {
        <a class="brand" href="/">
            <svg viewBox="0 0 32 32" aria-hidden="true">
                <path fill="var(--color-mark)" d="M4 32V12a12 12 0 0 1 24 0v20z"></path>
                <path fill="var(--color-mark-light)" d="M16 4a8 8 0 0 1 8 8v20h-8z"></path>
            </svg>
            "Vestibule"
        </a>
    }
}
