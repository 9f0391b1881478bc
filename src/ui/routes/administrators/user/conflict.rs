//! A lost race: somebody else has changed the account since the page was loaded.

use super::state::UserState;
use crate::shared::Role;
use crate::ui::components::conflict::{Edited, choice, rows};
use crate::ui::components::{chosen_role, is_conflict};
use crate::ui::routes::administrators::say;
use crate::ui::{FormState, live_option};
use leptos::prelude::*;

/// Both versions of what differs, and the choice, if the form was rejected because the account has changed.
#[component]
pub fn Conflict(
    user_state: UserState,
    form: FormState,
    edited: Edited,
    /// The version that was sent. Empty without JavaScript: the page has been loaded since.
    sent: StoredValue<String>,
) -> impl IntoView {
    Effect::new(move || {
        if form.error.with(is_conflict) {
            user_state.refresh_around_form();
        }
    });
    let version = move || user_state.read(|view| view.version.to_string());
    let is_lost = move || form.error.with(is_conflict) && sent.get_value() != version();
    live_option(move || is_lost().then(|| both_versions(user_state, form, edited)).flatten())
}

fn both_versions(user_state: UserState, form: FormState, edited: Edited) -> Option<AnyView> {
    let theirs = user_state.read(|view| Some(view.user.clone()))?;
    let is_hydrated = user_state.client.hydrated.get_untracked();
    let typed = || form.typed("role").and_then(|role| role.parse().ok()).unwrap_or(theirs.role);
    let role = if is_hydrated { chosen_role() } else { typed() };
    let word = |role: Role| say::role_word(role.as_str());
    let roles = (say::role(), word(role), word(theirs.role));
    let mut all = rows(form, edited, theirs, is_hydrated);
    all.push(roles);
    Some(choice(all, format!("/users/{}", user_state.id())))
}
