//! What happened to the account last.

use crate::{
    actions::audit::list_audit,
    shared::{audit::AuditEventView, audit_query::recent, ids::UserId, page::PageData},
    ui::{
        browser::{live_text, when_mounted},
        components::event::write_events,
        in_page::in_page,
        markup::{Markup, write_markup},
        visitor::Visitor,
    },
};
use leptos::{prelude::*, task::spawn_local};

#[component]
pub fn ActivitySection(id: UserId) -> impl IntoView {
    let visitor = Visitor::here();
    let read = match use_context() {
        Some(PageData::Recent(events)) => Some(events),
        _ => None,
    };
    // Empty while that of the server stands.
    let html = RwSignal::new(read.as_ref().map(|events| written(events, visitor)).unwrap_or_default());
    if !in_page(|| read.is_some()) {
        when_mounted(move || {
            spawn_local(async move {
                let list = match list_audit(recent(id)).await {
                    Ok(trail) => written(&trail.events, visitor),
                    Err(error) => failed(&error.detail),
                };
                html.try_set(list);
            });
        });
    }
    view! {
        <section class="section">
            <header>
                <h2>"Recent activity"</h2>
                <p>"If something here was not you, change your password."</p>
            </header>
            <div class="card">
                <div class="card-body" inner_html=live_text(move || html.get())></div>
                <div class="card-foot">
                    <span>"What happened to your account last."</span>
                    <a class="btn btn-secondary" href="/account/activity">
                        "See all"
                    </a>
                </div>
            </div>
        </section>
    }
}

fn written(events: &[AuditEventView], visitor: Visitor) -> String {
    let mut out = Markup::default();
    write_events(&mut out, events, visitor.now());
    out.into_html()
}

fn failed(why: &str) -> String {
    let mut out = Markup::default();
    write_markup!(out; "<p class=\"hint\">" (why) "</p>");
    out.into_html()
}
