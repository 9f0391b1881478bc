//! Facts about the account: address, dates, devices and ids.

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
    let id = user.id.to_string();
    // A program does not sign in.
    let sign_in = if view.is_service_account { ().into_any() } else { sign_in_facts(user_state, view) };
    view! {
        <dl class="facts">
            {sign_in}
            <dt>"Created"</dt>
            <dd>
                <Time at=user.created_at words=user.created_at.short_day()/>
            </dd>
            <dt>"Changed"</dt>
            <dd>
                <Time at=user.updated_at words=user.updated_at.ago(now)/>
            </dd>
            <dt>"ID"</dt>
            <dd class="truncate font-mono text-xs" title=id.clone()>
                {id.clone()}
            </dd>
            {user.external_id.clone().map(external_id)}
        </dl>
    }
    .into_any()
}

fn sign_in_facts(user_state: UserState, view: &UserDetailsView) -> AnyView {
    let last = match view.user.last_login_at {
        Some(at) => view! { <Time at words=at.ago(user_state.client.now())/> }.into_any(),
        None => "Never signed in".into_any(),
    };
    let devices = format!("{} signed in", view.sessions.len());
    view! {
        {email_fact(user_state, &view.user)}
        <dt>"Last sign-in"</dt>
        <dd>{last}</dd>
        <dt>"Devices"</dt>
        <dd>{devices}</dd>
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
