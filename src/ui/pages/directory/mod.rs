//! `/users`: everyone, a page at a time.

mod blank;
mod bulk;
mod listing;
mod pager;
mod query;
mod table;
mod tools;

use crate::{
    shared::next::LocalPath,
    ui::{
        browser::{attributes, handler, live_flag, live_text, when_mounted},
        components::{
            heading::Heading,
            icon::{Shape, SmallIcon},
            layout::House,
        },
        journey::{Journey, login_and_then},
        listing::{Listing, PAGES, RESULTS},
        visitor::Visitor,
    },
};
use bulk::{Bulk, BulkBar, BulkConfirmation};
use leptos::{
    ev::{Event, KeyboardEvent, SubmitEvent},
    prelude::*,
};
use leptos_router::hooks::use_query_map;
use query::DirectoryQuery;
use std::sync::Arc;
use tools::{Filters, Tools};

const RESULTS_ATTRIBUTES: [(&str, &str); 2] = [("id", RESULTS), ("tabindex", "-1")];

#[component]
pub fn DirectoryPage() -> impl IntoView {
    let query = use_query_map();
    let list_query = query.with_untracked(DirectoryQuery::of);
    if !Visitor::here().is_signed_in() {
        let here = LocalPath::parse(&list_query.address()).unwrap_or_else(LocalPath::account);
        Journey::here().go_at_once(login_and_then(&here));
        return ().into_any();
    }
    let read = listing::read(&list_query, Visitor::here());
    let (listing, filters) = (Listing::new(Arc::new(list_query.clone()), read), Filters::new(list_query.clone()));
    let bulk = Bulk::new(listing);
    let deleted = RwSignal::new(list_query.status == "deleted");
    Effect::new(move || {
        let list_query = query.with(DirectoryQuery::of);
        filters.follow(&list_query);
        deleted.set(list_query.status == "deleted");
        listing.ask(Arc::new(list_query));
    });
    // What was typed, chosen or ticked before the page came to life counts as well.
    when_mounted(move || {
        filters.apply();
        bulk.recount();
    });
    // Another list has no ticks.
    Effect::new(move || {
        listing.html.track();
        request_animation_frame(move || bulk.recount());
    });
    view! {
        <House>
            <div class="page-head">
                <div class="flex items-baseline gap-3">
                    <Heading text="Users"/>
                    <span class="total">{live_text(move || listing.total.get())}</span>
                </div>
                <div class="flex flex-wrap gap-2">
                    <a class="btn btn-secondary" href="/users/import">
                        "Import"
                    </a>
                    <a class="btn btn-secondary" rel="external" href=live_text(move || export(&listing.here.get()))>
                        "Export"
                    </a>
                    <a class="btn btn-primary" href="/users/new">
                        <SmallIcon shape=Shape::Plus/>
                        "Create user"
                    </a>
                </div>
            </div>
            <BulkConfirmation bulk/>
            <Tools filters list_query/>
            <div
                {..attributes(&RESULTS_ATTRIBUTES)}
                aria-busy=live_flag(move || listing.busy.get())
                inner_html=live_text(move || listing.html.get())
                on:change=handler(move |event: Event| bulk.on_change(&event))
                on:submit=handler(move |event: SubmitEvent| bulk.submit(&event))
                on:keydown=handler(move |event: KeyboardEvent| bulk::on_key(&event))
            ></div>
            <BulkBar bulk deleted/>
            <div id=PAGES inner_html=live_text(move || listing.pages.get())></div>
            <p {..attributes(&[("class", "sr-only"), ("role", "status")])}>{live_text(move || listing.said.get())}</p>
        </House>
    }
    .into_any()
}

/// Where the file is of all whom a list shows, whatever its page.
fn export(list: &str) -> String {
    list.replacen(query::PATH, "/users/export", 1)
}
