//! The clients that have access to the account.

use super::state::UserState;
use crate::shared::forms::Form;
use crate::ui::browser::live_text;
use crate::ui::components::access_list::{AccessList, list_html};
use crate::ui::form::FormState;
use crate::ui::routes::administrators::say;
use leptos::prelude::*;
use std::sync::Arc;

#[component]
pub fn Access(user_state: UserState) -> impl IntoView {
    let form = FormState::new(Form::ClientAccess);
    let html = move || user_state.read(|view| list_html(&view.access, &user_state.id(), user_state.client.now()));
    view! {
        <section class="card">
            <div class="facts-card">
                <h2>{say::access_heading()}</h2>
                <AccessList
                    account=user_state.id()
                    html=live_text(html)
                    form
                    revoked=Arc::new(move || user_state.refresh())
                />
            </div>
        </section>
    }
}
