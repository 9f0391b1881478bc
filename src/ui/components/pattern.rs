//! Rooms seen through arched doorways, drawn to fill their frame from the floor up.

use leptos::prelude::*;

/// Stands in the page and not in a file of its own, so that it takes the colours of the theme.
#[component]
pub fn Pattern(
    /// Whether narrow windows show it below the text; else they do without.
    below: bool,
) -> impl IntoView {
    let class = if below { "view view-below" } else { "view" };
    view! { <div class=class aria-hidden="true" inner_html=include_str!("pattern.svg")></div> }
}
