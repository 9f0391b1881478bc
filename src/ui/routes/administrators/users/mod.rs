//! `/users`: the list of users.

pub mod bulk;
mod chips;
mod filters;
pub mod listing;
mod own_filters;
mod pager;
mod recent;
pub mod results;
pub mod table;
mod typed;

use crate::shared::DirectoryQuery;
use crate::shared::directory::PATH;
use crate::shared::next::with_parameter;
use crate::ui::browser::handler;
use crate::ui::components::{AppLayout, Heading, Shape, SmallIcon, UsersTabs, read_group_names};
use crate::ui::list_state::ListState;
use crate::ui::routes::administrators::mail_note::mail_note;
use crate::ui::routes::administrators::say;
use crate::ui::{ClientState, live_text, page_data, when_mounted};
use bulk::{Bulk, BulkConfirmation, on_key, read_fields, user_buttons};
use filters::{FilterForm, Filters};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;
use results::Results;
use std::sync::Arc;

#[component]
pub fn UsersPage() -> impl IntoView {
    let (query, client) = (use_query_map(), ClientState::current());
    let list_query = query.with_untracked(DirectoryQuery::of);
    let rendered = page_data!(Directory).map(|data| listing::of(&list_query, &data.list, client));
    let fields = read_fields();
    let list = ListState::new(Arc::new(list_query.clone()), rendered);
    let filters = Filters::new(list_query.clone(), fields);
    let group_names = read_group_names(|| Some(page_data!(Directory)?.groups.clone()));
    let bulk = Bulk::new(list).with_fields(fields);
    let deleted = RwSignal::new(list_query.status == "deleted");
    // Runs after each change of the address. The first run fetches nothing if the server has rendered the list.
    Effect::new(move || {
        let list_query = query.with(DirectoryQuery::of);
        filters.sync_fields(&list_query);
        deleted.set(list_query.status == "deleted");
        list.load(Arc::new(list_query));
    });
    // Fields may have been changed before hydration.
    when_mounted(move || filters.apply());
    let buttons = move || {
        let own = fields.with(|fields| fields.clone().unwrap_or_default());
        group_names.with(|names| user_buttons(deleted.get(), names, &own))
    };
    view! {
        <AppLayout>
            {page_head(list, bulk)}
            <UsersTabs current=PATH/>
            {mail_note()}
            <BulkConfirmation bulk/>
            <FilterForm filters list_query group_names/>
            <Results list bulk has_all=true buttons=Box::new(buttons)/>
        </AppLayout>
    }
}

/// The number of users, and what adds some or takes them elsewhere.
fn page_head(list: ListState, bulk: Bulk) -> AnyView {
    view! {
        <div class="page-head">
            <div class="flex items-baseline gap-3">
                <Heading text=say::users()/>
                <span class="total">{live_text(move || list.total.get())}</span>
            </div>
            <div class="flex flex-wrap gap-2">
                {recent::view(list, bulk)}
                {files_menu(list)}
                <a class="btn btn-primary" rel="external" href="/users/new" aria-label=say::create_user()>
                    <SmallIcon shape=Shape::PLUS/>
                    <span class="wide-only">{say::create_user()}</span>
                </a>
            </div>
        </div>
    }
    .into_any()
}

/// A menu with the import and the exports.
fn files_menu(list: ListState) -> AnyView {
    let jsonl = move || with_parameter(&export(&list.address.get()), "format", "jsonl");
    view! {
        <details class="more" on:keydown=handler(|event: KeyboardEvent| on_key(&event))>
            <summary class="btn btn-secondary">{say::users_files()} <SmallIcon shape=Shape::DOWN/></summary>
            <div class="menu">
                <a class="menu-item" href="/users/import">
                    {say::import_users()}
                </a>
                <a class="menu-item" rel="external" href=live_text(move || export(&list.address.get()))>
                    {say::export_csv()}
                </a>
                <a class="menu-item" rel="external" href=live_text(jsonl)>
                    {say::export_json_lines()}
                </a>
            </div>
        </details>
    }
    .into_any()
}

/// The address of the export of all users that match the query of a list.
fn export(address: &str) -> String {
    // The export has the same filters as parameters, and ignores order and position.
    address.replacen(PATH, "/users/export", 1)
}

impl DirectoryQuery {
    /// The query in the address of the page.
    fn of(query: &ParamsMap) -> Self {
        Self::read(|name| query.get_str(name))
    }
}
