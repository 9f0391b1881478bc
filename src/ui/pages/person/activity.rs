//! What happened to the account last.

use super::standing::Person;
use crate::{
    shared::{
        audit::{ActorKind, AuditEventView, Outcome},
        timestamp::Timestamp,
    },
    ui::{browser::live, components::time::Time},
};
use leptos::prelude::*;

#[component]
pub fn Activity(person: Person) -> impl IntoView {
    view! {
        <section class="card">
            <div class="facts-card">
                <h2>"Recent activity"</h2>
                {live(move || person.read(|view| Some(list(&view.events, person.visitor.now()))).into_any())}
            </div>
        </section>
    }
}

fn list(events: &[AuditEventView], now: Timestamp) -> AnyView {
    if events.is_empty() {
        return view! { <p class="hint">"Nothing yet."</p> }.into_any();
    }
    let rows = events.iter().map(|event| row(event, now));
    view! { <ul class="events">{rows.collect::<Vec<_>>()}</ul> }.into_any()
}

fn row(event: &AuditEventView, now: Timestamp) -> AnyView {
    let device = event.device.clone().unwrap_or_default();
    let from = event.address.as_ref().map(|address| format!(" · {address}")).unwrap_or_default();
    view! {
        <li>
            <div title=device>
                {sentence(event)}
                <small>
                    <Time at=event.at words=event.at.ago(now)/>
                    {from}
                </small>
            </div>
        </li>
    }
    .into_any()
}

fn sentence(event: &AuditEventView) -> String {
    let by = match event.actor.kind {
        ActorKind::System => ", by the operator",
        ActorKind::User if event.actor.id != event.target_id => ", by an admin",
        ActorKind::User | ActorKind::Anonymous => "",
    };
    let refused = if event.result == Outcome::Refused { " (refused)" } else { "" };
    let detail = event.detail.as_deref().unwrap_or_default();
    let what = match event.event.as_str() {
        "user.register" | "user.create" | "user.set_up" => "Account created",
        "user.update" => "Details changed",
        "user.set_role" => return format!("Role set to {detail}{by}{refused}"),
        "user.disable" => "Disabled",
        "user.enable" => "Enabled",
        "user.delete" => "Deleted",
        "user.restore" => "Restored",
        "user.set_password" | "password.change" => "Password changed",
        "password.reset_issued" => "Password link made",
        "password.reset" => "Password chosen by a link",
        "session.start" => "Signed in",
        "session.end" => "Signed out",
        "session.end_others" => "Signed out on other devices",
        "token.reuse" => "Signed out: a token came twice",
        "user.data_download" => "Own data downloaded",
        "avatar.set" => "Picture set",
        "avatar.remove" => "Picture removed",
        other => other,
    };
    format!("{what}{by}{refused}")
}
