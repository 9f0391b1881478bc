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

use browser::{LiveText, Pending, Reply, live_attribute, live_flag, live_option, live_text, when_mounted};

use embedded::{embedded_only, page_data};
use fetched_list::FetchedList;
use form::{FormState, Submit, spec};
use journey::{JourneyField, write_field};
use markup::{Markup, Time, html, write_ago, write_day, write_lines, write_markup, write_time};
use navigation::Navigator;

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
