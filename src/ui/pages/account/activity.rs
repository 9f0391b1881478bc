//! The recent activity of the signed-in user.

use crate::{
    actions::audit::list_audit,
    shared::{audit::AuditEventView, audit_query::recent, ids::UserId, page::PageData},
    ui::{
        browser::{live_text, when_mounted},
        client_state::ClientState,
        components::event::write_events,
        embedded::embedded,
        markup::{Markup, write_markup},
    },
};
use leptos::{prelude::*, task::spawn_local};

#[component]
pub fn ActivitySection(id: UserId) -> impl IntoView {
    let client = ClientState::current();
    let events = match use_context() {
        Some(PageData::Account(data)) => Some(data.events),
        _ => None,
    };
    // Empty until the browser replaces the server's HTML.
    let html = RwSignal::new(events.as_ref().map(|events| event_list(events, client)).unwrap_or_default());
    // After client-side navigation nothing is embedded, so the browser fetches the events.
    if !embedded(|| events.is_some()) {
        when_mounted(move || {
            spawn_local(async move {
                let list = match list_audit(recent(id)).await {
                    Ok(log) => event_list(&log.events, client),
                    Err(error) => failure(&error.detail),
                };
                html.try_set(list);
            });
        });
    }
    view! {
        <section class="section">
            <header>
                <h2>"Recent activity"</h2>
                <p>"If you don't recognise something here, change your password."</p>
            </header>
            <div class="card">
                <div class="card-body" inner_html=live_text(move || html.get())></div>
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
