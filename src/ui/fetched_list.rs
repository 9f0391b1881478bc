//! A list in a page: the server renders it, or the browser fetches it after client-side navigation.

use super::{browser::when_mounted, embedded::embedded};
use leptos::{prelude::*, task::spawn_local};
use std::pin::Pin;

/// A list as HTML.
#[derive(Clone, Copy)]
pub struct FetchedList {
    /// Empty until the browser replaces the server's HTML.
    pub html: RwSignal<String>,
    fetch: Callback<(), Fetching>,
}

/// The list from the server; None after an error, which has been shown.
type Fetching = Pin<Box<dyn Future<Output = Option<String>>>>;

impl FetchedList {
    /// `rendered`: the list, if the server renders the page with it. `fetch` gets it in the browser, and shows errors.
    pub fn new<F>(rendered: Option<String>, fetch: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Option<String>> + 'static,
    {
        // After client-side navigation nothing is embedded, so the browser fetches the list.
        let is_embedded = embedded(|| rendered.is_some());
        let list = Self {
            html: RwSignal::new(rendered.unwrap_or_default()),
            fetch: Callback::new(move |()| Box::pin(fetch()) as Fetching),
        };
        if !is_embedded {
            when_mounted(move || list.fetch());
        }
        list
    }

    /// Fetches the list, also again after a change.
    pub fn fetch(self) {
        // None if the user has left the page.
        if let Some(fetching) = self.fetch.try_run(()) {
            spawn_local(async move {
                if let Some(html) = fetching.await {
                    self.html.try_set(html);
                }
            });
        }
    }
}
