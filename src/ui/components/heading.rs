//! The heading of a page.

use crate::ui::{
    browser::{attributes, focus, live_text, when_mounted},
    routes::title_of,
    visitor::Visitor,
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

const ID: &str = "heading";

/// The one `h1` of a page. On every page after the first it takes the focus, so that a screen reader starts there as
/// it would on a page that was loaded, and the window takes its title.
#[component]
pub fn Heading(#[prop(into)] text: Signal<String>) -> impl IntoView {
    let visitor = Visitor::here();
    when_mounted(move || {
        if !visitor.arrive() {
            // The path of the router: that of the window changes only when the page is complete.
            document().set_title(title_of(&use_location().pathname.get_untracked()));
            focus(ID);
        }
    });
    view! {
        <h1 {..attributes(&[("id", ID), ("tabindex", "-1")])}>
            {live_text(move || text.get())}
        </h1>
    }
}
