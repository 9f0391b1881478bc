//! Lists in pages, of which the query is the address: the server renders a list first, then the browser fetches it.

use super::browser::{element, focus, focus_in_place};
use super::client_state::{ClientState, ListPlace};
use super::embedded::embedded;
use super::navigation::Navigator;
use crate::shared::{AppError, LocalPath};
use leptos::ev::MouseEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::Element;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

/// The id of the element that holds the list.
pub const RESULTS: &str = "results";
/// The id of the element that holds the pagination.
pub const PAGES: &str = "pages";
/// Stands for the HTML that the server has rendered, until the browser replaces it. It must differ from every rendered list: Leptos
/// does not write HTML that equals the previous value, so an empty text here would keep the server's pagination when the browser
/// sets an empty one.
const FROM_SERVER: &str = "<!---->";
/// How long the old list stays before a skeleton replaces it.
const SKELETON_DELAY: Duration = Duration::from_millis(200);

/// A query for a page of a list, and how its results are rendered.
pub trait ListQuery: Send + Sync {
    /// The address of the page with this query; different queries have different addresses.
    fn address(&self) -> String;
    /// Sends the query to the server and renders the response.
    fn fetch(&self, client: ClientState) -> Pin<Box<dyn Future<Output = Result<RenderedList, AppError>>>>;
    /// Renders the reason why the list could not be loaded.
    fn write_failure(&self, error: &AppError) -> RenderedList;
    /// Renders placeholder rows.
    fn write_skeleton(&self) -> String;
}

/// A list, rendered as HTML.
#[derive(Default)]
pub struct RenderedList {
    pub list: String,
    /// The pagination.
    pub pages: String,
    /// The number of all results, as text.
    pub total: String,
    /// Announced to screen readers.
    pub announcement: String,
}

/// The list that is shown, and its query.
#[derive(Clone, Copy)]
pub struct ListState {
    /// The list as HTML.
    pub html: RwSignal<String>,
    /// The pagination as HTML.
    pub pages: RwSignal<String>,
    /// The address of the query whose results are shown.
    pub address: RwSignal<String>,
    /// The number of all results, as text.
    pub total: RwSignal<String>,
    /// Announced to screen readers.
    pub announcement: RwSignal<String>,
    /// A response is awaited.
    pub busy: RwSignal<bool>,
    /// Incremented with each query and each response, so that a late response is recognized and dropped.
    generation: StoredValue<u32>,
    /// The last query that was sent or embedded.
    last_query: StoredValue<Option<Arc<dyn ListQuery>>>,
    /// Where the visitor left this list before; until it is shown again.
    left_at: StoredValue<Option<ListPlace>>,
    /// The id of the link that had the focus when a skeleton took its place.
    focused: StoredValue<Option<String>>,
    client: ClientState,
    navigator: Navigator,
}

impl ListState {
    /// `rendered`: the list, when the server renders the page.
    pub fn new(query: Arc<dyn ListQuery>, rendered: Option<RenderedList>) -> Self {
        // Only the total is embedded; the rest is in the page as HTML.
        let total = embedded(|| rendered.as_ref().map(|rendered| rendered.total.clone()));
        let (client, address) = (ClientState::current(), query.address());
        // The browser itself restores the place in a document that it loads.
        let left_at = client.place.get_value().filter(|place| total.is_none() && place.address == address);
        let (html, pages) = match rendered {
            Some(rendered) => (rendered.list, rendered.pages),
            None if total.is_some() => (FROM_SERVER.to_owned(), FROM_SERVER.to_owned()),
            // After client-side navigation nothing is rendered yet.
            None => (String::new(), String::new()),
        };
        Self {
            html: RwSignal::new(html),
            pages: RwSignal::new(pages),
            address: RwSignal::new(address),
            // Without an embedded list nothing is shown yet, so the first `load` must not skip this query.
            last_query: StoredValue::new(total.is_some().then_some(query)),
            total: RwSignal::new(total.unwrap_or_default()),
            announcement: RwSignal::new(String::new()),
            busy: RwSignal::new(false),
            generation: StoredValue::new(0),
            left_at: StoredValue::new(left_at),
            focused: StoredValue::new(None),
            client,
            navigator: Navigator::current(),
        }
    }

