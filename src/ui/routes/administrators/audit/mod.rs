//! `/audit`: the audit log, for administrators. `/account/activity`: a user's own events.

mod filters;
mod listing;
mod table;
mod ways;

use crate::shared::AuditQuery;
use crate::shared::audit_query::Scope;
use crate::ui::browser::attributes;
use crate::ui::components::copy_field::copying;
use crate::ui::components::{AppLayout, Heading};
use crate::ui::list_state::{ListState, PAGES, RESULTS};
use crate::ui::pages::account::AccountLayout;
use crate::ui::routes::administrators::say;
use crate::ui::{ClientState, html, live_flag, live_text, when_mounted};
use filters::{FilterForm, Filters};
use leptos::prelude::*;
use leptos::web_sys::js_sys::Date;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;
use std::sync::Arc;
use ways::write_ways;

const RESULTS_ATTRIBUTES: [(&str, &str); 2] = [("id", RESULTS), ("tabindex", "-1")];

#[component]
pub fn AuditPage() -> impl IntoView {
    page(Scope::Everyone)
}

#[component]
pub fn ActivityPage() -> impl IntoView {
    page(Scope::Own)
}

fn page(scope: Scope) -> AnyView {
    let query = use_query_map();
    let list_query = query.with_untracked(|query| AuditQuery::of(scope, query));
    let rendered = listing::from_page_data(&list_query, ClientState::current());
    let (list, filters) = (ListState::new(Arc::new(list_query.clone()), rendered), Filters::new(list_query.clone()));
    // Runs after each change of the address. The first run fetches nothing if the server has rendered the list.
    Effect::new(move || {
        let list_query = query.with(|query| AuditQuery::of(scope, query));
        filters.sync_fields(&list_query);
        list.load(Arc::new(list_query));
    });
    // The fields may have been changed before hydration.
    when_mounted(move || filters.apply());
    let client = ClientState::current();
    let ways = move || {
        // The server does not know the zone of the reader, so its night is that of UTC.
        let offset = if client.hydrated.get() { Date::new_0().get_timezone_offset() as i64 } else { 0 };
        filters.shown.with(|shown| html(|out| write_ways(out, shown, client.now(), offset)))
    };
    let events = view! {
        <FilterForm filters list_query/>
        <div class="audit-ways" inner_html=live_text(ways)></div>
        <div
            {..attributes(&RESULTS_ATTRIBUTES)}
            {..live_flag("aria-busy", move || list.busy.get())}
            inner_html=live_text(move || list.html.get())
            on:click=copying()
        ></div>
        <div id=PAGES inner_html=live_text(move || list.pages.get())></div>
        <p {..attributes(&[("class", "sr-only"), ("role", "status")])}>{live_text(move || list.announcement.get())}</p>
    }
    .into_any();
    match scope {
        Scope::Everyone => view! {
            <AppLayout>
                <div class="page-head">
                    <Heading text=say::audit_log()/>
                    <div class="ways">
                        {export_link(filters, "csv", say::export_csv())}
                        {export_link(filters, "jsonl", say::export_json_lines())}
                    </div>
                </div>
                {events}
            </AppLayout>
        }
        .into_any(),
        Scope::Own => view! { <AccountLayout heading=say::title_activity()>{events}</AccountLayout> }.into_any(),
    }
}

/// Downloads all events that match the filters. `rel=external`: the browser follows the link, not the router.
fn export_link(filters: Filters, format: &'static str, label: &'static str) -> AnyView {
    let address = move || filters.shown.with(|list_query| list_query.file(format));
    view! {
        <a {..attributes(&[("class", "btn btn-secondary"), ("rel", "external")])} href=live_text(address)>
            {label}
        </a>
    }
    .into_any()
}

impl AuditQuery {
    /// The query in the address of the page.
    fn of(scope: Scope, query: &ParamsMap) -> Self {
        Self::read(scope, |name| query.get_str(name))
    }
}
