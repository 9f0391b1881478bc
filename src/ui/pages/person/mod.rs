//! `/users/{id}`: everything about one person, for administrators.

mod activity;
mod details;
mod ending;
mod facts;
mod head;
mod pending;
mod sessions;
mod state;

use crate::{
    shared::next::LocalPath,
    ui::{
        browser::{live, when_mounted},
        components::layout::{Back, House},
        journey::{Journey, login_and_then},
        visitor::Visitor,
    },
};
use activity::Activity;
use details::Details;
use ending::Ending;
use facts::Facts;
use head::Head;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use sessions::Sessions;
use state::Person;

#[component]
pub fn PersonPage() -> impl IntoView {
    let id = use_params_map().with_untracked(|params| params.get("id").unwrap_or_default());
    if !Visitor::here().is_signed_in() {
        let here = LocalPath::parse(&format!("/users/{id}")).unwrap_or_else(LocalPath::account);
        Journey::here().go_at_once(login_and_then(&here));
        return ().into_any();
    }
    let person = Person::new(id);
    when_mounted(move || person.ask_once());
    view! {
        <House>
            <Back to="/users" words="Users"/>
            {live(move || match person.is_here.get() {
                true => shown(person),
                false => person.waiting(),
            })}
        </House>
    }
    .into_any()
}

/// What is in use can be changed; what is deleted only comes back, or goes for good.
fn shown(person: Person) -> AnyView {
    view! {
        <Head person/>
        <div class="person-grid">
            <div class="person-column">
                {live(move || match person.is_deleted.get() {
                    true => ().into_any(),
                    false => view! { <Details person/> }.into_any(),
                })}
                <Ending person/>
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
