//! Lists without a query: the server renders one, or the browser fetches it after client-side navigation.

use super::browser::when_mounted;
use super::embedded::embedded;
use crate::shared::error::AppError;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::pin::Pin;

/// The list.
#[derive(Clone, Copy)]
pub struct FetchedList {
    /// The list as HTML. Empty until the browser replaces the server's HTML.
    pub html: RwSignal<String>,
    fetch: Callback<(), Fetching>,
    failed: Callback<AppError>,
}

type Fetching = Pin<Box<dyn Future<Output = Result<String, AppError>>>>;

impl FetchedList {
    /// `rendered`: the list, if the server renders the page with it. `fetch` gets it in the browser, `failed` shows an error.
    pub fn new<F>(
        rendered: Option<String>,
        failed: impl Fn(AppError) + Send + Sync + 'static,
        fetch: impl Fn() -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<String, AppError>> + 'static,
    {
        // After client-side navigation nothing is embedded, so the browser fetches the list.
        let is_embedded = embedded(|| rendered.is_some());
        let list = Self {
            html: RwSignal::new(rendered.unwrap_or_default()),
            fetch: Callback::new(move |()| Box::pin(fetch()) as Fetching),
            failed: Callback::new(failed),
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
                match fetching.await {
                    Ok(html) => _ = self.html.try_set(html),
                    Err(error) => _ = self.failed.try_run(error),
                }
            });
        }
    }
}
