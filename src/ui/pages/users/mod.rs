//! `/users`: the list of users.

mod bulk;
mod filters;
mod listing;
mod pager;
mod table;

use crate::shared::directory::{DirectoryQuery, PATH};
use crate::ui::browser::{attributes, handler, live_flag, live_text, when_mounted};
use crate::ui::client_state::ClientState;
use crate::ui::components::drawings::{Shape, SmallIcon};
use crate::ui::components::{Alert, AppLayout, Heading, Tone};
use crate::ui::list_state::{ListState, PAGES, RESULTS};
use bulk::{Bulk, BulkBar, BulkConfirmation};
use filters::{FilterForm, Filters, read_group_names};
use leptos::ev::{Event, KeyboardEvent, SubmitEvent};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;
use std::sync::Arc;

const RESULTS_ATTRIBUTES: [(&str, &str); 2] = [("id", RESULTS), ("tabindex", "-1")];

#[component]
pub fn UsersPage() -> impl IntoView {
    let query = use_query_map();
    let list_query = query.with_untracked(DirectoryQuery::of);
    let rendered = listing::from_page_data(&list_query, ClientState::current());
    let (list, filters) = (ListState::new(Arc::new(list_query.clone()), rendered), Filters::new(list_query.clone()));
    let group_names = read_group_names();
    let bulk = Bulk::new(list);
    let deleted = RwSignal::new(list_query.status == "deleted");
    // Runs after each change of the address. The first run fetches nothing if the server has rendered the list.
    Effect::new(move || {
        let list_query = query.with(DirectoryQuery::of);
        filters.sync_fields(&list_query);
        deleted.set(list_query.status == "deleted");
        list.load(Arc::new(list_query));
    });
    // Fields and checkboxes may have been changed before hydration.
    when_mounted(move || {
        filters.apply();
        bulk.recount();
    });
    // A new list has no selected rows.
    Effect::new(move || {
        list.html.track();
        // The new rows are in the document only in the next frame.
        request_animation_frame(move || bulk.recount());
    });
    view! {
        <AppLayout>
            {page_head(list)}
            {undelivered_mail()}
            <BulkConfirmation bulk/>
            <FilterForm filters list_query group_names/>
            <div
                {..attributes(&RESULTS_ATTRIBUTES)}
                aria-busy=live_flag(move || list.busy.get())
                inner_html=live_text(move || list.html.get())
                on:change=handler(move |event: Event| bulk.on_change(&event))
                on:submit=handler(move |event: SubmitEvent| bulk.submit(&event))
                on:keydown=handler(move |event: KeyboardEvent| bulk::on_key(&event))
            ></div>
            <BulkBar bulk deleted/>
            <div id=PAGES inner_html=live_text(move || list.pages.get())></div>
            <p {..attributes(&[("class", "sr-only"), ("role", "status")])}>{live_text(move || list.announcement.get())}</p>
        </AppLayout>
    }
}

/// The number of users, and the pages about them.
fn page_head(list: ListState) -> AnyView {
    view! {
        <div class="page-head">
            <div class="flex items-baseline gap-3">
                <Heading text="Users"/>
                <span class="total">{live_text(move || list.total.get())}</span>
            </div>
            <div class="flex flex-wrap gap-2">
                <a class="btn btn-secondary" href="/users/groups">
                    "Groups"
                </a>
                <a class="btn btn-secondary" href="/users/service-accounts">
                    "Service accounts"
                </a>
                <a class="btn btn-secondary" href="/users/import">
                    "Import"
                </a>
                <a class="btn btn-secondary" rel="external" href=live_text(move || export(&list.address.get()))>
                    "Export"
                </a>
                <a class="btn btn-primary" href="/users/new">
                    <SmallIcon shape=Shape::PLUS/>
                    "Create user"
                </a>
            </div>
        </div>
    }
    .into_any()
}

/// The address of the export of all users that match the query of a list.
fn export(address: &str) -> String {
    // The export has the same filters as parameters, and ignores order and position.
    address.replacen(PATH, "/users/export", 1)
}

/// The note that messages do not reach their recipients; nothing if there is a mail server. It does not name the path
/// of the folder, which is of use only to those who can read it.
fn undelivered_mail() -> AnyView {
    if !ClientState::current().keeps_messages() {
        return ().into_any();
    }
    let more = "Messages are written to files in the folder outbox of the data directory, because SMTP_URL is not set. Until \
                it is, users cannot confirm their addresses, and get links to choose a new password only from you.";
    view! {
        <div class="mt-4">
            <Alert tone=Tone::Warning title="This server sends no mail" more=more.into_any()/>
        </div>
    }
    .into_any()
}

impl DirectoryQuery {
    /// The query in the address of the page.
    fn of(query: &ParamsMap) -> Self {
        Self::read(|name| query.get_str(name))
    }
}
