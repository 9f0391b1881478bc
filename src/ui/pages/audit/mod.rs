//! `/audit`: what happened to accounts and sessions, for administrators. `/account/activity`: what concerns oneself.

mod listing;
mod query;
mod table;
mod tools;

use crate::{
    shared::next::LocalPath,
    ui::{
        browser::{attributes, live_flag, live_text, when_mounted},
        components::{
            heading::Heading,
            layout::{Back, House},
        },
        journey::{Journey, login_and_then},
        listing::{Listing, PAGES, RESULTS},
        visitor::Visitor,
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use query::{AuditQuery, Scope};
use std::sync::Arc;
use tools::{Filters, Tools};

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
    let visitor = Visitor::here();
    if !visitor.is_signed_in() {
        let here = LocalPath::parse(&list_query.address()).unwrap_or_else(LocalPath::account);
        Journey::here().go_at_once(login_and_then(&here));
        return ().into_any();
    }
    let read = listing::read(&list_query, visitor);
    let (listing, filters) = (Listing::new(Arc::new(list_query.clone()), read), Filters::new(list_query.clone()));
    Effect::new(move || {
        let list_query = query.with(|query| AuditQuery::of(scope, query));
        filters.follow(&list_query);
        listing.ask(Arc::new(list_query));
    });
    // What was typed or chosen before the page came to life counts as well.
    when_mounted(move || filters.apply());
    let head = match scope {
        Scope::Everyone => view! {
            <div class="page-head">
                <Heading text="Activity"/>
                <div class="ways">
                    {file(filters, "csv", "Export CSV")}
                    {file(filters, "jsonl", "Export JSON Lines")}
                </div>
            </div>
        }
        .into_any(),
        Scope::Own => view! {
            <Back to="/account" words="Account"/>
            <Heading text="Your activity"/>
        }
        .into_any(),
    };
    view! {
        <House>
            {head}
            <Tools filters list_query/>
            <div
                {..attributes(&RESULTS_ATTRIBUTES)}
                aria-busy=live_flag(move || listing.busy.get())
                inner_html=live_text(move || listing.html.get())
            ></div>
            <div id=PAGES inner_html=live_text(move || listing.pages.get())></div>
            <p {..attributes(&[("class", "sr-only"), ("role", "status")])}>{live_text(move || listing.said.get())}</p>
        </House>
    }
    .into_any()
}

/// The way to all that is filtered, in a file. The browser follows it, not the router.
fn file(filters: Filters, format: &'static str, words: &'static str) -> AnyView {
    let address = move || filters.shown.with(|list_query| list_query.file(format));
    view! {
        <a {..attributes(&[("class", "btn btn-secondary"), ("rel", "external")])} href=live_text(address)>
            {words}
        </a>
    }
    .into_any()
}
