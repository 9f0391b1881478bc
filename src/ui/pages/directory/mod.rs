//! `/users`: everyone, a page at a time.

mod asked;
mod blank;
mod listing;
mod pager;
mod table;
mod tools;

use crate::{
    shared::next::LocalPath,
    ui::{
        browser::{attributes, when_mounted},
        components::{heading::Heading, layout::House},
        journey::{Journey, login_and_then},
        visitor::Visitor,
    },
};
use asked::Asked;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
pub use listing::ListRead;
use listing::{Listing, RESULTS};
use tools::{Filters, Tools};

const RESULTS_ATTRIBUTES: [(&str, &str); 2] = [("id", RESULTS), ("tabindex", "-1")];

#[component]
pub fn DirectoryPage() -> impl IntoView {
    let query = use_query_map();
    let asked = query.with_untracked(Asked::of);
    if !Visitor::here().is_signed_in() {
        let here = LocalPath::parse(&asked.address()).unwrap_or_else(LocalPath::account);
        Journey::here().go_at_once(login_and_then(&here));
        return ().into_any();
    }
    let (listing, filters) = (Listing::new(&asked), Filters::new(asked.clone()));
    Effect::new(move || {
        let asked = query.with(Asked::of);
        filters.follow(&asked);
        listing.ask(asked);
    });
    // What was typed or chosen before the page came to life counts as well.
    when_mounted(move || filters.apply());
    view! {
        <House>
            <div class="page-head">
                <div class="flex items-baseline gap-3">
                    <Heading text="Users"/>
                    <span class="total">{move || listing.total.get()}</span>
                </div>
            </div>
            <Tools filters asked/>
            <div
                {..attributes(&RESULTS_ATTRIBUTES)}
                aria-busy=move || listing.busy.get().then_some("true")
                inner_html=move || listing.html.get()
            ></div>
            <p {..attributes(&[("class", "sr-only"), ("role", "status")])}>{move || listing.said.get()}</p>
        </House>
    }
    .into_any()
}
