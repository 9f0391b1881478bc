//! Lists without a query: the server renders one, or the browser fetches it after client-side navigation.

use super::browser::{LiveText, live_text, when_mounted};
use super::embedded::embedded;
use super::form::FormState;
use crate::shared::AppError;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::pin::Pin;
use std::sync::Arc;

/// The list.
#[derive(Clone, Copy)]
pub struct FetchedList {
    /// The list as HTML. Empty until the browser replaces the server's HTML.
    pub html: RwSignal<String>,
    fetch: Callback<(), Fetching>,
    failed: Callback<AppError>,
    /// The lists of the page, if they show the same things.
    related: Option<RelatedLists>,
}

/// The lists of a page that show the same things: a change in one is fetched by all.
#[derive(Clone, Copy, Default)]
pub struct RelatedLists(StoredValue<Vec<FetchedList>>);

impl RelatedLists {
    /// For the lists that are built below.
    pub fn provide() {
        provide_context(Self::default());
    }
}

type Fetching = Pin<Box<dyn Future<Output = Result<String, AppError>>>>;

impl FetchedList {
    /// `known`: what the server has read for the page; otherwise `fetch` reads it in the browser. `write` writes it as HTML, `form` shows
    /// an error.
    pub fn new<T: 'static, F>(
        form: FormState,
        known: Option<T>,
        fetch: impl Fn() -> F + Send + Sync + 'static,
        write: impl Fn(&T) -> String + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<T, AppError>> + 'static,
    {
        let rendered = known.as_ref().map(&write);
        let write = Arc::new(write);
        let failed = move |error| form.reject(error);
        Self::of_html(rendered, failed, move || {
            let (fetched, write) = (fetch(), Arc::clone(&write));
            async move { Ok(write(&fetched.await?)) }
        })
    }

    /// `rendered`: the list, if the server renders the page with it. `fetch` gets it in the browser, `failed` shows an error.
    pub fn of_html<F>(
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
            related: use_context(),
        };
        if let Some(RelatedLists(lists)) = list.related {
            lists.update_value(|lists| lists.push(list));
        }
        if !is_embedded {
            when_mounted(move || list.fetch_alone());
        }
        list
    }

    /// What stands in the place of the list until the browser has fetched it, so that what is below does not move.
    pub fn meanwhile(self, html: &str) -> Self {
        // The server has the list. In its page the browser keeps it, whatever is here.
        if !crate::IS_SERVER {
            self.html.set(html.to_owned());
        }
        self
    }

    /// The list as HTML, reactively.
    pub fn live(self) -> LiveText {
        live_text(move || self.html.get())
    }

    /// Fetches the list again after a change, and those that show the same things.
    pub fn fetch(self) {
        match self.related.and_then(|RelatedLists(lists)| lists.try_get_value()) {
            Some(lists) => lists.into_iter().for_each(Self::fetch_alone),
            None => self.fetch_alone(),
        }
    }

    fn fetch_alone(self) {
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
