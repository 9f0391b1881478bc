//! The heading of a page.

use crate::ui::{
    browser::{focus, when_mounted},
    visitor::Visitor,
};
use leptos::prelude::*;
use leptos_meta::Title;

const ID: &str = "heading";

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
    when_mounted(move || {
        if !visitor.arrive() {
            focus(ID);
        }
    });
    let title = match title {
        "" => format!("{text} · Vestibule"),
        title => title.to_owned(),
    };
    view! {
        <Title text=title/>
        <h1 id=ID tabindex="-1">
            {text}
        </h1>
    }
}
