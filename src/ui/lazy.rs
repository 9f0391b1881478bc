//! Pages whose code the browser loads when it needs them.
//!
//! What a first visit loads is the frame and the pages that strangers see. Each of the others belongs to a part of the
//! program that is a file of its own (`cargo leptos build --split`). It is there before its page is shown: a page that
//! the server rendered waits for it before it comes to life, and a link leads on only then. Where it is not to be had,
//! as after an upgrade, the browser loads the document instead. (`#[lazy_route]` of Leptos 0.8 would panic.)

use super::routes::{Code, Page};
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
use wasm_split_helpers::SplitLoaderError;

pub type Loading<T> = Pin<Box<dyn Future<Output = Result<T, SplitLoaderError>>>>;

/// The part of the program that a page belongs to, and the page in it.
#[derive(Clone, Copy)]
pub struct LazyPart {
    /// The name that the build gives it.
    pub name: &'static str,
    pub load: fn() -> Loading<()>,
    pub show: fn() -> Loading<AnyView>,
}

/// `lazy_part!(its_part, its::Component)`
macro_rules! lazy_part {
    ($part:ident, $component:path) => {{
        #[wasm_split_helpers::wasm_split($part, fallible, preload(load))]
        fn show() -> Result<AnyView, wasm_split_helpers::SplitLoaderError> {
            Ok($component().into_any())
        }
        LazyPart { name: stringify!($part), load: || Box::pin(load()), show: || Box::pin(show()) }
    }};
}
pub(super) use lazy_part;

impl ChooseView for Page {
    async fn choose(self) -> AnyView {
        let part = match self.code {
            Code::Frame(show) => return show(),
            Code::Lazy(part) => part,
        };
        let (wanted, router) = (use_url().get_untracked(), use_location());
        if let Ok(view) = (part.show)().await {
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
        _ = load_part(self).await;
    }
}

/// Loads what the page at `address` needs.
pub async fn load(address: &str) -> Result<(), SplitLoaderError> {
    match Page::at(address) {
        Some(page) => load_part(page).await,
        None => Ok(()),
    }
}

async fn load_part(page: &Page) -> Result<(), SplitLoaderError> {
    match page.part() {
        Some(part) => (part.load)().await,
        None => Ok(()),
    }
}

/// Loads it while there is something else to wait for.
pub fn load_ahead(address: &str) {
    if let Some(page) = Page::at(address) {
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
