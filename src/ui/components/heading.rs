//! The heading of a page.

use crate::ui::{
    browser::{attributes, focus, live_text, when_mounted},
    client_state::ClientState,
    routes::title_of,
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

const ID: &str = "heading";

/// The `h1` of a page. After client-side navigation it gets the focus, so that a screen reader starts there as on a newly
/// loaded page, and the window title changes.
#[component]
pub fn Heading(#[prop(into)] text: Signal<String>) -> impl IntoView {
    let client = ClientState::current();
    when_mounted(move || {
        // On the first page the document has the title already, and the browser sets the focus.
        if !client.mark_mounted() {
            // The router's path: the window's location changes only after the page is complete.
            let path = use_location().pathname.get_untracked();
            document().set_title(&title_of(&path, &client.installation_name()));
            focus(ID);
        }
    });
    view! {
        <h1 {..attributes(&[("id", ID), ("tabindex", "-1")])}>
            {live_text(move || text.get())}
        </h1>
    }
}
