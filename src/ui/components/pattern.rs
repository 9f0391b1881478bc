//! Rooms seen through arched doorways, drawn to fill their frame from the floor up.

use leptos::{prelude::*, tachys::html::InertElement};

/// Stands in the page and not in a file of its own, so that it takes the colours of the theme.
#[component]
pub fn Pattern(
    /// Whether narrow windows show it below the text; else they do without.
    below: bool,
) -> impl IntoView {
    let class = if below { "view view-below" } else { "view" };
    view! { <div class=class>{InertElement::new(include_str!("pattern.svg").trim_end())}</div> }
}
