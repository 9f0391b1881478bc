//! Bulk changes of the selected users or of all that match, and changes of one user from the menu of its row.

mod change;
mod confirmation;

pub use confirmation::BulkConfirmation;

use crate::ui::browser::{attributes, element, focus, handler, input, is_checked, live, live_flag, live_text};
use crate::ui::client_state::ClientState;
use crate::ui::components::drawings::{Shape, SmallIcon};
use crate::ui::components::toasts::Toaster;
use crate::ui::list_state::{ListState, RESULTS};
use crate::ui::words::count;
use change::Change;
use confirmation::PendingConfirmation;
use leptos::ev::{Event, KeyboardEvent, MouseEvent, SubmitEvent};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, HtmlDetailsElement, HtmlElement, HtmlInputElement};

/// The form of the selection; the checkboxes refer to it by `form`.
pub const FORM: &str = "bulk";
/// The checkbox in the table's head.
pub const PICK_ALL: &str = "pick-all";
/// The class of the checkboxes of the rows.
pub const PICK: &str = "pick";
/// The checkbox that selects the matching users of all pages.
const ALL: &str = "all";

/// The selection, and the bulk change in progress.
#[derive(Clone, Copy)]
pub struct Bulk {
    list: ListState,
    toaster: Toaster,
    chosen: RwSignal<usize>,
    all: RwSignal<bool>,
    /// The number of changed accounts while a change is in progress.
    done: RwSignal<Option<u64>>,
    /// The change that has to be confirmed first.
    pending: RwSignal<Option<PendingConfirmation>>,
}

impl Bulk {
    pub fn new(list: ListState) -> Self {
        let question = ClientState::current().question();
        let pending = question.map(|question| PendingConfirmation::new(question, list.address.get_untracked()));
        Self {
            pending: RwSignal::new(pending),
            list,
            toaster: Toaster::current(),
            chosen: RwSignal::new(0),
            all: RwSignal::new(false),
            done: RwSignal::new(None),
        }
    }

    /// Counts the selected rows, and updates the checkbox in the table's head.
    pub fn recount(self) {
        let boxes = boxes();
        let checked = boxes.iter().filter(|each| each.checked()).count();
        let (some, every) = (checked > 0, checked == boxes.len());
        // `every` is also true for an empty list, so `some` is checked as well.
        if let Some(select_all) = input(PICK_ALL) {
            select_all.set_checked(some && every);
            select_all.set_indeterminate(some && !every);
        }
        self.chosen.set(checked);
        self.all.set(is_checked(ALL));
    }

    /// Handles a change of a row's checkbox or of the one in the table's head.
    pub fn on_change(self, event: &Event) {
        if let Some(select_all) = target::<HtmlInputElement>(event).filter(|input| input.id() == PICK_ALL) {
            set_all(select_all.checked());
        }
        self.recount();
    }

    fn clear(self) {
        if let Some(all) = input(ALL) {
            all.set_checked(false);
        }
        set_all(false);
        self.recount();
        // The focused bar disappears, so the list gets the focus, without scrolling to its top.
        let scroll_y = window().scroll_y().unwrap_or_default();
        focus(RESULTS);
        window().scroll_to_with_x_and_y(0.0, scroll_y);
    }

    /// Handles the submit event of the bar or of a row's menu.
    pub fn submit(self, event: &SubmitEvent) {
        // If the form cannot be read, the browser sends it as it does without JavaScript.
        if let Some(change) = Change::from_event(event) {
            event.prevent_default();
            self.start(change);
        }
    }

    /// Clears the selection and reloads the list after a change, unless the user has left the page.
    fn finish(self) {
        // `try_set` returns the value if the signal no longer exists.
        if self.done.try_set(None).is_none() {
            self.clear();
            self.list.reload();
        }
    }
}

const FORM_ATTRIBUTES: [(&str, &str); 5] = [
    ("id", FORM),
    ("class", "bulk"),
    ("method", "post"),
    ("action", "/actions/users/bulk"),
    ("aria-label", "Selected users"),
];
const ALL_ATTRIBUTES: [(&str, &str); 5] =
    [("id", ALL), ("class", "box"), ("type", "checkbox"), ("name", "all"), ("value", "on")];

/// The bar with actions for the selected users. Without JavaScript it is always visible.
#[component]
pub fn BulkBar(bulk: Bulk, deleted: RwSignal<bool>) -> impl IntoView {
    let Bulk { list, chosen, all, done, .. } = bulk;
    let hydrated = ClientState::current().hydrated;
    let summary = move || match (done.get(), hydrated.get()) {
        (Some(0), _) => "Working…".to_owned(),
        (Some(number), _) => format!("{} changed…", count(number)),
        // The checkboxes are counted only after hydration.
        (None, false) => "Selected users".to_owned(),
        (None, true) if all.get() => format!("{} selected", list.total.get()),
        (None, true) => format!("{} selected", chosen.get()),
    };
    let is_open = move || chosen.get() > 0 || all.get() || done.get().is_some();
    view! {
        <form
            {..attributes(&FORM_ATTRIBUTES)}
            data-open=live_flag(is_open)
            hidden=live_flag(move || list.total.with(String::is_empty))
            aria-busy=live_flag(move || done.get().is_some())
            on:submit=handler(move |event: SubmitEvent| bulk.submit(&event))
            on:change=handler(move |event: Event| bulk.on_change(&event))
        >
            <input type="hidden" name="back" value=live_text(move || list.address.get())/>
            <p {..attributes(&[("role", "status")])}>{live_text(summary)}</p>
            <label class="check">
                <input {..attributes(&ALL_ATTRIBUTES)}/>
                <span>"Select all " {live_text(move || list.total.get())}</span>
            </label>
            {live(move || buttons(deleted.get()))}
            {live(move || if hydrated.get() { clear_button(bulk) } else { ().into_any() })}
        </form>
    }
}

fn buttons(deleted: bool) -> AnyView {
    let all: &[(&str, &str)] = if deleted {
        &[("restore", "Restore")]
    } else {
        &[
            ("enable", "Enable"),
            ("disable", "Disable"),
            ("set_role:admin", "Make admin"),
            ("set_role:user", "Make user"),
            ("delete", "Delete"),
        ]
    };
    let button = |(action, label): &(&'static str, &'static str)| {
        let own = [("class", "btn"), ("type", "submit"), ("name", "action"), ("value", *action)];
        view! { <button {..attributes(&own)}>{*label}</button> }.into_any()
    };
    all.iter().map(button).collect::<Vec<_>>().into_any()
}

fn clear_button(bulk: Bulk) -> AnyView {
    let own = [("class", "btn clear"), ("type", "button"), ("aria-label", "Clear selection")];
    view! {
        <button {..attributes(&own)} on:click=handler(move |_: MouseEvent| bulk.clear())>
            <SmallIcon shape=Shape::CROSS/>
        </button>
    }
    .into_any()
}

/// Closes the menu of a row with Escape.
pub fn on_key(event: &KeyboardEvent) {
    let menu = target::<Element>(event).and_then(|element| element.closest("details[open]").ok()?);
    if let (Some(menu), "Escape") =
        (menu.and_then(|menu| menu.dyn_into::<HtmlDetailsElement>().ok()), event.key().as_str())
    {
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
