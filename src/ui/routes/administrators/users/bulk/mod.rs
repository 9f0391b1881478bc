//! Bulk changes of the selected users or of all that match, and changes of one user from the menu of its row.
//!
//! A selection lasts over searches and pages, as long as the page with the list is open. Without JavaScript it is that of one page.

mod bar;
mod change;
mod confirmation;
mod field;

pub use bar::{BulkBar, action_button, user_buttons};
pub use confirmation::BulkConfirmation;
pub use field::read_fields;

use crate::shared::bulk::MAX_IDS;
use crate::ui::ClientState;
use crate::ui::browser::{element, focus_in_place, input, is_checked};
use crate::ui::components::Toaster;
use crate::ui::list_state::{ListState, RESULTS};
use crate::ui::routes::administrators::say;
use crate::ui::routes::administrators::users::own_filters::KnownFields;
use change::Change;
use confirmation::PendingConfirmation;
use leptos::ev::{Event, KeyboardEvent, MouseEvent, SubmitEvent};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, HtmlDetailsElement, HtmlElement, HtmlInputElement};
use std::collections::BTreeSet;

/// The form of the selection; the checkboxes refer to it by `form`.
pub const FORM: &str = "bulk";
/// The checkbox in the table's head.
pub const PICK_ALL: &str = "pick-all";
/// The class of the checkboxes of the rows.
pub const PICK: &str = "pick";
/// The checkbox that selects the matching users of all pages.
const ALL: &str = "all";
/// The sheet of the bar on a phone.
const SHEET: &str = "bulk-actions";

/// The selection, and the bulk change in progress.
#[derive(Clone, Copy)]
pub struct Bulk {
    list: ListState,
    toaster: Toaster,
    /// The ids of the selected rows, also of those that a search or another page does not show. At most [`MAX_IDS`].
    picked: StoredValue<BTreeSet<String>>,
    /// The id of the row whose checkbox was pressed last, at which a range begins.
    anchor: StoredValue<Option<String>>,
    chosen: RwSignal<usize>,
    all: RwSignal<bool>,
    /// The number of changed accounts while a change is in progress.
    done: RwSignal<Option<u64>>,
    /// The change that has to be confirmed first.
    pending: RwSignal<Option<PendingConfirmation>>,
    /// The fields of one's own, of which one may be set. None until they are there.
    fields: KnownFields,
    /// Incremented with each change that is completed.
    pub completed: RwSignal<u32>,
}

impl Bulk {
    pub fn new(list: ListState) -> Self {
        let question = ClientState::current().question();
        let pending = question.map(|question| PendingConfirmation::new(question, list.address.get_untracked()));
        Self {
            pending: RwSignal::new(pending),
            list,
            toaster: Toaster::current(),
            picked: StoredValue::new(BTreeSet::new()),
            anchor: StoredValue::new(None),
            chosen: RwSignal::new(0),
            all: RwSignal::new(false),
            done: RwSignal::new(None),
            fields: RwSignal::new(None),
            completed: RwSignal::new(0),
        }
    }

    /// With these fields.
    pub fn with_fields(self, fields: KnownFields) -> Self {
        Self { fields, ..self }
    }

    /// Takes over which of the rows that are shown are ticked.
    pub fn recount(self) {
        let boxes = boxes();
        let has_refused = self.picked.try_update_value(|picked| {
            let mut has_refused = false;
            for each in &boxes {
                if !each.checked() {
                    picked.remove(&each.value());
                } else if picked.len() < MAX_IDS || picked.contains(&each.value()) {
                    picked.insert(each.value());
                } else {
                    each.set_checked(false);
                    has_refused = true;
                }
            }
            has_refused
        });
        if has_refused == Some(true) {
            self.toaster.bad(say::bulk_most_selected(MAX_IDS as u64));
        }
        self.count(&boxes);
    }

    /// Ticks the selected rows of a list that has just been shown.
    pub fn show_picked(self) {
        let boxes = boxes();
        let is_there = self.picked.try_with_value(|picked| {
            boxes.iter().for_each(|each| each.set_checked(picked.contains(&each.value())));
        });
        if is_there.is_some() {
            self.count(&boxes);
        }
    }

    /// Counts the selected rows, and updates the checkbox in the table's head.
    fn count(self, boxes: &[HtmlInputElement]) {
        let checked = boxes.iter().filter(|each| each.checked()).count();
        let (some, every) = (checked > 0, checked == boxes.len());
        // `every` is also true for an empty list, so `some` is checked as well.
        if let Some(select_all) = input(PICK_ALL) {
            select_all.set_checked(some && every);
            select_all.set_indeterminate(some && !every);
        }
        self.chosen.set(self.picked.try_with_value(BTreeSet::len).unwrap_or_default());
        self.all.set(is_checked(ALL));
    }

