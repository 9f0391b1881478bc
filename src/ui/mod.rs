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
pub mod shell;
pub mod title;
pub mod visitor;
pub mod words;

use components::toasts::{Toaster, Toasts};
use leptos::prelude::*;
use leptos_router::{
    SsrMode,
    components::{FlatRoutes, Route, Router},
    path,
};
use pages::{home::HomePage, login::LoginPage, not_found::NotFoundPage};
use visitor::Visitor;

/// All pages. Each is rendered to its end before it is sent, so that none needs JavaScript to be complete.
#[component]
pub fn App() -> impl IntoView {
    Toaster::provide(Visitor::provide());
    lazy::load_ahead_of_links();
    view! {
        <Router>
            <FlatRoutes fallback=NotFoundPage>
                <Route path=path!("/") view=HomePage ssr=SsrMode::Async/>
                <Route path=path!("/register") view=lazy::REGISTER ssr=SsrMode::Async/>
                <Route path=path!("/login") view=LoginPage ssr=SsrMode::Async/>
                <Route path=path!("/account") view=lazy::ACCOUNT ssr=SsrMode::Async/>
                <Route path=path!("/account/activity") view=lazy::ACTIVITY ssr=SsrMode::Async/>
                <Route path=path!("/audit") view=lazy::AUDIT ssr=SsrMode::Async/>
                <Route path=path!("/users") view=lazy::DIRECTORY ssr=SsrMode::Async/>
                <Route path=path!("/users/new") view=lazy::CREATE_USER ssr=SsrMode::Async/>
                <Route path=path!("/users/import") view=lazy::IMPORT ssr=SsrMode::Async/>
                <Route path=path!("/users/:id") view=lazy::PERSON ssr=SsrMode::Async/>
                <Route path=path!("/reset-password") view=lazy::RESET_PASSWORD ssr=SsrMode::Async/>
                <Route path=path!("/setup") view=lazy::SETUP ssr=SsrMode::Async/>
            </FlatRoutes>
        </Router>
        <Toasts/>
    }
}
