//! `/users/{id}`: one user, for administrators.

mod activity;
mod deletion;
mod details;
mod facts;
mod header;
mod pending;
mod sessions;
mod state;

use crate::{
    shared::next::LocalPath,
    ui::{
        browser::{live, when_mounted},
        client_state::ClientState,
        components::layout::{AppLayout, Back},
        navigation::{Navigator, login_url},
    },
};
use activity::Activity;
use deletion::Deletion;
use details::Details;
use facts::Facts;
use header::PersonHeader;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use sessions::Sessions;
use state::Person;

#[component]
pub fn PersonPage() -> impl IntoView {
    let id = use_params_map().with_untracked(|params| params.get("id").unwrap_or_default());
    if !ClientState::current().is_signed_in() {
        let current = LocalPath::parse(&format!("/users/{id}")).unwrap_or_else(LocalPath::account);
        Navigator::current().redirect(login_url(&current));
        return ().into_any();
    }
    let person = Person::new(id);
    when_mounted(move || person.load());
    view! {
        <AppLayout>
            <Back to="/users" label="Users"/>
            {live(move || if person.is_loaded.get() { content(person) } else { person.placeholder() })}
        </AppLayout>
    }
    .into_any()
}

/// A deleted account has no details to change: it can only be restored or deleted permanently.
fn content(person: Person) -> AnyView {
    view! {
        <PersonHeader person/>
        <div class="person-grid">
            <div class="person-column">
                {live(move || if person.is_deleted.get() { ().into_any() } else { view! { <Details person/> }.into_any() })}
                <Deletion person/>
            </div>
            <div class="person-column">
                <Facts person/>
                <Sessions person/>
                <Activity person/>
            </div>
        </div>
    }
    .into_any()
}
