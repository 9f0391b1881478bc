//! `/users/{id}`: one user, for administrators.

mod access;
mod change;
mod conflict;
mod deletion;
mod details;
mod factors;
mod facts;
mod groups;
mod invitation;
mod own_fields;
mod programs;
mod state;
mod ways_in;

use crate::actions::user::issue_password_link;
use crate::shared::awaiting_password::INVITATIONS;
use crate::shared::directory::PATH;
use crate::shared::groups::OF_GROUP;
use crate::shared::{Status, UserDetailsView};
use crate::ui::browser::live;
use crate::ui::components::user::{face, role_badge, service_account_badge, status_badge};
use crate::ui::components::{AppLayout, PasswordLink, SubjectHeading, back_to};
use crate::ui::routes::administrators::say;
use crate::ui::routes::administrators::users::listing::row_of;
use crate::ui::{ClientState, live_option, live_text, when_mounted};
use access::{access, enters, identities};
use deletion::deletion;
use details::details;
use factors::factors;
use facts::{activity, facts, sessions};
use groups::groups;
use invitation::invitation;
use leptos::prelude::*;
use leptos::tachys::html::InertElement;
use leptos_router::hooks::use_params_map;
use own_fields::own_fields;
use programs::{created, tokens};
use state::UserState;
use ways_in::{starting_over, ways};

#[component]
pub fn UserPage() -> impl IntoView {
    let id = use_params_map().with_untracked(|params| params.get("id").unwrap_or_default());
    let back = way_back(&id);
    let user_state = UserState::new(id);
    when_mounted(move || user_state.load());
    view! {
        <AppLayout>
            {back}
            {live(move || if user_state.is_loaded.get() { content(user_state) } else { user_state.placeholder() })}
        </AppLayout>
    }
}

/// The link back to the list as it was left.
fn way_back(id: &str) -> InertElement {
    let client = ClientState::current();
    let Some(mut place) = client.place.get_value() else { return back_to(PATH, say::users()) };
    // The server knows only the list.
    if place.row.is_empty() {
        place.row = row_of(id);
        client.place.set_value(Some(place.clone()));
    }
    let group = place.address.strip_prefix(OF_GROUP).and_then(|rest| rest.split('?').next());
    // Without JavaScript the browser scrolls to the row.
    let fragment = if client.hydrated.get_untracked() { String::new() } else { format!("#{}", place.row) };
    let is_invitations = place.address.starts_with(INVITATIONS);
    let label = if is_invitations { say::invitations() } else { group.unwrap_or(say::users()) };
    back_to(&format!("{}{fragment}", place.address), label)
}

/// Who it is and what may be done, what can be changed, what is known, and the rest: in this order on a phone, and with what is known
/// beside the others in a wide window. A deleted account has no details to change: it can only be restored or deleted
/// permanently. A service account has no sessions.
fn content(user_state: UserState) -> AnyView {
    view! {
        <UserHeader user_state/>
        <div class="person-grid">
            <div class="person-column">
                {invitation(user_state)}
                {live_option(move || (!user_state.is_deleted.get()).then(|| untrack(|| details(user_state))))}
                {when_needed(user_state, own_fields_are_needed, own_fields)}
                {when_needed(user_state, groups_are_needed, groups)}
                {when_needed(user_state, tokens_are_needed, tokens)}
            </div>
            <div class="person-column">
                {facts(user_state)}
                {when_needed(user_state, |view| view.factors.is_some(), factors)}
                {when_needed(user_state, |view| !view.ways.ways_in.is_empty(), ways)}
                {when_needed(user_state, |view| !view.identities.is_empty(), identities)}
                {when_needed(user_state, |view| !view.enters.is_empty(), enters)}
                {when_needed(user_state, |view| !view.sessions.is_empty(), sessions)}
                {when_needed(user_state, |view| !view.access.is_empty(), access)}
            </div>
            <div class="person-column">
                {created(user_state)}
                {when_needed(user_state, |view| !view.events.is_empty(), activity)}
                {starting_over(user_state)}
                {deletion(user_state)}
            </div>
        </div>
    }
    .into_any()
}

/// A card that is left out as long as it would be empty. Once shown it stays, because it may have the focus when it becomes empty.
fn when_needed(
    user_state: UserState,
    is_needed: fn(&UserDetailsView) -> bool,
    card: fn(UserState) -> AnyView,
) -> AnyView {
    let is_shown = Memo::new(move |shown: Option<&bool>| shown == Some(&true) || user_state.read(is_needed));
    live_option(move || is_shown.get().then(|| untrack(|| card(user_state))))
}

/// Whether there are fields of one's own that the administrator sees, of an account that can be changed.
fn own_fields_are_needed(view: &UserDetailsView) -> bool {
    view.user.status != Status::Deleted && !view.own.is_empty()
}

/// Whether the user is in a group, or can be added to one.
fn groups_are_needed(view: &UserDetailsView) -> bool {
    let can_be_added = view.user.status != Status::Deleted && !view.other_groups.is_empty();
    can_be_added || !view.user.groups.is_empty()
}

/// Whether there are tokens, or can be some: administrators create them for service accounts only.
fn tokens_are_needed(view: &UserDetailsView) -> bool {
    !view.tokens.is_empty() || (view.is_service_account && view.user.status == Status::Active)
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
                <SubjectHeading text=Signal::derive(move || user_state.name())/>
                <p>
                    <span>{live_text(move || user_state.read_user(|user| user.username.clone()))}</span>
                    {live(move || role_badge(user_state.role()).into_any())}
                    {live(move || status_badge(user_state.status()).into_any())}
                    {live_option(move || user_state.is_service_account().then(|| service_account_badge().into_any()))}
                </p>
            </div>
            <div class="person-ways">
                {live(move || actions(user_state, user_state.status()))}
            </div>
        </div>
        {live_option(move || {
            let link = user_state.link.get()?;
            Some(view! { <PasswordLink link name=user_state.name()/> }.into_any())
        })}
    }
}

fn actions(user_state: UserState, status: Status) -> AnyView {
    if user_state.is_oneself() {
        return view! { <a class="btn btn-secondary" href="/account">{say::to_account()}</a> }.into_any();
    }
    match status {
        Status::Active => {
            // A service account has no password.
            let link = (!user_state.is_service_account()).then(|| link_button(user_state));
            view! {
                {link}
                {user_state.change_button("disable", say::disable())}
            }
            .into_any()
        }
        Status::Disabled => user_state.change_button("enable", say::enable()),
        Status::Deleted => user_state.change_button("restore", say::restore()),
    }
}

/// Creates a password link for the user.
fn link_button(user_state: UserState) -> AnyView {
    let form = [("id", "make-password-link"), ("method", "post"), ("action", "/actions/users/password-link")];
    let run = move || {
        // A link that is shown already is not replaced by a second press.
        if user_state.link.with_untracked(Option::is_none) {
            let reply = Box::pin(issue_password_link(user_state.id()));
            user_state.send(reply, move |link| _ = user_state.link.try_set(Some(link)));
        }
    };
    let button = [("class", "btn btn-secondary"), ("type", "submit")];
    user_state.button(&form, &button, say::user_create_password_link(), Box::new(run))
}
