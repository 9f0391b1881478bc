//! The bulk changes of the last 24 hours, each with a button that undoes it.

use super::bulk::{Bulk, on_key};
use crate::actions::users::list_bulk_changes;
use crate::shared::bulk::SET_FIELD;
use crate::shared::{BulkChangeList, BulkChangeView, Role, Timestamp};
use crate::ui::browser::{fetch, handler};
use crate::ui::components::{Shape, SmallIcon};
use crate::ui::embedded::embedded_or_fetched;
use crate::ui::list_state::ListState;
use crate::ui::routes::administrators::say;
use crate::ui::{ClientState, Markup, html, live_text, page_data, write_markup, write_time};
use leptos::ev::{KeyboardEvent, SubmitEvent};
use leptos::prelude::*;

/// A button in the head of the page with a menu. The stylesheet hides it as long as there is nothing to undo.
pub fn view(list: ListState, bulk: Bulk) -> AnyView {
    let changes = embedded_or_fetched(|| page_data!(Directory).map(|data| data.recent.clone()), load);
    Effect::new(move || {
        if bulk.completed.get() > 0 {
            load(changes);
        }
    });
    let client = ClientState::current();
    let rows = move || {
        let (back, now) = (list.address.get(), client.now());
        let all =
            |list: &BulkChangeList| html(|out| list.changes.iter().for_each(|change| write(out, change, &back, now)));
        changes.with(|list| list.as_ref().map(all).unwrap_or_default())
    };
    let count = move || changes.with(|list| list.as_ref().map_or(0, |list| list.changes.len()));
    view! {
        <details class="more recent" on:keydown=handler(|event: KeyboardEvent| on_key(&event))>
            <summary class="btn btn-secondary">
                {live_text(move || say::bulk_recent_count(count() as u64))} <SmallIcon shape=Shape::DOWN/>
            </summary>
            <div class="menu">
                <ul
                    class="devices"
                    inner_html=live_text(rows)
                    on:submit=handler(move |event: SubmitEvent| bulk.submit_undo(&event))
                ></ul>
            </div>
        </details>
    }
    .into_any()
}

fn load(changes: RwSignal<Option<BulkChangeList>>) {
    // After an error, the list of users says that the server does not respond.
    fetch(list_bulk_changes(), move |list| _ = changes.try_set(Some(list)), drop);
}

/// A row, whose form works without JavaScript.
fn write(out: &mut Markup, change: &BulkChangeView, back: &str, now: Timestamp) {
    let (id, words) = (change.bulk_id.to_string(), words_of(change));
    write_markup!(out; "<li><div><p>" (&words) "</p><p class=\"hint\">");
    write_time(out, change.at, &change.at.ago(now));
    write_markup!(out;
        "</p></div><form method=\"post\" action=\"/actions/users/undo\"><input type=\"hidden\" name=\"bulk_id\" value=\"" (&id)
        "\"><input type=\"hidden\" name=\"back\" value=\"" (back)
        "\"><button class=\"btn btn-secondary btn-small\" aria-label=\"" (&say::bulk_recent_undo(&words)) "\">"
        (say::undo()) "</button></form></li>");
}

/// What was done, and to how many accounts: `Disabled 3 accounts`.
fn words_of(change: &BulkChangeView) -> String {
    let accounts = change.name.clone().unwrap_or_else(|| say::bulk_accounts(change.accounts));
    match (change.action.as_str(), change.role) {
        ("disable", _) => say::bulk_recent_disable(&accounts),
        ("enable", _) => say::bulk_recent_enable(&accounts),
        ("delete", _) => say::bulk_recent_delete(&accounts),
        ("restore", _) => say::bulk_recent_restore(&accounts),
        (SET_FIELD, _) => {
            let field = change.field.as_ref().map(|name| name.as_str()).unwrap_or_default();
            say::bulk_recent_set_field(&accounts, field)
        }
        (_, Some(Role::Admin)) => say::bulk_recent_make_admin(&accounts),
        _ => say::bulk_recent_make_user(&accounts),
    }
}
