//! Pages and components: what people see.
//!
//! The server renders each page with its data in it, and it works as such, by links and forms. A browser that runs
//! the page takes it over and stays on it from then on.

pub mod browser;
pub mod components;
pub mod form;
pub mod hydration;
pub mod in_page;
pub mod journey;
pub mod lazy;
pub mod listing;
pub mod markup;
pub mod pages;
pub mod routes;
pub mod shell;
pub mod visitor;
pub mod words;

use components::toasts::{Toaster, Toasts};
use leptos::prelude::*;
use leptos_router::components::Router;
use routes::Pages;
use visitor::Visitor;

/// All pages, and the messages over them.
#[component]
pub fn App() -> impl IntoView {
    Toaster::provide(Visitor::provide());
    lazy::load_ahead_of_links();
    view! {
        <Router>
            <Pages/>
        </Router>
        <Toasts/>
    }
}
