//! The logo with the product's name, which links to the home page.

use leptos::{prelude::*, tachys::html::InertElement};

/// The link with the logo, a half open door in two paths.
pub const BRAND: &str = r#"<a class="brand" href="/"><svg viewBox="0 0 32 32" aria-hidden="true">
<path fill="var(--color-mark)" d="M4 32V12a12 12 0 0 1 24 0v20z"/>
<path fill="var(--color-mark-light)" d="M16 4a8 8 0 0 1 8 8v20h-8z"/></svg>Vestibule</a>"#;

#[component]
pub fn Brand() -> impl IntoView {
    InertElement::new(BRAND)
}
