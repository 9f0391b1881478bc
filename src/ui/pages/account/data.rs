//! A copy of everything held about oneself.

use leptos::prelude::*;

/// Always the same, so it need not be built part by part. The link is external to the app: it loads a file, and where
/// nobody is signed in any more, the document of another page.
const SECTION: &str = include_str!("data.html");

pub fn data_section() -> AnyView {
    view! { <section class="section" inner_html=SECTION></section> }.into_any()
}
