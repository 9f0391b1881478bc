//! Pages whose code is loaded on demand.
//!
//! The main WebAssembly file has the layout and the pages for signed-out users. Every other page belongs to a part in a
//! file of its own (`cargo leptos build --split`). Hydration and client-side navigation wait for that file, and for the
//! texts that only pages of administrators have. If one cannot be loaded, for example after an upgrade, the browser
//! loads the document instead. (`#[lazy_route]` of Leptos 0.8 would panic.)

use super::browser::show_loading;
use super::client_state::ClientState;
use super::journey::handle;
use super::navigation::{Navigator, path_and_query};
use super::routes::{Code, Page};
use crate::language::{Readers, load_for_administrators};
use crate::shared::{Admission, Handle, LocalPath};
use leptos::ev::{Event, MouseEvent};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::Element;
use leptos_router::ChooseView;
use leptos_router::hooks::{use_location, use_url};
use leptos_router::location::Url;
use std::future;
use std::pin::Pin;
use wasm_split_helpers::SplitLoaderError;

pub type Loading<T> = Pin<Box<dyn Future<Output = Result<T, SplitLoaderError>>>>;

/// A part of the program.
#[derive(Clone, Copy)]
pub struct LazyPart {
    /// The name that the build gives it.
    pub name: &'static str,
    /// Whether it has pages of administrators, whose texts and stylesheet are loaded with it.
    pub(super) for_administrators: bool,
    pub code: fn() -> Loading<()>,
    /// Shows its page with this path in the table.
    pub show: fn(&'static str) -> Loading<AnyView>,
}

impl LazyPart {
    /// Whose texts its pages have, beside those of everybody.
    pub fn readers(self) -> Option<Readers> {
        self.for_administrators.then_some(Readers::Administrators)
    }

    /// The stylesheet that its pages have, beside that of every page. In the browser the script that fetches the texts loads it
    /// (`hydration.js`).
    pub fn stylesheet(self) -> Option<&'static str> {
        self.for_administrators.then_some("administration.css")
    }

    /// Loads the code and the texts. False if one of them is missing. Nothing that is there is waited for, as hydration cannot wait.
    async fn load(self) -> bool {
        // Begun here, so that both are on their way at once.
        let texts = self.for_administrators.then(load_for_administrators);
        let has_code = (self.code)().await.is_ok();
        let has_texts = match texts {
            Some(texts) => texts.await,
            None => true,
        };
        has_code && has_texts
    }
}

/// `lazy_parts!([part: readers, ...] (("/path", lazy(part, Component)) ...))`: a module for each part, with one function that shows
/// its pages. With a function for each page, the main file would have what loads it as often.
///
/// A part for `administrators` is loaded with their texts and stylesheet. One for `everybody` is not, and has no name for their
/// pages.
macro_rules! lazy_parts {
    ([$($part:ident: $readers:ident,)*] $rows:tt) => { $(lazy_parts!(@part $part $readers $rows);)* };
    (@part $part:ident everybody $rows:tt) => { lazy_parts!(@module $part false [mod administrators {}] $rows); };
    (@part $part:ident administrators $rows:tt) => { lazy_parts!(@module $part true [] $rows); };
    (@module $part:ident $for_administrators:literal [$($hides:item)?] ($(($path:tt, $code:ident($($of:tt)*)))*)) => {
        mod $part {
            use super::*;

            $($hides)?

            #[wasm_split_helpers::wasm_split($part, fallible, preload(load))]
            fn show(path: &'static str) -> Result<AnyView, wasm_split_helpers::SplitLoaderError> {
                $(lazy_parts!(@show path, $path, $part, $code($($of)*));)*
                // Never: it is asked for its own pages.
                Ok(().into_any())
            }

            pub const PART: LazyPart = LazyPart {
                name: stringify!($part),
                for_administrators: $for_administrators,
                code: || Box::pin(load()),
                show: |path| Box::pin(show(path)),
            };
        }
    };
    (@show $wanted:ident, $path:tt, account, lazy(account, $component:path)) => {
        lazy_parts!(@page $wanted, $path, $component)
    };
    (@show $wanted:ident, $path:tt, administration, lazy(administration, $component:path)) => {
        lazy_parts!(@page $wanted, $path, $component)
    };
    (@show $wanted:ident, $path:tt, directory, lazy(directory, $component:path)) => {
        lazy_parts!(@page $wanted, $path, $component)
    };
    (@show $wanted:ident, $path:tt, register, lazy(register, $component:path)) => {
        lazy_parts!(@page $wanted, $path, $component)
    };
    (@show $wanted:ident, $path:tt, home, by_visitor($stranger:path, home, $component:path)) => {
        lazy_parts!(@page $wanted, $path, $component)
    };
    (@show $($of_another_part:tt)*) => {};
    (@page $wanted:ident, $path:tt, $component:path) => {
        if $wanted == $path {
            return Ok($component().into_any());
        }
    };
}
pub(super) use lazy_parts;

