//! The illustration of error pages: a closed door.

use leptos::{prelude::*, tachys::html::InertElement};

pub const CLOSED_DOOR: &str = r#"<svg class="door" viewBox="0 0 88 96" aria-hidden="true">
<path fill="var(--color-line-strong)" d="M8 92V44a36 36 0 0 1 72 0v48z"/>
<path fill="var(--color-door)" d="M16 92V44a28 28 0 0 1 56 0v48z"/>
<path fill="var(--color-door-shade)" d="M43 16h2v76h-2z"/>
<circle cx="50" cy="60" r="2" fill="var(--color-glow)"/>
<path fill="var(--color-line-strong)" d="M0 92h88v2H0z"/></svg>"#;

#[component]
pub fn ErrorIllustration() -> impl IntoView {
    InertElement::new(CLOSED_DOOR)
}
