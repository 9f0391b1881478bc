//! Access for programs: the API tokens of the account, and what the user has created for programs as an administrator.

use super::state::UserState;
use crate::actions::programs::revoke_created_tokens;
use crate::shared::api_tokens::CreatedTokensView;
use crate::shared::forms::{Form, Notice};
use crate::shared::timestamp::Timestamp;
use crate::shared::views::{Role, Status};
use crate::ui::browser::{attributes, focus, live, live_text};
use crate::ui::components::token_form::{self, TokenForm, token_secret};
use crate::ui::components::token_list::{self, TokenList, write_last_use};
use crate::ui::components::{Alert, Tone};
use crate::ui::form::FormState;
use crate::ui::markup::{Markup, write_markup, write_time};
use crate::ui::routes::administrators::say;
use leptos::prelude::*;
use std::sync::Arc;

/// Administrators create tokens for service accounts only.
#[component]
pub fn Tokens(user_state: UserState) -> impl IntoView {
    let errors = FormState::new(Form::ApiTokens);
    let html =
        move || user_state.read(|view| token_list::list_html(&view.tokens, &user_state.id(), user_state.client.now()));
    view! {
        {live(move || match user_state.secret.get() {
            Some(shown) => token_secret(shown),
            None => ().into_any(),
        })}
        <section class="card">
            <div class="facts-card">
                <h2>{say::user_tokens()}</h2>
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
    let created: token_form::Created = Arc::new(move |shown| {
        user_state.secret.try_set(Some(shown));
        user_state.refresh();
    });
    view! { <TokenForm account=user_state.id() is_administrator created/> }.into_any()
}

/// The id of the element that holds the list.
const LIST: &str = "created-tokens";

/// What the user has created for programs, and a button that revokes its tokens. It stays valid when the user is
/// disabled, deleted or no longer an administrator. Nothing for a user who has created nothing.
#[component]
pub fn Created(user_state: UserState) -> impl IntoView {
    live(move || {
        let is_empty = |created: &CreatedTokensView| created.service_accounts.is_empty() && created.tokens.is_empty();
        if user_state.read(|view| is_empty(&view.created)) { ().into_any() } else { card(user_state) }
    })
}

fn card(user_state: UserState) -> AnyView {
    let html = move || user_state.read(|view| created_html(&view.created, user_state.client.now()));
    view! {
        <section class="card">
            <div class="facts-card">
                <h2>{say::user_programs()}</h2>
                {live(move || warning(user_state))}
                <div {..attributes(&[("id", LIST), ("tabindex", "-1")])} inner_html=live_text(html)></div>
                {live(move || {
                    if user_state.read(|view| view.created.tokens.is_empty()) { ().into_any() } else { button(user_state) }
                })}
            </div>
        </section>
    }
    .into_any()
}

/// Shown when the user is no longer trusted, and programs still use their tokens.
fn warning(user_state: UserState) -> AnyView {
    let is_administrator = user_state.role() == Role::Admin && user_state.status() == Status::Active;
    if is_administrator || user_state.read(|view| view.created.tokens.is_empty()) {
        return ().into_any();
    }
    let title = say::user_programs_warning(&user_state.name());
    let more = say::user_programs_warning_more().into_any();
    view! { <Alert tone=Tone::Warning title more/> }.into_any()
}

fn button(user_state: UserState) -> AnyView {
    let form = [("method", "post"), ("action", "/actions/tokens/revoke-created")];
    let button = [("class", "btn btn-danger"), ("type", "submit")];
    user_state.button(&form, &button, say::user_programs_revoke(), Box::new(move || revoke(user_state)))
}

fn revoke(user_state: UserState) {
    user_state.send(Box::pin(revoke_created_tokens(user_state.id())), move |()| {
        // The button that has the focus is about to disappear.
        focus(LIST);
        user_state.confirm(Notice::ApiTokensRevoked);
    });
}

fn created_html(created: &CreatedTokensView, now: Timestamp) -> String {
    let mut out = Markup::default();
    out.add("<ul class=\"devices\">");
    for account in &created.service_accounts {
        let (id, username) = (&*account.id.to_string(), &*account.username);
        write_markup!(out;
            "<li><div><p>" (say::service_account()) " <a href=\"/users/" (id) "\">"
            (account.name.as_deref().unwrap_or(username)) "</a></p><small>" (username) " · "
            (say::created_on()) " ");
        write_time(&mut out, account.created_at, &account.created_at.short_day());
        out.add("</small></div></li>");
    }
    for created in &created.tokens {
        let (id, token) = (&*created.account_id.to_string(), &created.token);
        write_markup!(out;
            "<li><div><p>" (&say::user_programs_token(&token.name)) "</p><small>" (say::user_programs_token_of())
            " <a href=\"/users/" (id) "\">" (&*created.username) "</a> · ");
        write_last_use(&mut out, token, now);
        out.add("</small></div></li>");
    }
    out.add("</ul>");
    out.into_html()
}
