//! Facts about the account: dates, devices and ids.

use super::{email::email_fact, state::UserState};
use crate::{
    shared::directory::UserDetailsView,
    ui::{browser::live, components::time::Time},
};
use leptos::prelude::*;

#[component]
pub fn Facts(user_state: UserState) -> impl IntoView {
    view! {
        <section class="card">
            <div class="facts-card">
                <h2>"About this account"</h2>
                {live(move || user_state.read(|view| Some(facts(user_state, view))).into_any())}
            </div>
        </section>
    }
}

fn facts(user_state: UserState, view: &UserDetailsView) -> AnyView {
    let (user, now) = (&view.user, user_state.client.now());
    let last = match user.last_login_at {
        Some(at) => view! { <Time at words=at.ago(now)/> }.into_any(),
        None => "Never signed in".into_any(),
    };
    let devices = format!("{} signed in", view.sessions.len());
    let id = user.id.to_string();
    view! {
        <dl class="facts">
            {email_fact(user_state, user)}
            <dt>"Last sign-in"</dt>
            <dd>{last}</dd>
            <dt>"Created"</dt>
            <dd>
                <Time at=user.created_at words=user.created_at.short_day()/>
            </dd>
            <dt>"Changed"</dt>
            <dd>
                <Time at=user.updated_at words=user.updated_at.ago(now)/>
            </dd>
            <dt>"Devices"</dt>
            <dd>{devices}</dd>
            <dt>"ID"</dt>
            <dd class="truncate font-mono text-xs" title=id.clone()>
                {id.clone()}
            </dd>
            {user.external_id.clone().map(external_id)}
        </dl>
    }
    .into_any()
}

/// The account's id in the system from which it was imported.
fn external_id(id: String) -> AnyView {
    view! {
        <dt>"External ID"</dt>
        <dd class="truncate font-mono text-xs" title=id.clone()>
            {id.clone()}
        </dd>
    }
    .into_any()
}
