//! The API tokens of the account. Administrators create them for service accounts only.

use super::state::UserState;
use crate::{
    shared::{
        views::{Role, Status},
        visit::Form,
    },
    ui::{
        browser::{live, live_text},
        components::api_tokens::{Created, TokenForm, TokenList, list_html, token_secret},
        form::FormState,
    },
};
use leptos::prelude::*;
use std::sync::Arc;

#[component]
pub fn Tokens(user_state: UserState) -> impl IntoView {
    let errors = FormState::new(Form::ApiTokens);
    let html = move || user_state.read(|view| list_html(&view.tokens, &user_state.id(), user_state.client.now()));
    view! {
        {live(move || match user_state.secret.get() {
            Some(shown) => token_secret(shown),
            None => ().into_any(),
        })}
        <section class="card">
            <div class="facts-card">
                <h2>"API tokens"</h2>
                <TokenList
                    account=user_state.id()
                    html=live_text(html)
                    form=errors
                    revoked=Arc::new(move || user_state.refresh())
                />
            </div>
        </section>
        {live(move || if user_state.is_service_account() && user_state.status() == Status::Active {
            form(user_state)
        } else {
            ().into_any()
        })}
    }
}

fn form(user_state: UserState) -> AnyView {
    let is_administrator = user_state.role() == Role::Admin;
    let created: Created = Arc::new(move |shown| {
        user_state.secret.try_set(Some(shown));
        user_state.refresh();
    });
    view! { <TokenForm account=user_state.id() is_administrator created/> }.into_any()
}
