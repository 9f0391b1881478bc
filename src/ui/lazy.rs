//! Pages whose code the browser loads when it needs them.
//!
//! What a first visit loads is the frame and the pages that strangers see. Each of the others belongs to a part of the
//! program that is a file of its own (`cargo leptos build --split`). It is there before its page is shown: a page that
//! the server rendered waits for it before it comes to life, and a link leads on only then. Where it is not to be had,
//! as after an upgrade, the browser loads the document instead. (`#[lazy_route]` of Leptos 0.8 would panic.)

use super::pages;
use leptos::{ev::Event, prelude::*, task::spawn_local, wasm_bindgen::JsCast, web_sys::Element};
use leptos_router::{
    ChooseView,
    hooks::{use_location, use_url},
    location::Url,
};
use std::{
    future::{self, Future},
    pin::Pin,
};
use wasm_split_helpers::{SplitLoaderError, wasm_split};

type Loading<T> = Pin<Box<dyn Future<Output = Result<T, SplitLoaderError>>>>;

/// A page that comes with a part of the program. A route takes it as its view; [`LazyPage::at`] knows its address.
#[derive(Clone, Copy)]
pub struct LazyPage {
    /// The part that it belongs to, under the name that the build gives it.
    pub part: &'static str,
    load: fn() -> Loading<()>,
    show: fn() -> Loading<AnyView>,
}

/// `lazy_page!(THE_PAGE, its_part, its::Component)`
macro_rules! lazy_page {
    ($page:ident, $part:ident, $component:path) => {
        pub const $page: LazyPage = {
            #[wasm_split($part, fallible, preload(load))]
            fn show() -> Result<AnyView, SplitLoaderError> {
                Ok($component().into_any())
            }
            LazyPage { part: stringify!($part), load: || Box::pin(load()), show: || Box::pin(show()) }
        };
    };
}

lazy_page!(ACCOUNT, account, pages::account::AccountPage);
lazy_page!(REGISTER, register, pages::register::RegisterPage);
lazy_page!(SETUP, register, pages::setup::SetupPage);
lazy_page!(RESET_PASSWORD, register, pages::reset_password::ResetPasswordPage);
lazy_page!(DIRECTORY, directory, pages::directory::DirectoryPage);
lazy_page!(CREATE_USER, directory, pages::create_user::CreateUserPage);
lazy_page!(IMPORT, directory, pages::import::ImportPage);
lazy_page!(PERSON, directory, pages::person::PersonPage);
lazy_page!(AUDIT, directory, pages::trail::AuditPage);
lazy_page!(ACTIVITY, directory, pages::trail::ActivityPage);

impl LazyPage {
    /// The lazy page at an address of ours; none when what is there is not lazy.
    pub fn at(address: &str) -> Option<Self> {
        match address.split(['?', '#']).next()? {
            "/account" => Some(ACCOUNT),
            "/account/activity" => Some(ACTIVITY),
            "/audit" => Some(AUDIT),
            "/register" => Some(REGISTER),
            "/setup" => Some(SETUP),
            "/reset-password" => Some(RESET_PASSWORD),
            "/users" => Some(DIRECTORY),
            "/users/new" => Some(CREATE_USER),
            "/users/import" => Some(IMPORT),
            path if path.starts_with("/users/") => Some(PERSON),
            _ => None,
        }
    }
}

impl ChooseView for LazyPage {
    async fn choose(self) -> AnyView {
        let (wanted, router) = (use_url().get_untracked(), use_location());
        if let Ok(view) = (self.show)().await {
            return view;
        }
        // Unless one has gone elsewhere meanwhile. The page that one left stays until the document replaces it.
        if router.pathname.get_untracked() == wanted.path() {
            load_document(&wanted);
        }
        future::pending().await
    }

    async fn preload(&self) {
        // Whether it is there shows when the page is chosen.
        _ = (self.load)().await;
    }
}

/// Loads what the page at `address` needs.
pub async fn load(address: &str) -> Result<(), SplitLoaderError> {
    match LazyPage::at(address) {
        Some(page) => (page.load)().await,
        None => Ok(()),
    }
}

/// Loads it while there is something else to wait for.
pub fn load_ahead(address: &str) {
    if let Some(page) = LazyPage::at(address) {
        spawn_local(async move { page.preload().await });
    }
}

/// Loads it for whoever points at a link, or steps to it, and so is about to follow it.
pub fn load_ahead_of_links() {
    for event in ["pointerover", "focusin"] {
        window_event_listener_untyped(event, |event| {
            if let Some(address) = linked(&event) {
                load_ahead(&address);
            }
        });
    }
}

/// Where the link leads.
fn linked(event: &Event) -> Option<String> {
    let element: Element = event.target()?.dyn_into().ok()?;
    element.closest("a").ok()??.get_attribute("href")
}

/// In place of going on within this one. Without the part behind `#`: with it, a browser that is there already stays.
fn load_document(url: &Url) {
    let location = window().location();
    let query = if url.search().is_empty() { "" } else { "?" };
    let address = format!("{}{query}{}", url.path(), url.search());
    // A form, or the browser's own buttons, may have changed the address already. Fails only for one that cannot be.
    _ = match location.pathname().is_ok_and(|path| path == url.path()) {
        true => location.replace(&address),
        false => location.assign(&address),
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_found_by_its_address_whatever_it_is_asked() {
        let part = |address| LazyPage::at(address).map(|page| page.part);
        assert_eq!(part("/account"), Some("account"));
        assert_eq!(part("/setup?token=a#b"), Some("register"));
        assert_eq!(part("/users/0192f3a1?a=b"), Some("directory"));
        assert_eq!(part("/audit?result=refused"), Some("directory"));
        assert_eq!(part("/audit/export?format=csv"), None);
        assert_eq!(part("/login?next=/account"), None);
        assert_eq!(part(""), None);
    }
}
