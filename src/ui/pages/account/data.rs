//! Download of a user's own data.

use leptos::prelude::*;

/// Static HTML. The link is `rel=external` because it loads a file, or the sign-in page if the session has ended.
const SECTION: &str = include_str!("data.html");

pub fn data_section() -> AnyView {
    view! { <section class="section" inner_html=SECTION></section> }.into_any()
}
