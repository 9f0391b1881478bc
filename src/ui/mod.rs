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
use pages::{
    account::AccountPage, create_user::CreateUserPage, directory::DirectoryPage, home::HomePage, login::LoginPage,
    not_found::NotFoundPage, person::PersonPage, register::RegisterPage, reset_password::ResetPasswordPage,
    setup::SetupPage,
};
use visitor::Visitor;

/// All pages. Each is rendered to its end before it is sent, so that none needs JavaScript to be complete.
#[component]
pub fn App() -> impl IntoView {
    Toaster::provide(Visitor::provide());
    view! {
        <Router>
            <FlatRoutes fallback=NotFoundPage>
                <Route path=path!("/") view=HomePage ssr=SsrMode::Async/>
                <Route path=path!("/register") view=RegisterPage ssr=SsrMode::Async/>
                <Route path=path!("/login") view=LoginPage ssr=SsrMode::Async/>
                <Route path=path!("/account") view=AccountPage ssr=SsrMode::Async/>
                <Route path=path!("/users") view=DirectoryPage ssr=SsrMode::Async/>
                <Route path=path!("/users/new") view=CreateUserPage ssr=SsrMode::Async/>
                <Route path=path!("/users/:id") view=PersonPage ssr=SsrMode::Async/>
                <Route path=path!("/reset-password") view=ResetPasswordPage ssr=SsrMode::Async/>
                <Route path=path!("/setup") view=SetupPage ssr=SsrMode::Async/>
            </FlatRoutes>
        </Router>
        <Toasts/>
    }
}
