//! Search, filters and order of the list of users: a GET form, which after hydration changes the address while the user
//! types.

use super::bulk;
use super::own_filters::{self, FIELDS, KnownFields, field_filters};
use super::typed::{USERNAMES, pasted};
use crate::language::Label;
use crate::shared::directory::{NEVER, WITH, WITHOUT, names_in};
use crate::shared::{DirectoryQuery, GroupNames};
use crate::ui::browser::{attributes, control, focus, handler, input, value_of};
use crate::ui::components::choice::select;
use crate::ui::components::filter_parts::{day, search};
use crate::ui::components::{Icon, Shape, SmallIcon, group_select, set_day};
use crate::ui::routes::administrators::say;
use crate::ui::{Navigator, live_option, live_text};
use leptos::ev::{self, Event, KeyboardEvent, MouseEvent, SubmitEvent};
use leptos::prelude::*;
use leptos::web_sys::Element;
use std::time::Duration;

/// How long the search waits after the last key.
const DEBOUNCE: Duration = Duration::from_millis(200);

/// Values and their labels.
type Options = &'static [(&'static str, Label)];
const ROLES: Options = &[("", say::users_any_role), ("admin", say::admin), ("user", say::user)];
const STATUSES: Options =
    &[("", say::users_any_status), ("active", say::active), ("disabled", say::disabled), ("deleted", say::deleted)];
const SIGN_INS: Options = &[("", say::users_any_sign_in), (NEVER, say::never_signed_in)];
const FACTORS: Options =
    &[("", say::users_any_factor), (WITH, say::users_with_factor), (WITHOUT, say::users_without_factor)];
const ORDERS: Options = &[
    ("-created_at", say::users_newest_first),
    ("created_at", say::users_oldest_first),
    ("name", say::users_by_name),
    ("-name", say::users_by_name_reversed),
    ("username", say::users_by_username),
    ("-username", say::users_by_username_reversed),
    ("email", say::users_by_email),
    ("-email", say::users_by_email_reversed),
    ("-last_login_at", say::users_by_sign_in),
    ("last_login_at", say::users_by_sign_in_reversed),
];

const SEARCH: &str = "q";
const ROLE: &str = "role";
const STATUS: &str = "status";
const GROUP: &str = "group";
const SIGNED_IN: &str = "signed_in";
const CREATED_FROM: &str = "created_from";
const CREATED_TO: &str = "created_to";
const LAST_LOGIN_BEFORE: &str = "last_login_before";
const SECOND_FACTOR: &str = "second_factor";
const ORDER: &str = "sort";

/// Keeps the fields and the address in sync.
#[derive(Clone, Copy)]
pub struct Filters {
    /// The query whose results are shown.
    shown: StoredValue<DirectoryQuery>,
    /// Incremented with each key, so that only the last timeout searches.
    keys: StoredValue<u32>,
    /// How many filters apply, without the search.
    count: RwSignal<usize>,
    /// The fields of one's own.
    fields: KnownFields,
    navigator: Navigator,
}

impl Filters {
    pub fn new(list_query: DirectoryQuery, fields: KnownFields) -> Self {
        Self {
            count: RwSignal::new(count_of(&list_query)),
            shown: StoredValue::new(list_query),
            keys: StoredValue::new(0),
            fields,
            navigator: Navigator::current(),
        }
    }

    /// The group of the query whose results are shown.
    pub fn group(self) -> String {
        self.shown.with_value(|shown| shown.group.clone())
    }

