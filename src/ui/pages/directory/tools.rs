//! What narrows the list down and sorts it: a form that asks for the page, and once the page is alive changes its
//! address while one types.

use super::query::DirectoryQuery;
use crate::ui::{
    browser::{attributes, element, focus, handler, input},
    components::{
        choice::select,
        icon::{Icon, Shape},
    },
};
use leptos::{
    ev::{self, Event, KeyboardEvent, SubmitEvent},
    prelude::*,
    web_sys::{Element, HtmlSelectElement},
};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use std::time::Duration;

/// How long a pause in typing has to be.
const PAUSE: Duration = Duration::from_millis(200);

type Options = &'static [(&'static str, &'static str)];
const ROLES: Options = &[("", "Any role"), ("admin", "Admin"), ("user", "User")];
const STATUSES: Options = &[("", "Any status"), ("active", "Active"), ("disabled", "Disabled"), ("deleted", "Deleted")];
const ORDERS: Options = &[
    ("-created_at", "Newest first"),
    ("created_at", "Oldest first"),
    ("name", "Name, A to Z"),
    ("-name", "Name, Z to A"),
    ("username", "Username, A to Z"),
    ("-username", "Username, Z to A"),
    ("email", "Email, A to Z"),
    ("-email", "Email, Z to A"),
    ("-last_login_at", "Last sign-in, newest first"),
    ("last_login_at", "Last sign-in, oldest first"),
];

const SEARCH: &str = "q";
const ROLE: &str = "role";
const STATUS: &str = "status";
const ORDER: &str = "sort";
const SEARCH_ATTRIBUTES: [(&str, &str); 9] = [
    ("class", "input"),
    ("id", SEARCH),
    ("type", "search"),
    ("name", "q"),
    ("placeholder", "Name, username or email"),
    ("aria-label", "Search users"),
    ("autocomplete", "off"),
    ("enterkeyhint", "search"),
    ("spellcheck", "false"),
];

/// Goes to an address; with `true` in place of the one before.
type Navigate = Box<dyn Fn(&str, bool) + Send + Sync>;

/// What the fields hold, and what the address says.
#[derive(Clone, Copy)]
pub struct Filters {
    /// What the page shows.
    shown: StoredValue<DirectoryQuery>,
    /// Goes up with each key, so that only the last pause counts.
    keys: StoredValue<u32>,
    navigate: StoredValue<Navigate>,
}

impl Filters {
    pub fn new(list_query: DirectoryQuery) -> Self {
        let navigate = use_navigate();
        let navigate = move |path: &str, replace: bool| {
            navigate(path, NavigateOptions { replace, scroll: false, ..NavigateOptions::default() });
        };
        Self {
            shown: StoredValue::new(list_query),
            keys: StoredValue::new(0),
            navigate: StoredValue::new(Box::new(navigate)),
        }
    }

    /// The page shows something else: the fields follow, save where that is what was typed.
    pub fn follow(self, list_query: &DirectoryQuery) {
        let before = self.shown.get_value();
        if before == *list_query {
            return;
        }
        self.shown.set_value(list_query.clone());
        if let Some(input) = input(SEARCH).filter(|_| before.q != list_query.q) {
            input.set_value(&list_query.q);
        }
        for (id, value) in [(ROLE, &*list_query.role), (STATUS, &list_query.status), (ORDER, list_query.order())] {
            if let Some(select) = element::<HtmlSelectElement>(id) {
                select.set_value(value);
            }
        }
    }

    /// Has the address say what the fields hold, without a word about pages: the list begins anew.
    pub fn apply(self) {
        let Some(shown) = self.shown.try_get_value() else {
            return;
        };
        let q = input(SEARCH).map(|input| input.value()).unwrap_or_default().trim().to_owned();
        let chosen = |id| element::<HtmlSelectElement>(id).map(|select| select.value()).unwrap_or_default();
        let list_query =
            DirectoryQuery { q, role: chosen(ROLE), status: chosen(STATUS), ..shown.sorted(&chosen(ORDER)) };
        let typed = list_query.q != shown.q;
        let same =
            DirectoryQuery { page: shown.page.clone(), cursor: shown.cursor.clone(), ..list_query.clone() } == shown;
        if !same {
            self.shown.set_value(list_query.clone());
            // One step back leads to before the search, not to each of its letters.
            self.navigate.with_value(|navigate| navigate(&list_query.address(), typed));
        }
    }

    fn apply_after_a_pause(self) {
        let key = self.keys.get_value() + 1;
        self.keys.set_value(key);
        let apply = move || {
            if self.keys.try_get_value() == Some(key) {
                self.apply();
            }
        };
        set_timeout(apply, PAUSE);
    }
}

#[component]
pub fn Tools(filters: Filters, list_query: DirectoryQuery) -> impl IntoView {
    let shortcut = window_event_listener(ev::keydown, on_key);
    on_cleanup(move || shortcut.remove());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        filters.apply();
    };
    let own = [("class", "tools"), ("role", "search"), ("action", "/users"), ("method", "get")];
    view! {
        <form
            {..attributes(&own)}
            on:submit=handler(submit)
            on:input=handler(move |_: Event| filters.apply_after_a_pause())
            on:change=handler(move |_: Event| filters.apply())
        >
            <div class="search">
                <Icon shape=Shape::Search/>
                <input value=list_query.q.clone() {..attributes(&SEARCH_ATTRIBUTES)}/>
                <kbd aria-hidden="true">"/"</kbd>
            </div>
            {select(ROLE, "Role", ROLES, &list_query.role, "choice")}
            {select(STATUS, "Status", STATUSES, &list_query.status, "choice")}
            {select(ORDER, "Sort by", ORDERS, list_query.order(), "choice by")}
            <input type="hidden" name="per_page" value=list_query.per_page/>
            <button class="btn btn-secondary without-script" type="submit">
                "Search"
            </button>
        </form>
    }
}

/// "/" leads to the search, from wherever nothing is typed.
fn on_key(event: KeyboardEvent) {
    let held = event.ctrl_key() || event.meta_key() || event.alt_key();
    let typing = |active: Element| active.matches("input:not([type=checkbox]), textarea, select") == Ok(true);
    if event.key() == "/" && !held && !document().active_element().is_some_and(typing) {
        event.prevent_default();
        focus(SEARCH);
    }
}
