//! The link to the API tokens.

use leptos::prelude::*;

/// Static HTML.
const SECTION: &str = include_str!("tokens.html");

pub fn tokens_section() -> AnyView {
    view! { <section class="section" inner_html=SECTION></section> }.into_any()
}
