//! What is done to many: to those that are ticked, or to all that match; and to one, by the menu of its row.

mod bar;
mod wish;

pub use bar::BulkBar;

use crate::{
    actions::directory::{change_users, undo_users},
    shared::{directory::BulkReport, error::AppError, views::Answer},
    ui::{
        browser::{element, focus, input},
        components::toasts::{Offer, Toaster},
        listing::{Listing, RESULTS},
        words::{self, count},
    },
};
use leptos::{
    ev::{Event, KeyboardEvent, SubmitEvent},
    prelude::*,
    task::spawn_local,
    wasm_bindgen::JsCast,
    web_sys::{Element, HtmlDetailsElement, HtmlElement, HtmlInputElement},
};
use std::sync::Arc;
use wish::Wish;

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
}

impl Bulk {
    pub fn new(listing: Listing) -> Self {
        Self {
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
        let Some(wish) = Wish::of(event) else {
            return;
        };
        event.prevent_default();
        if self.done.get_untracked().is_none() {
            self.done.set(Some(0));
            spawn_local(async move {
                let outcome = self.grant(&wish).await;
                self.tell(&wish, outcome);
            });
        }
    }

    /// Goes on until all is done.
    async fn grant(self, wish: &Wish) -> (BulkReport, Option<AppError>) {
        let mut sum = BulkReport::default();
        let mut rest = String::new();
        loop {
            let (action, ids, all, back) = (wish.action.clone(), wish.ids.clone(), wish.all.clone(), wish.back.clone());
            match change_users(action, ids, all, rest, back).await {
                Ok(Answer::Accepted(report)) => {
                    add(&mut sum, &report);
                    self.done.try_set(Some(sum.changed));
                    match report.rest {
                        Some(more) => rest = more,
                        None => return (sum, None),
                    }
                }
                Ok(Answer::Rejected) => return (sum, None),
                Err(error) => return (sum, Some(error)),
            }
        }
    }

    fn tell(self, wish: &Wish, (report, error): (BulkReport, Option<AppError>)) {
        if report.changed > 0 {
            let text = wish.granted(&report);
            self.toaster.offer(text, self.undo(report, wish.back.clone()));
        } else if error.is_none() {
            self.toaster.good(words::changed(&report));
        }
        if let Some(error) = error {
            self.toaster.bad(error.detail);
        }
        self.settle();
    }

    /// The list is another one now.
    fn settle(self) {
        if self.done.try_set(None).is_none() {
            self.clear();
            self.listing.reload();
        }
    }

    fn undo(self, report: BulkReport, back: String) -> Offer {
        let id = report.bulk_id.to_string();
        let fields = vec![("bulk_id", id.clone()), ("back", back.clone())];
        let run = move || {
            let (id, back) = (id.clone(), back.clone());
            spawn_local(async move { self.take_back(id, back).await });
        };
        Offer { label: "Undo", action: "/actions/users/undo", fields, run: Some(Arc::new(run)) }
    }

    async fn take_back(self, id: String, back: String) {
        let mut sum = BulkReport::default();
        loop {
            match undo_users(id.clone(), back.clone()).await {
                Ok(Answer::Accepted(report)) => {
                    add(&mut sum, &report);
                    if report.rest.is_some() {
                        continue;
                    }
                    self.toaster.good(match sum.changed {
                        1 => "Taken back.".to_owned(),
                        number => format!("Taken back for {} accounts.", count(number)),
                    });
                }
                Ok(Answer::Rejected) => {}
                Err(error) => self.toaster.bad(error.detail),
            }
            return self.settle();
        }
    }
}

fn add(sum: &mut BulkReport, report: &BulkReport) {
    sum.bulk_id = report.bulk_id;
    sum.changed += report.changed;
    sum.skipped += report.skipped;
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