impl ChooseView for Page {
    async fn choose(self) -> AnyView {
        // The address is read before waiting, because the user may navigate elsewhere meanwhile.
        let (wanted, router) = (use_url().get_untracked(), use_location());
        if let Some(elsewhere) = redirect_from(&self, &wanted) {
            Navigator::current().redirect(elsewhere);
            return ().into_any();
        }
        let part = match self.code {
            Code::Main(show) => return show(),
            Code::ByVisitor(show, _) if !ClientState::current().is_signed_in() => return show(),
            Code::ByVisitor(_, part) | Code::Lazy(part) => part,
        };
        if part.load().await
            && let Ok(view) = (part.show)(self.path).await
        {
            return view;
        }
        // Not if the user has navigated elsewhere meanwhile. The previous page stays until the document replaces it.
        if router.pathname.get_untracked() == wanted.path() {
            load_document(&wanted);
        }
        // Never returns a view: the document is about to be replaced, or the router has chosen another page.
        future::pending().await
    }

    async fn preload(&self) {
        let is_signed_in = use_context::<ClientState>().is_some_and(ClientState::is_signed_in);
        // What is missing is missing again when the page is chosen, and that is handled there.
        _ = load_part(self, is_signed_in).await;
    }
}

/// Where a visitor goes on who may not see the page: to the sign-in page, or away from it. The server redirects before it renders.
fn redirect_from(page: &Page, url: &Url) -> Option<String> {
    let client = ClientState::current();
    match page.admission {
        Admission::SignedOut | Admission::PendingSignIn if client.is_signed_in() => {
            Some(client.after_sign_in(handle()).to_string())
        }
        Admission::SignedIn | Admission::Directory | Admission::Applications | Admission::Audit
            if !client.is_signed_in() =>
        {
            Some(Handle::from(LocalPath::or_account(&path_and_query(url))).link("/login"))
        }
        Admission::SignedOut
        | Admission::PendingSignIn
        | Admission::SignedIn
        | Admission::Directory
        | Admission::Applications
        | Admission::Audit
        | Admission::Anyone
        | Admission::SetupLink
        | Admission::PasswordLink
        | Admission::ConfirmLink => None,
    }
}

/// Loads the part of the page at `address` that a visitor needs. False if something of it is missing.
pub async fn load(address: &str, is_signed_in: bool) -> bool {
    match Page::at(address) {
        Some(page) => load_part(page, is_signed_in).await,
        None => true,
    }
}

async fn load_part(page: &Page, is_signed_in: bool) -> bool {
    match page.part(is_signed_in) {
        Some(part) => part.load().await,
        None => true,
    }
}

/// Starts loading the part in the background.
pub fn load_ahead(address: &str, is_signed_in: bool) {
    if let Some(page) = Page::at(address) {
        // As in `preload`.
        spawn_local(async move { _ = load_part(page, is_signed_in).await });
    }
}

/// Starts loading the part of a page when a link to it is hovered or focused.
pub fn load_ahead_of_links(client: ClientState) {
    for event in ["pointerover", "focusin"] {
        window_event_listener_untyped(event, move |event| {
            if let Some(address) = linked_address(&event) {
                load_ahead(&address, client.is_signed_in());
            }
        });
    }
}

/// Shows that a page is being loaded when a link to it is followed. The heading of the page ends it.
pub fn show_loading_of_links() {
    window_event_listener_untyped("click", |event| {
        let opens_elsewhere = |event: &MouseEvent| event.ctrl_key() || event.meta_key() || event.shift_key();
        let is_elsewhere = event.dyn_ref().is_some_and(opens_elsewhere);
        if let Some(address) = linked_address(&event).filter(|_| !is_elsewhere) {
            // Lists follow links to their own page by themselves.
            let path = address.split(['?', '#']).next().unwrap_or_default();
            let is_here = window().location().pathname().is_ok_and(|here| here == path);
            if !is_here && Page::at(path).is_some() {
                show_loading(true);
            }
        }
    });
}

fn linked_address(event: &Event) -> Option<String> {
    // The target may be inside the link, such as an icon.
    let element: Element = event.target()?.dyn_into().ok()?;
    element.closest("a").ok()??.get_attribute("href")
}

/// Loads the document instead of navigating within this one. Drops the fragment: with it, a browser that already shows
/// this address would not load anything.
fn load_document(url: &Url) {
    let location = window().location();
    let address = path_and_query(url);
    // A form or the back button may have changed the address already: then no history entry is added.
    let is_current = location.pathname().is_ok_and(|path| path == url.path());
    // Fails only for an invalid URL.
    _ = if is_current { location.replace(&address) } else { location.assign(&address) };
}
