//! The decorative pattern next to forms: rooms behind arched doorways.

use leptos::{prelude::*, tachys::html::InertElement};

/// Inline SVG instead of a file, so that it uses the colours of the theme.
#[component]
pub fn Pattern(
    /// Whether narrow windows show it below the form; otherwise they hide it.
    below: bool,
) -> impl IntoView {
    let class = if below { "view view-below" } else { "view" };
    view! { <div class=class>{InertElement::new(include_str!("pattern.svg").trim_end())}</div> }
}
