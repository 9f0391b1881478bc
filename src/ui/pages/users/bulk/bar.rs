//! The bar with actions for the selected users.

use super::{ALL, Bulk, FORM};
use crate::ui::{
    browser::{attributes, handler, live, live_flag, live_text},
    client_state::ClientState,
    components::icon::{Shape, SmallIcon},
    words::count,
};
use leptos::{
    ev::{Event, MouseEvent, SubmitEvent},
    prelude::*,
};

const FORM_ATTRIBUTES: [(&str, &str); 5] = [
    ("id", FORM),
    ("class", "bulk"),
    ("method", "post"),
    ("action", "/actions/users/bulk"),
    ("aria-label", "Selected users"),
];
const ALL_ATTRIBUTES: [(&str, &str); 5] =
    [("id", ALL), ("class", "box"), ("type", "checkbox"), ("name", "all"), ("value", "on")];

/// Without JavaScript it is always visible.
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
            <SmallIcon shape=Shape::Cross/>
        </button>
    }
    .into_any()
}