    /// Updates the fields after the address has changed, except the search if it caused the change.
    pub fn sync_fields(self, list_query: &DirectoryQuery) {
        let before = self.shown.get_value();
        if before == *list_query {
            return;
        }
        self.shown.set_value(list_query.clone());
        self.count.set(count_of(list_query));
        // The user may have typed on since the address changed, so the same search is not written again.
        if let Some(input) = input(SEARCH).filter(|_| before.q != list_query.q) {
            input.set_value(&list_query.q);
        }
        for (id, value) in [
            (ROLE, &*list_query.role),
            (STATUS, &list_query.status),
            (GROUP, &list_query.group),
            (SIGNED_IN, &list_query.signed_in),
            (SECOND_FACTOR, &list_query.second_factor),
            (FIELDS, &list_query.fields),
            (USERNAMES, &list_query.usernames),
            (ORDER, list_query.order()),
        ] {
            if let Some(select) = control(id) {
                select.set_value(value);
            }
        }
        own_filters::show(self.fields, &list_query.fields);
        set_day(CREATED_FROM, &list_query.created_from);
        set_day(CREATED_TO, &list_query.created_to);
        set_day(LAST_LOGIN_BEFORE, &list_query.last_login_before);
    }

    /// Navigates to the first page of the list with the fields' values.
    pub fn apply(self) {
        let Some(shown) = self.shown.try_get_value() else {
            return;
        };
        let list_query = DirectoryQuery {
            q: value_of(SEARCH).trim().to_owned(),
            role: value_of(ROLE),
            status: value_of(STATUS),
            group: value_of(GROUP),
            signed_in: value_of(SIGNED_IN),
            second_factor: value_of(SECOND_FACTOR),
            fields: value_of(FIELDS).trim().to_owned(),
            usernames: names_in(&value_of(USERNAMES)),
            created_from: day_in(CREATED_FROM, &shown.created_from),
            created_to: day_in(CREATED_TO, &shown.created_to),
            last_login_before: day_in(LAST_LOGIN_BEFORE, &shown.last_login_before),
            ..shown.sorted(&value_of(ORDER))
        };
        let is_typed = list_query.q != shown.q;
        // The fields do not contain the position, so it is copied before the comparison.
        let is_unchanged =
            DirectoryQuery { page: shown.page.clone(), cursor: shown.cursor.clone(), ..list_query.clone() } == shown;
        if !is_unchanged {
            self.shown.set_value(list_query.clone());
            self.count.set(count_of(&list_query));
            // While typing the history entry is replaced, so that Back leaves the search instead of undoing each letter.
            self.navigator.filter(&list_query.address(), is_typed);
        }
    }

    /// Clears the search.
    fn wipe(self) {
        if let Some(input) = input(SEARCH) {
            input.set_value("");
        }
        self.apply();
        // The button disappears.
        focus(SEARCH);
    }

    fn apply_debounced(self) {
        let key = self.keys.get_value() + 1;
        self.keys.set_value(key);
        let apply = move || {
            // Otherwise a later key has started its own timeout, or the user has left the page.
            if self.keys.try_get_value() == Some(key) {
                self.apply();
            }
        };
        set_timeout(apply, DEBOUNCE);
    }
}

#[component]
pub fn FilterForm(
    filters: Filters,
    list_query: DirectoryQuery,
    /// Of all groups.
    group_names: RwSignal<GroupNames>,
) -> impl IntoView {
    // The listener belongs to the window, so it would outlive the page.
    let shortcut = window_event_listener(ev::keydown, on_key);
    on_cleanup(move || shortcut.remove());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        filters.apply();
    };
    let own = [("class", "tools"), ("role", "search"), ("action", "/users"), ("method", "get")];
    let roles = select(ROLE, say::role(), &labelled(ROLES), &list_query.role, "choice");
    let statuses = select(STATUS, say::status(), &labelled(STATUSES), &list_query.status, "choice");
    let orders = select(ORDER, say::users_sort_by(), &labelled(ORDERS), list_query.order(), "choice by");
    view! {
        <form
            {..attributes(&own)}
            on:submit=handler(submit)
            on:input=handler(move |_: Event| filters.apply_debounced())
            on:change=handler(move |_: Event| filters.apply())
        >
            {search_field(filters, list_query.q.clone())}
            {switch(filters)}
            {roles}
            {statuses}
            {group_filter(filters, group_names)}
            {orders}
            {more_filters(filters, &list_query)}
            <input type="hidden" name="per_page" value=list_query.per_page/>
            <button class="btn btn-secondary without-script" type="submit">
                {say::search()}
            </button>
        </form>
    }
}

