//! The user interface: pages and components.
//!
//! The server renders each page with its data, so that it works with links and forms alone. A browser with JavaScript
//! hydrates the first page and then navigates without loading documents.

pub mod browser;
pub mod client_state;
pub mod components;
pub mod embedded;
pub mod fetched_list;
pub mod form;
pub mod journey;
pub mod lazy;
pub mod list_state;
pub mod markup;
mod matching;
pub mod navigation;
pub mod pages;
pub mod routes;
pub mod shell;
pub mod words;

use client_state::ClientState;
use components::toasts::{Toaster, Toasts};
use leptos::prelude::*;
use leptos::tachys::html::InertElement;
use leptos_router::components::Router;
use routes::{Pages, ROUTING};

/// All pages, and the toasts above them.
#[component]
pub fn App() -> impl IntoView {
    let client = ClientState::provide(Some(ROUTING));
    Toaster::provide(client);
    lazy::load_ahead_of_links(client);
    lazy::show_loading_of_links();
    view! {
        {client.address_note().map(InertElement::new)}
        <Router>
            <Pages/>
        </Router>
        <Toasts/>
    }
}
