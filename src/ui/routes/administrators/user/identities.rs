//! The accounts at providers with which the user signs in.

use super::state::UserState;
use crate::shared::forms::Form;
use crate::ui::browser::live_text;
use crate::ui::components::identity_list::{IdentityList, list_html};
use crate::ui::form::FormState;
use crate::ui::routes::administrators::say;
use leptos::prelude::*;
use std::sync::Arc;

#[component]
pub fn Identities(user_state: UserState) -> impl IntoView {
    let form = FormState::new(Form::Identities);
    let html = move || {
        let (providers, now) = (user_state.client.providers(), user_state.client.now());
        user_state.read(|view| list_html(&view.identities, &user_state.id(), &providers, now))
    };
    view! {
        <section class="card">
            <div class="facts-card">
                <h2>{say::identities()}</h2>
                <IdentityList
                    account=user_state.id()
                    html=live_text(html)
                    form
                    changed=Arc::new(move || user_state.refresh())
                />
            </div>
        </section>
    }
}