fn count_of(list_query: &DirectoryQuery) -> usize {
    list_query.filters().iter().filter(|(name, value)| *name != SEARCH && !value.is_empty()).count()
}

/// What shows the filters in a narrow window, which hides them at first: a checkbox without a name, so that it needs no script.
fn switch(filters: Filters) -> AnyView {
    let own = [("class", "sr-only"), ("type", "checkbox")];
    view! {
        <label class="btn btn-secondary filter-switch">
            <input {..attributes(&own)}/>
            {live_text(move || say::users_filters(filters.count.get() as u64))}
        </label>
    }
    .into_any()
}

/// The search with the button that clears it.
fn search_field(filters: Filters, value: String) -> AnyView {
    let words = [("placeholder", say::search_placeholder()), ("aria-label", say::users_search())];
    let wipe = [("class", "btn-quiet wipe with-script"), ("type", "button"), ("aria-label", say::users_search_clear())];
    view! {
        <div class="search">
            <Icon shape=Shape::SEARCH/>
            <input {..attributes(&search(SEARCH, SEARCH))} {..attributes(&words)} value=value/>
            <kbd aria-hidden="true">"/"</kbd>
            <button {..attributes(&wipe)} on:click=handler(move |_: MouseEvent| filters.wipe())>
                <SmallIcon shape=Shape::CROSS/>
            </button>
        </div>
    }
    .into_any()
}

/// The options in the language of the page.
fn labelled(options: Options) -> Vec<(&'static str, &'static str)> {
    options.iter().map(|(value, label)| (*value, label())).collect()
}

/// The value of a date input. While a year is typed, it has zeros in front: then the day that is `shown`.
fn day_in(id: &str, shown: &str) -> String {
    let value = value_of(id);
    if value.starts_with('0') { shown.to_owned() } else { value.trim().to_owned() }
}

/// The filters that are needed less often, in a menu.
fn more_filters(filters: Filters, list_query: &DirectoryQuery) -> AnyView {
    let DirectoryQuery { signed_in, created_from, created_to, last_login_before, second_factor, .. } = list_query;
    let sign_ins = select(SIGNED_IN, say::users_signed_in(), &labelled(SIGN_INS), signed_in, "choice relative");
    let factors =
        select(SECOND_FACTOR, say::users_second_factor(), &labelled(FACTORS), second_factor, "choice relative");
    view! {
        <details class="more" on:keydown=handler(|event: KeyboardEvent| bulk::on_key(&event))>
            <summary class="btn btn-secondary">{say::users_more_filters()} <SmallIcon shape=Shape::DOWN/></summary>
            <div class="menu">
                {sign_ins}
                {day(CREATED_FROM, say::users_created_from(), created_from.clone())}
                {day(CREATED_TO, say::users_created_to(), created_to.clone())}
                {day(LAST_LOGIN_BEFORE, say::users_sign_in_before(), last_login_before.clone())}
                {factors}
                {field_filters(filters.fields, list_query.fields.clone())}
                {pasted(&list_query.usernames)}
                <button class="btn btn-secondary without-script" type="submit">
                    {say::apply_filters()}
                </button>
            </div>
        </details>
    }
    .into_any()
}

/// The key "/" focuses the search, unless an input has the focus.
fn on_key(event: KeyboardEvent) {
    let has_modifier = event.ctrl_key() || event.meta_key() || event.alt_key();
    let is_input = |active: Element| active.matches("input:not([type=checkbox]), textarea, select") == Ok(true);
    if event.key() == "/" && !has_modifier && !document().active_element().is_some_and(is_input) {
        // Otherwise the browser would type the slash into the search.
        event.prevent_default();
        focus(SEARCH);
    }
}

/// The filter by group. Nothing as long as there are no groups.
fn group_filter(filters: Filters, names: RwSignal<GroupNames>) -> AnyView {
    live_option(move || {
        let (current, any) = (filters.group(), Some(say::users_any_group()));
        names.with(|names| {
            let is_useful = !names.is_empty() || !current.is_empty();
            is_useful.then(|| group_select(GROUP, say::group(), any, names, &current, "choice in-group"))
        })
    })
}
