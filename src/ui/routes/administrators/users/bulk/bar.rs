//! The bar with what can be done with the selected users.

use super::field::field_menu;
use super::{ALL, Bulk, FORM, SHEET, on_key};
use crate::shared::bulk::{ADD_TO_GROUP, REMOVE_FROM_GROUP};
use crate::shared::{GroupNames, OwnFieldView};
use crate::ui::browser::{attributes, handler, live};
use crate::ui::components::{Shape, SmallIcon, group_select};
use crate::ui::routes::administrators::say;
use crate::ui::{ClientState, live_flag, live_option, live_text};
use leptos::ev::{Event, KeyboardEvent, MouseEvent, SubmitEvent};
use leptos::prelude::*;

const ALL_ATTRIBUTES: [(&str, &str); 5] =
    [("id", ALL), ("class", "box"), ("type", "checkbox"), ("name", "all"), ("value", "on")];
const OPENER: [(&str, &str); 3] = [("class", "btn opener"), ("type", "button"), ("popovertarget", SHEET)];
/// On a phone a sheet, which the browser itself opens and closes. On wide screens its content is in the bar.
const SHEET_ATTRIBUTES: [(&str, &str); 3] = [("id", SHEET), ("class", "sheet"), ("popover", "auto")];

/// Without JavaScript it is always visible.
#[component]
pub fn BulkBar(
    bulk: Bulk,
    /// Whether all users on all pages of the list can be selected.
    has_all: bool,
    /// Builds the buttons, reactively.
    buttons: Box<dyn Fn() -> AnyView + Send>,
) -> impl IntoView {
    let Bulk { list, chosen, all, done, .. } = bulk;
    let hydrated = ClientState::current().hydrated;
    let summary = move || match (done.get(), hydrated.get()) {
        (Some(0), _) => say::bulk_working().to_owned(),
        (Some(number), _) => say::bulk_progress(number),
        // The checkboxes are counted only after hydration.
        (None, false) => say::bulk_selected_users().to_owned(),
        (None, true) if all.get() => say::bulk_selected(&list.total.get()),
        (None, true) => say::bulk_selected(&chosen.get().to_string()),
    };
    let is_open = move || chosen.get() > 0 || all.get() || done.get().is_some();
    let own = [
        ("id", FORM),
        ("class", "bulk"),
        ("method", "post"),
        ("action", "/actions/users/bulk"),
        ("aria-label", say::bulk_selected_users()),
    ];
    view! {
        <form
            {..attributes(&own)}
            {..live_flag("data-open", is_open)}
            hidden=move || (list.total.with(String::is_empty) && chosen.get() == 0).then_some("")
            {..live_flag("aria-busy", move || done.get().is_some())}
            on:submit=handler(move |event: SubmitEvent| bulk.submit(&event))
            on:change=handler(move |event: Event| bulk.on_change(&event))
            on:keydown=handler(|event: KeyboardEvent| on_key(&event))
        >
            <input type="hidden" name="back" value=live_text(move || list.address.get())/>
            <p {..attributes(&[("role", "status")])}>{live_text(summary)}</p>
            <button {..attributes(&OPENER)}>{say::actions()}</button>
            <div {..attributes(&SHEET_ATTRIBUTES)}>
                {has_all.then(|| all_checkbox(bulk))}
                {live(buttons)}
            </div>
            {live_option(move || hydrated.get().then(|| clear_button(bulk)))}
        </form>
    }
}

fn all_checkbox(bulk: Bulk) -> AnyView {
    view! {
        <label class="check">
            <input {..attributes(&ALL_ATTRIBUTES)}/>
            <span>{live_text(move || say::bulk_select_all(&bulk.list.total.get()))}</span>
        </label>
    }
    .into_any()
}

/// The buttons of the list of users. `deleted`: whether it shows deleted accounts.
pub fn user_buttons(deleted: bool, groups: &GroupNames, fields: &[OwnFieldView]) -> AnyView {
    if deleted {
        return action_button("restore".to_owned(), say::restore(), "btn");
    }
    let button = |action: &str, label, class| action_button(action.to_owned(), label, class);
    let roles = view! {
        {button("set_role:admin", say::bulk_make_admin(), "menu-item")}
        {button("set_role:user", say::bulk_make_user(), "menu-item")}
    };
    view! {
        {button("enable", say::enable(), "btn")}
        {button("disable", say::disable(), "btn")}
        {menu(say::role(), roles.into_any())}
        {(!groups.is_empty()).then(|| group_menu(groups))}
        {field_menu(fields)}
        {button("delete", say::delete(), "btn delete")}
    }
    .into_any()
}

pub(super) fn menu(label: &'static str, content: AnyView) -> AnyView {
    view! {
        <details class="more">
            <summary class="btn">{label} <SmallIcon shape=Shape::DOWN/></summary>
            <div class="menu">{content}</div>
        </details>
    }
    .into_any()
}

/// A button that applies an action to the selected users.
pub fn action_button(action: String, label: &'static str, class: &'static str) -> AnyView {
    view! {
        <button class=class type="submit" name="action" value=action>
            {label}
        </button>
    }
    .into_any()
}

/// A menu that adds the selected users to a group, or removes them from it.
fn group_menu(groups: &GroupNames) -> AnyView {
    let (label, none) = (say::bulk_group(), Some(say::bulk_group_choose()));
    let select = group_select("bulk-group", label, none, groups, "", "choice relative");
    let button = |action: &str, label| action_button(action.to_owned(), label, "menu-item");
    let content = view! {
        {select}
        {button(ADD_TO_GROUP, say::add_to_group())}
        {button(REMOVE_FROM_GROUP, say::remove_from_group())}
    };
    menu(say::groups(), content.into_any())
}

fn clear_button(bulk: Bulk) -> AnyView {
    let own = [("class", "btn clear"), ("type", "button"), ("aria-label", say::bulk_clear())];
    view! {
        <button {..attributes(&own)} on:click=handler(move |_: MouseEvent| bulk.clear())>
            <SmallIcon shape=Shape::CROSS/>
        </button>
    }
    .into_any()
}