    /// Fetches the list, unless this query is shown or in flight already.
    pub fn load(self, query: Arc<dyn ListQuery>) {
        let address = query.address();
        if self.last_query.with_value(|last| last.as_ref().is_some_and(|last| last.address() == address)) {
            return;
        }
        // Recorded before the response arrives, so that the same query is not sent twice.
        self.last_query.set_value(Some(Arc::clone(&query)));
        let generation = self.next_generation();
        // At once, so that something changes also when the response takes long.
        self.busy.set(true);
        let pending = Arc::clone(&query);
        set_timeout(move || self.show_skeleton(generation, pending.as_ref()), SKELETON_DELAY);
        spawn_local(async move {
            let response = query.fetch(self.client).await;
            if self.is_current(generation) {
                // From now on the timeout above finds a newer generation, and does nothing.
                self.next_generation();
                self.show(query.as_ref(), response);
            }
        });
    }

    /// Fetches the same list again, because it has changed.
    pub fn reload(self) {
        if let Some(Some(query)) = self.last_query.try_get_value() {
            // Otherwise `load` would skip the query because it is shown already.
            self.last_query.set_value(None);
            self.load(query);
        }
    }

    /// Notes where the list is left if a link in a row was followed, so that the way back leads there.
    pub fn note_place(self, event: &MouseEvent) {
        let link = || {
            let pressed: Element = event.target()?.dyn_into().ok()?;
            // The row has other controls.
            pressed.closest("a").ok()??;
            pressed.closest("tr").ok()??.query_selector(".who a").ok()?
        };
        if let Some(link) = link() {
            let scroll_y = window().scroll_y().unwrap_or_default();
            let place = ListPlace { address: self.address.get_untracked(), row: link.id(), scroll_y };
            self.client.place.set_value(Some(place));
        }
    }

    fn next_generation(self) -> u32 {
        let generation = self.generation.get_value() + 1;
        self.generation.set_value(generation);
        generation
    }

    /// Whether no newer query or response exists. False once the user has left the page.
    fn is_current(self, generation: u32) -> bool {
        self.generation.try_get_value() == Some(generation)
    }

    /// Replaces the list with a skeleton if the response is still missing.
    fn show_skeleton(self, generation: u32, query: &dyn ListQuery) {
        if self.is_current(generation) {
            if let Some(id) = focused_result().filter(|id| id != RESULTS) {
                self.focused.set_value(Some(id));
                focus_in_place(RESULTS);
            }
            self.html.set(query.write_skeleton());
            // The old pagination belongs to another query.
            self.pages.set(String::new());
        }
    }

    fn show(self, query: &dyn ListQuery, response: Result<RenderedList, AppError>) {
        let rendered = match response {
            Ok(rendered) => rendered,
            // The session has ended. After signing in the user returns to this list.
            Err(error) if error.code.is_signed_out() => {
                let current = LocalPath::parse(&query.address()).unwrap_or_else(LocalPath::account);
                return self.navigator.sign_in_again(&current, error);
            }
            Err(error) => query.write_failure(&error),
        };
        // Replacing the HTML removes the focused link, so its id is remembered and focused again.
        let before = self.focused.try_update_value(Option::take).flatten();
        let focused = focused_result().map(|id| if id == RESULTS { before.unwrap_or(id) } else { id });
        self.busy.set(false);
        self.total.set(rendered.total);
        self.announcement.set(rendered.announcement);
        self.html.set(rendered.list);
        self.pages.set(rendered.pages);
        self.address.set(query.address());
        if let Some(ListPlace { row, scroll_y, .. }) = self.left_at.try_update_value(Option::take).flatten() {
            request_animation_frame(move || {
                window().scroll_to_with_x_and_y(0.0, scroll_y);
                // Scrolls only if the row is not in view. It may be gone.
                focus(&row);
            });
        } else if let Some(id) = focused {
            // Effects write the new HTML later, so the link is looked up in the next frame.
            request_animation_frame(move || focus(if element::<Element>(&id).is_some() { &id } else { RESULTS }));
        }
    }
}

/// The id of the focused link in the list or its pagination.
fn focused_result() -> Option<String> {
    let active = document().active_element()?;
    let is_inside = |id| element::<Element>(id).is_some_and(|part| part.contains(Some(&active)));
    (is_inside(RESULTS) || is_inside(PAGES)).then(|| active.id())
}
