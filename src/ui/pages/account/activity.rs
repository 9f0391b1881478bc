//! The recent activity of the signed-in user.

use crate::{
    actions::audit::list_audit,
    shared::{audit::AuditEventView, audit_query::recent, ids::UserId, page::PageData},
    ui::{
        browser::live_text,
        client_state::ClientState,
        components::event::write_events,
        fetched_list::FetchedList,
        markup::{Markup, write_markup},
    },
};
use leptos::prelude::*;

#[component]
pub fn ActivitySection(id: UserId) -> impl IntoView {
    let client = ClientState::current();
    let events = match use_context() {
        Some(PageData::Account(data)) => Some(data.events),
        _ => None,
    };
    let list = FetchedList::new(events.as_ref().map(|events| event_list(events, client)), move || async move {
        Some(match list_audit(recent(id)).await {
            Ok(log) => event_list(&log.events, client),
            Err(error) => failure(&error.detail),
        })
    });
    view! {
        <section class="section">
            <header>
                <h2>"Recent activity"</h2>
                <p>"If you don't recognise something here, change your password."</p>
            </header>
            <div class="card">
                <div class="card-body" inner_html=live_text(move || list.html.get())></div>
                <div class="card-foot">
                    <span>"The latest events of your account."</span>
                    <a class="btn btn-secondary" href="/account/activity">
                        "See all"
                    </a>
                </div>
            </div>
        </section>
    }
}

fn event_list(events: &[AuditEventView], client: ClientState) -> String {
    let mut out = Markup::default();
    write_events(&mut out, events, client.now());
    out.into_html()
}

fn failure(why: &str) -> String {
    let mut out = Markup::default();
    write_markup!(out; "<p class=\"hint\">" (why) "</p>");
    out.into_html()
}
