//! `/users/{id}`: one user, for administrators.

mod activity;
mod created;
mod deletion;
mod details;
mod email;
mod facts;
mod groups;
mod header;
mod invitation;
mod sessions;
mod state;
mod tokens;

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
use created::Created;
use deletion::Deletion;
use details::Details;
use facts::Facts;
use groups::Groups;
use header::UserHeader;
use invitation::Invitation;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use sessions::Sessions;
use state::UserState;
use tokens::Tokens;

#[component]
pub fn UserPage() -> impl IntoView {
    let id = use_params_map().with_untracked(|params| params.get("id").unwrap_or_default());
    if !ClientState::current().is_signed_in() {
        let current = LocalPath::parse(&format!("/users/{id}")).unwrap_or_else(LocalPath::account);
        Navigator::current().redirect(login_url(&current));
        return ().into_any();
    }
    let user_state = UserState::new(id);
    when_mounted(move || user_state.load());
    view! {
        <AppLayout>
            <Back to="/users" label="Users"/>
            {live(move || if user_state.is_loaded.get() { content(user_state) } else { user_state.placeholder() })}
        </AppLayout>
    }
    .into_any()
}

/// A deleted account has no details to change: it can only be restored or deleted permanently. A service account has no
/// sessions.
fn content(user_state: UserState) -> AnyView {
    let sessions = if untrack(|| user_state.is_service_account()) {
        ().into_any()
    } else {
        view! { <Sessions user_state/> }.into_any()
    };
    view! {
        <UserHeader user_state/>
        <div class="person-grid">
            <div class="person-column">
                {live(move || if user_state.is_deleted.get() { ().into_any() } else { view! { <Details user_state/> }.into_any() })}
                <Tokens user_state/>
                <Created user_state/>
                <Deletion user_state/>
            </div>
            <div class="person-column">
                <Invitation user_state/>
                <Groups user_state/>
                <Facts user_state/>
                {sessions}
                <Activity user_state/>
            </div>
        </div>
    }
    .into_any()
}
