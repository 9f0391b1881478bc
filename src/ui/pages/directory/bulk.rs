//! What is done to many: to those that are ticked, or to all that match; and to one, by the menu of its row.

use crate::{
    actions::directory::{change_users, undo_users},
    shared::{directory::BulkReport, error::AppError, views::Answer},
    ui::{
        browser::{attributes, element, focus, handler, input, live, live_flag, live_text},
        components::{
            icon::{Shape, SmallIcon},
            toasts::{Offer, Toaster},
        },
        listing::{Listing, RESULTS},
        visitor::Visitor,
        words::{self, count},
    },
};
use leptos::{
    ev::{Event, KeyboardEvent, MouseEvent, SubmitEvent},
    prelude::*,
    task::spawn_local,
    wasm_bindgen::{JsCast, JsValue},
    web_sys::{
        Element, FormData, HtmlButtonElement, HtmlDetailsElement, HtmlElement, HtmlFormElement, HtmlInputElement,
    },
};
use std::sync::Arc;

/// The form of those that are ticked; the boxes name it.
pub const FORM: &str = "bulk";
/// The box over all boxes.
pub const PICK_ALL: &str = "pick-all";
/// The class of the boxes of the rows.
pub const PICK: &str = "pick";
/// The box for what is on no page that one sees.
const ALL: &str = "all";

const FORM_ATTRIBUTES: [(&str, &str); 5] = [
    ("id", FORM),
    ("class", "bulk"),
    ("method", "post"),
    ("action", "/actions/users/bulk"),
    ("aria-label", "With the chosen"),
];
const ALL_ATTRIBUTES: [(&str, &str); 5] =
    [("id", ALL), ("class", "box"), ("type", "checkbox"), ("name", "all"), ("value", "on")];

/// One wish, as a form says it.
struct Wish {
    action: String,
    ids: Vec<String>,
    all: String,
    back: String,
    /// Whom it is about, when it is one.
    name: Option<String>,
}

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
        let Some(wish) = wish(event) else {
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
            let text = outcome(&wish.action, wish.name.as_deref(), &report);
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

/// What the form that is sent says, with the button that sends it.
fn wish(event: &SubmitEvent) -> Option<Wish> {
    let form: HtmlFormElement = target(event)?;
    let button: HtmlButtonElement = event.submitter()?.dyn_into().ok()?;
    let data = FormData::new_with_form(&form).ok()?;
    let text = |value: JsValue| value.as_string().unwrap_or_default();
    let row = form.closest("tr").ok().flatten();
    let name = row.and_then(|row| row.query_selector(".who a").ok()?.and_then(|link| link.text_content()));
    Some(Wish {
        action: button.value(),
        ids: data.get_all("ids[]").iter().map(text).collect(),
        all: text(data.get("all")),
        back: text(data.get("back")),
        name,
    })
}

/// What was done, to one or to so many.
fn outcome(action: &str, name: Option<&str>, report: &BulkReport) -> String {
    let one = report.changed == 1;
    let whom = match name.filter(|_| one) {
        Some(name) => name.to_owned(),
        None if one => "1 account".to_owned(),
        None => format!("{} accounts", count(report.changed)),
    };
    let what = match (action, one) {
        ("disable", true) => "is disabled",
        ("disable", false) => "are disabled",
        ("enable", true) => "is enabled",
        ("enable", false) => "are enabled",
        ("delete", true) => "is deleted",
        ("delete", false) => "are deleted",
        ("restore", true) => "is restored",
        ("restore", false) => "are restored",
        ("set_role:admin", true) => "is an admin now",
        ("set_role:admin", false) => "are admins now",
        (_, true) => "is a user now",
        (_, false) => "are users now",
    };
    let skipped = match report.skipped {
        0 => String::new(),
        number => format!(" {} stayed as before.", count(number)),
    };
    format!("{whom} {what}.{skipped}")
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

/// The bar of what can be done to the chosen. Without JavaScript it is always there.
#[component]
pub fn BulkBar(bulk: Bulk, deleted: RwSignal<bool>) -> impl IntoView {
    let Bulk { listing, chosen, all, done, .. } = bulk;
    let hydrated = Visitor::here().hydrated;
    let words = move || match (done.get(), hydrated.get()) {
        (Some(0), _) => "Working…".to_owned(),
        (Some(number), _) => format!("{} done…", count(number)),
        (None, false) => "With the chosen".to_owned(),
        (None, true) if all.get() => format!("{} selected", listing.total.get()),
        (None, true) => format!("{} selected", chosen.get()),
    };
    let is_open = move || chosen.get() > 0 || all.get() || done.get().is_some();
    view! {
        <form
            {..attributes(&FORM_ATTRIBUTES)}
            data-open=live_flag(is_open)
            hidden=live_flag(move || listing.total.with(String::is_empty))
            aria-busy=live_flag(move || done.get().is_some())
            on:submit=handler(move |event: SubmitEvent| bulk.submit(&event))
            on:change=handler(move |event: Event| bulk.on_change(&event))
        >
            <input type="hidden" name="back" value=live_text(move || listing.here.get())/>
            <p {..attributes(&[("role", "status")])}>{live_text(words)}</p>
            <label class="check">
                <input {..attributes(&ALL_ATTRIBUTES)}/>
                <span>"All " {live_text(move || listing.total.get())}</span>
            </label>
            {live(move || buttons(deleted.get()))}
            {live(move || match hydrated.get() {
                true => clear_button(bulk),
                false => ().into_any(),
            })}
        </form>
    }
}

fn buttons(deleted: bool) -> AnyView {
    let all: &[(&str, &str)] = match deleted {
        true => &[("restore", "Restore")],
        false => &[
            ("enable", "Enable"),
            ("disable", "Disable"),
            ("set_role:admin", "Make admin"),
            ("set_role:user", "Make user"),
            ("delete", "Delete"),
        ],
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
            <SmallIcon shape=Shape::Cross/>
        </button>
    }
    .into_any()
}