    /// Handles a change of a row's checkbox or of the one in the table's head.
    pub fn on_change(self, event: &Event) {
        if let Some(select_all) = target::<HtmlInputElement>(event).filter(|input| input.id() == PICK_ALL) {
            set_all(select_all.checked());
        }
        self.recount();
    }

    /// With Shift, ticks or unticks all rows between the one that was pressed before and this one, as this one is now.
    pub fn on_click(self, event: &MouseEvent) {
        let is_of_row = |input: &HtmlInputElement| input.matches(".pick") == Ok(true);
        let Some(pressed) = target::<HtmlInputElement>(event).filter(is_of_row) else { return };
        let before = self.anchor.try_update_value(|anchor| anchor.replace(pressed.value())).flatten();
        let Some(before) = before.filter(|_| event.shift_key()) else { return };
        let boxes = boxes();
        let place = |id: &str| boxes.iter().position(|each| each.value() == id);
        // The row before may be on another page.
        if let (Some(from), Some(to)) = (place(&before), place(&pressed.value())) {
            // The browser tells of the change afterwards, and then all of them are counted.
            boxes[from.min(to)..=from.max(to)].iter().for_each(|each| each.set_checked(pressed.checked()));
        }
    }

    fn clear(self) {
        self.picked.try_update_value(BTreeSet::clear);
        if let Some(all) = input(ALL) {
            all.set_checked(false);
        }
        set_all(false);
        self.recount();
        // The focused bar disappears, so the list gets the focus.
        focus_in_place(RESULTS);
    }

    /// Handles the submit event of the bar, of a row's menu, or of another form that changes accounts.
    pub fn submit(self, event: &SubmitEvent) {
        // If the form cannot be read, the browser sends it as it does without JavaScript.
        if let Some(mut change) = Change::from_event(event) {
            event.prevent_default();
            // The form of the bar has the rows that are shown. That of a row is about this one alone.
            if target::<Element>(event).is_some_and(|form| form.id() == FORM) {
                change.fields.ids = self.picked.with_value(|picked| picked.iter().cloned().collect());
            }
            if let Some(button) = event.submitter() {
                close_menu(&button);
            }
            if let Some(sheet) = element::<HtmlElement>(SHEET) {
                // Fails only in a browser that does not know sheets.
                _ = sheet.hide_popover();
            }
            self.start(change);
        }
    }

    /// Reloads the list after a change of these accounts, which are not selected any more, unless the user has left the page.
    fn finish(self, changed: &[String]) {
        // `try_set` returns the value if the signal no longer exists.
        if self.done.try_set(None).is_none() {
            let is_rest_selected = self.picked.try_update_value(|picked| {
                picked.retain(|id| !changed.contains(id));
                !picked.is_empty()
            });
            match is_rest_selected {
                // The menu of a row is about that row alone.
                Some(true) => focus_in_place(RESULTS),
                _ => self.clear(),
            }
            self.list.reload();
            self.completed.update(|completed| *completed += 1);
        }
    }
}

/// Closes the menu that has the focus with Escape.
pub fn on_key(event: &KeyboardEvent) {
    if let (Some(element), "Escape") = (target::<Element>(event), event.key().as_str()) {
        close_menu(&element);
    }
}

/// Closes the menu around an element, if there is one, and moves the focus to its button.
fn close_menu(element: &Element) {
    let menu = element.closest("details[open]").ok().flatten();
    if let Some(menu) = menu.and_then(|menu| menu.dyn_into::<HtmlDetailsElement>().ok()) {
        menu.set_open(false);
        if let Ok(Some(summary)) = menu.query_selector("summary") {
            // Fails only for an element that cannot be focused.
            _ = summary.unchecked_into::<HtmlElement>().focus();
        }
    }
}

fn target<T: JsCast>(event: &Event) -> Option<T> {
    event.target()?.dyn_into().ok()
}

fn set_all(checked: bool) {
    boxes().iter().for_each(|each| each.set_checked(checked));
}

/// The checkboxes of the rows.
fn boxes() -> Vec<HtmlInputElement> {
    let Some(results) = element::<Element>(RESULTS) else {
        return Vec::new();
    };
    let all = results.get_elements_by_class_name(PICK);
    (0..all.length()).filter_map(|index| all.item(index)?.dyn_into().ok()).collect()
}
