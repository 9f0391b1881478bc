//! The heading of a page.

use crate::ui::{
    browser::{attributes, focus, live_text, when_mounted},
    title,
    visitor::Visitor,
};
use leptos::prelude::*;

const ID: &str = "heading";

/// The one `h1` of a page. On every page after the first it takes the focus, so that a screen reader starts there as
/// it would on a page that was loaded, and the window takes its title.
#[component]
pub fn Heading(#[prop(into)] text: Signal<String>) -> impl IntoView {
    let visitor = Visitor::here();
    when_mounted(move || {
        if !visitor.arrive() {
            title::update();
            focus(ID);
        }
    });
    view! {
        <h1 {..attributes(&[("id", ID), ("tabindex", "-1")])}>
            {live_text(move || text.get())}
        </h1>
    }
}
