//! The heading of a page.

use crate::ui::visitor::Visitor;
use leptos::{html, prelude::*};
use leptos_meta::Title;

/// The one `h1` of a page, and the title of its window. On every page after the first it takes the focus, so that
/// a screen reader starts there as it would on a page that was loaded.
#[component]
pub fn Heading(
    #[prop(into)] text: String,
    /// The title, where it is not that of the heading.
    #[prop(optional)]
    title: &'static str,
) -> impl IntoView {
    let visitor = Visitor::here();
    let heading = NodeRef::<html::H1>::new();
    Effect::new(move || {
        if let Some(heading) = heading.get()
            && !visitor.arrive()
        {
            // Fails only for an element that is no longer in the page.
            _ = heading.focus();
        }
    });
    let title = if title.is_empty() {
        format!("{text} · Vestibule")
    } else {
        title.to_owned()
    };
    view! {
        <Title text=title/>
        <h1 node_ref=heading tabindex="-1">
            {text}
        </h1>
    }
}
