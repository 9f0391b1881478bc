//! What else signs in to the account, or for it: clients, and accounts at providers.

use super::state::UserState;
use crate::shared::Form;
use crate::ui::components::access_list::{self, access_list};
use crate::ui::components::card;
use crate::ui::components::identity_list::{self, identity_list};
use crate::ui::routes::administrators::say;
use crate::ui::{FormState, live_text};
use leptos::prelude::*;

/// The clients that have access to the account.
pub fn access(user_state: UserState) -> AnyView {
    let form = FormState::new(Form::ClientAccess);
    let html =
        move || user_state.read(|view| access_list::list_html(&view.access, &user_state.id(), user_state.client.now()));
    card(say::access_heading(), access_list(user_state.id(), form, live_text(html), user_state.refreshing()))
}

/// The accounts at providers with which the user signs in.
pub fn identities(user_state: UserState) -> AnyView {
    let form = FormState::new(Form::Identities);
    let html = move || {
        let (providers, now) = (user_state.client.providers(), user_state.client.now());
        user_state.read(|view| identity_list::list_html(&view.identities, &user_state.id(), &providers, now))
    };
    card(say::identities(), identity_list(user_state.id(), form, live_text(html), user_state.refreshing()))
}
