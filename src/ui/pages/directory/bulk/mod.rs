//! What is done to many: to those that are ticked, or to all that match; and to one, by the menu of its row.

mod bar;
mod change;
mod question;
mod run;

pub use bar::BulkBar;
pub use question::BulkConfirmation;

use crate::ui::{
    browser::{element, focus, input},
    components::toasts::Toaster,
    listing::{Listing, RESULTS},
    visitor::Visitor,
};
use change::Change;
use leptos::{
    ev::{Event, KeyboardEvent, SubmitEvent},
    prelude::*,
    wasm_bindgen::JsCast,
    web_sys::{Element, HtmlDetailsElement, HtmlElement, HtmlInputElement},
};
use question::Asking;

/// The form of those that are ticked; the boxes name it.
pub const FORM: &str = "bulk";
/// The box over all boxes.
pub const PICK_ALL: &str = "pick-all";
/// The class of the boxes of the rows.
pub const PICK: &str = "pick";
/// The box for what is on no page that one sees.
const ALL: &str = "all";

/// What is chosen, and what is being done to it.
#[derive(Clone, Copy)]
pub struct Bulk {
    listing: Listing,
    toaster: Toaster,
    chosen: RwSignal<usize>,
    all: RwSignal<bool>,
    /// How many are done, while it goes on.
    done: RwSignal<Option<u64>>,
    /// What has to be confirmed first.
    asking: RwSignal<Option<Asking>>,
}

impl Bulk {
    pub fn new(listing: Listing) -> Self {
        let question = Visitor::here().question();
        let asking = question.map(|question| Asking::about(question, listing.here.get_untracked()));
        Self {
            asking: RwSignal::new(asking),
            listing,
            toaster: Toaster::here(),
            chosen: RwSignal::new(0),
            all: RwSignal::new(false),
            done: RwSignal::new(None),
        }
    }

    /// Counts the ticks, and has the box over them agree.
    pub fn recount(self) {
        let boxes = boxes();
        let checked = boxes.iter().filter(|each| each.checked()).count();
        let (some, every) = (checked > 0, checked == boxes.len());
        if let Some(over) = input(PICK_ALL) {
            over.set_checked(some && every);
            over.set_indeterminate(some && !every);
        }
        self.chosen.set(checked);
        self.all.set(input(ALL).is_some_and(|all| all.checked()));
    }

    /// A box was ticked, or the one over all.
    pub fn on_change(self, event: &Event) {
        if let Some(over) = target::<HtmlInputElement>(event).filter(|over| over.id() == PICK_ALL) {
            tick_all(over.checked());
        }
        self.recount();
    }

    fn clear(self) {
        if let Some(all) = input(ALL) {
            all.set_checked(false);
        }
        tick_all(false);
        self.recount();
        // The bar goes, and with it the focus: on to the list, without a jump to its head.
        let here = window().scroll_y().unwrap_or_default();
        focus(RESULTS);
        window().scroll_to_with_x_and_y(0.0, here);
    }

    /// Sends one of the forms of this page without leaving it.
    pub fn submit(self, event: &SubmitEvent) {
        if let Some(change) = Change::of(event) {
            event.prevent_default();
            self.start(change);
        }
    }

    /// The list is another one now.
    fn settle(self) {
        if self.done.try_set(None).is_none() {
            self.clear();
            self.listing.reload();
        }
    }
}

fn target<T: JsCast>(event: &Event) -> Option<T> {
    event.target()?.dyn_into().ok()
}

fn tick_all(checked: bool) {
    boxes().iter().for_each(|each| each.set_checked(checked));
}

/// The boxes of the rows.
fn boxes() -> Vec<HtmlInputElement> {
    let Some(results) = element::<Element>(RESULTS) else {
        return Vec::new();
    };
    let all = results.get_elements_by_class_name(PICK);
    (0..all.length()).filter_map(|index| all.item(index)?.dyn_into().ok()).collect()
}

/// Escape shuts the menu of a row.
pub fn on_key(event: &KeyboardEvent) {
    let menu = target::<Element>(event).and_then(|element| element.closest("details[open]").ok()?);
    if let (Some(menu), "Escape") =
        (menu.and_then(|menu| menu.dyn_into::<HtmlDetailsElement>().ok()), event.key().as_str())
    {
        menu.set_open(false);
        if let Ok(Some(summary)) = menu.query_selector("summary") {
            // Fails only for an element that cannot be reached.
            _ = summary.unchecked_into::<HtmlElement>().focus();
        }
    }
}
