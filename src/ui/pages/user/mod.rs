//! `/users/{id}`: one user, for administrators.

mod change;
mod deletion;
mod details;
mod facts;
mod groups;
mod invitation;
mod programs;
mod state;

use crate::actions::user::issue_password_link;
use crate::shared::views::Status;
use crate::ui::browser::{live, live_text, when_mounted};
use crate::ui::components::copy_field::PasswordLink;
use crate::ui::components::user::{face, role_badge, service_account_badge, status_badge};
use crate::ui::components::{AppLayout, Back, Heading};
use deletion::Deletion;
use details::Details;
use facts::{Activity, Facts, Sessions};
use groups::Groups;
use invitation::Invitation;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use programs::{Created, Tokens};
use state::UserState;

#[component]
pub fn UserPage() -> impl IntoView {
    let id = use_params_map().with_untracked(|params| params.get("id").unwrap_or_default());
    let user_state = UserState::new(id);
    when_mounted(move || user_state.load());
    view! {
        <AppLayout>
            <Back to="/users" label="Users"/>
            {live(move || if user_state.is_loaded.get() { content(user_state) } else { user_state.placeholder() })}
        </AppLayout>
    }
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

/// The user's name and status, the most frequent actions, and a new password link.
#[component]
fn UserHeader(user_state: UserState) -> impl IntoView {
    view! {
        <div class="person-head">
            {live(move || {
                let face = user_state.read_user(|user| Some(face(user, "256")));
                view! { <span class="face-large">{face}</span> }.into_any()
            })}
            <div class="person-name">
                <Heading text=Signal::derive(move || user_state.name())/>
                <p>
                    <span>{live_text(move || user_state.read_user(|user| user.username.clone()))}</span>
                    {live(move || role_badge(user_state.role()).into_any())}
                    {live(move || status_badge(user_state.status()).into_any())}
                    {live(move || if user_state.is_service_account() {
                        service_account_badge().into_any()
                    } else {
                        ().into_any()
                    })}
                </p>
            </div>
            <div class="person-ways">
                {live(move || actions(user_state, user_state.status()))}
            </div>
        </div>
        {live(move || match user_state.link.get() {
            Some(link) => view! { <PasswordLink link name=user_state.name()/> }.into_any(),
            None => ().into_any(),
        })}
    }
}

fn actions(user_state: UserState, status: Status) -> AnyView {
    if user_state.is_oneself() {
        return view! { <a class="btn btn-secondary" href="/account">"Go to your account"</a> }.into_any();
    }
    match status {
        Status::Active => {
            // A service account has no password.
            let link = if user_state.is_service_account() { ().into_any() } else { link_button(user_state) };
            view! {
                {link}
                {user_state.change_button("disable", "Disable")}
            }
            .into_any()
        }
        Status::Disabled => user_state.change_button("enable", "Enable"),
        Status::Deleted => user_state.change_button("restore", "Restore"),
    }
}

/// Creates a password link for the user.
fn link_button(user_state: UserState) -> AnyView {
    let form = [("method", "post"), ("action", "/actions/users/password-link")];
    let run = move || {
        // A link that is shown already is not replaced by a second press.
        if user_state.link.with_untracked(Option::is_none) {
            let reply = Box::pin(issue_password_link(user_state.id()));
            user_state.send(reply, move |link| _ = user_state.link.try_set(Some(link)));
        }
    };
    let button = [("class", "btn btn-secondary"), ("type", "submit")];
    user_state.button(&form, &button, "Create password link", Box::new(run))
}
