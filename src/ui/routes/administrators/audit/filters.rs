//! The filters of the audit log: a GET form, which after hydration changes the address with each choice.

use crate::shared::audit_query::Scope;
use crate::shared::{AuditQuery, EventKind};
use crate::ui::browser::{attributes, control, handler, value_of};
use crate::ui::components::choice::select;
use crate::ui::components::filter_parts::{day, search};
use crate::ui::components::form_parts::hidden_inputs;
use crate::ui::components::{Icon, Shape, SmallIcon, set_day};
use crate::ui::routes::administrators::say;
use crate::ui::{ClientState, Navigator};
use leptos::ev::{Event, SubmitEvent};
use leptos::prelude::*;

/// Not `person`: that is the id of the user menu.
const PERSON: &str = "whose";
const EVENT: &str = "event";
const RESULT: &str = "result";
const FROM: &str = "from";
const TO: &str = "to";

/// Keeps the fields and the address in sync.
#[derive(Clone, Copy)]
pub struct Filters {
    /// The query whose results are shown.
    pub shown: RwSignal<AuditQuery>,
    navigator: Navigator,
}

impl Filters {
    pub fn new(list_query: AuditQuery) -> Self {
        Self { shown: RwSignal::new(list_query), navigator: Navigator::current() }
    }

    /// Updates the fields after the address has changed.
    pub fn sync_fields(self, list_query: &AuditQuery) {
        // Equal if `apply` has changed the address, or on the first run: the fields have these values already.
        if self.shown.with_untracked(|shown| shown == list_query) {
            return;
        }
        self.shown.set(list_query.clone());
        for (id, value) in [(PERSON, &list_query.person), (EVENT, &list_query.event), (RESULT, &list_query.result)] {
            if let Some(control) = control(id) {
                control.set_value(value);
            }
        }
        set_day(FROM, &list_query.from);
        set_day(TO, &list_query.to);
    }

    /// Navigates to the first page of the list with the fields' values.
    pub fn apply(self) {
        let Some(shown) = self.shown.try_get_untracked() else {
            return;
        };
        let typed = |id| value_of(id).trim().to_owned();
        // Only the fields are compared: unchanged filters must not lead back to the first page.
        let before = shown.restarted();
        let fields = [
            ("person", typed(PERSON)),
            ("event", value_of(EVENT)),
            ("result", value_of(RESULT)),
            ("from", typed(FROM)),
            ("to", typed(TO)),
        ];
        let list_query = before.filters().into_iter().fold(before.clone(), |query, (name, value)| {
            match fields.iter().find(|(field, typed)| *field == name && typed != value) {
                Some((field, typed)) => query.with(field, typed),
                None => query,
            }
        });
        if list_query != before {
            // Set before navigating, so that `sync_fields` leaves the fields alone.
            self.shown.set(list_query.clone());
            self.navigator.filter(&list_query.address(), false);
        }
    }
}

#[component]
pub fn FilterForm(filters: Filters, list_query: AuditQuery) -> impl IntoView {
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        filters.apply();
    };
    let own =
        [("class", "tools trail-tools"), ("role", "search"), ("action", list_query.scope.path()), ("method", "get")];
    // Administrators find what they did as such in their own activity as well.
    let finds_all = list_query.scope == Scope::Everyone || ClientState::current().is_administrator();
    let kinds = EventKind::ALL.into_iter().filter(|kind| finds_all || kind.is_personal());
    let mut events = vec![("", say::audit_filter_any_event())];
    events.extend(kinds.map(|kind| (kind.as_str(), kind.label())));
    let results =
        [("", say::audit_filter_any_result()), ("success", say::audit_succeeded()), ("refused", say::audit_refused())];
    let person = (list_query.scope == Scope::Everyone).then(|| {
        view! {
            <div class="search">
                <Icon shape=Shape::SEARCH/>
                <input
                    {..attributes(&search(PERSON, "person"))}
                    placeholder=say::audit_filter_person()
                    aria-label=say::user()
                    value=list_query.person
                />
            </div>
        }
    });
    // What the links have chosen. Without a script the form would forget it.
    let kept = vec![
        ("kinds", list_query.kinds.clone()),
        ("address", list_query.address.clone()),
        ("device", list_query.device.clone()),
        ("period", list_query.period.clone()),
        ("per_page", list_query.per_page.clone()),
    ];
    let kept = kept.into_iter().filter(|(_, value)| !value.is_empty()).collect();
    view! {
        <form {..attributes(&own)} on:submit=handler(submit) on:change=handler(move |_: Event| filters.apply())>
            {person}
            <details class="more">
                <summary class="btn btn-secondary">{say::users_more_filters()} <SmallIcon shape=Shape::DOWN/></summary>
                <div class="menu">
                    {select(EVENT, say::audit_event(), &events, &list_query.event, "choice relative")}
                    {select(RESULT, say::result(), &results, &list_query.result, "choice relative")}
                    {day(FROM, say::audit_filter_from(), list_query.from)}
                    {day(TO, say::audit_filter_to(), list_query.to)}
                </div>
            </details>
            {hidden_inputs(kept)}
            <button class="btn btn-secondary without-script" type="submit">
                {say::apply_filters()}
            </button>
        </form>
    }
}
