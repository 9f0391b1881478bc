//! Access for programs: the API tokens of the account, and what the user has created for programs as an administrator.

use super::change::Asked;
use super::state::UserState;
use crate::actions::programs::revoke_created_tokens;
use crate::shared::{CreatedTokensView, Form, Notice, Role, Status, Timestamp};
use crate::ui::browser::{attributes, focus};
use crate::ui::components::token_form;
use crate::ui::components::token_list::{self, token_list};
use crate::ui::components::{TokenForm, Tone, alert, card, token_secret, write_last_use};
use crate::ui::routes::administrators::say;
use crate::ui::{FormState, Markup, live_option, live_text, write_day, write_markup};
use leptos::prelude::*;
use std::sync::Arc;

/// Administrators create tokens for service accounts only.
pub fn tokens(user_state: UserState) -> AnyView {
    let errors = FormState::new(Form::ApiTokens);
    let html =
        move || user_state.read(|view| token_list::list_html(&view.tokens, &user_state.id(), user_state.client.now()));
    let rows = token_list(user_state.id(), errors, live_text(html), user_state.refreshing());
    let is_for_programs = move || user_state.is_service_account() && user_state.status() == Status::Active;
    view! {
        {live_option(move || user_state.secret.get().map(token_secret))}
        {card(say::user_tokens(), rows)}
        {live_option(move || is_for_programs().then(|| form(user_state)))}
    }
    .into_any()
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
pub fn created(user_state: UserState) -> AnyView {
    live_option(move || {
        let is_empty = |created: &CreatedTokensView| created.service_accounts.is_empty() && created.tokens.is_empty();
        (!user_state.read(|view| is_empty(&view.created))).then(|| created_card(user_state))
    })
}

fn created_card(user_state: UserState) -> AnyView {
    let html = move || user_state.read(|view| created_html(&view.created, user_state.client.now()));
    let has_tokens = move || user_state.read(|view| !view.created.tokens.is_empty());
    // When the user is no longer trusted, and programs still use their tokens.
    let is_administrator = move || user_state.role() == Role::Admin && user_state.status() == Status::Active;
    let content = view! {
        {live_option(move || (!is_administrator() && has_tokens()).then(|| warning(user_state)))}
        <div {..attributes(&[("id", LIST), ("tabindex", "-1")])} inner_html=live_text(html)></div>
        {live_option(move || has_tokens().then(|| button(user_state)))}
    };
    card(say::user_programs(), content.into_any())
}

fn warning(user_state: UserState) -> AnyView {
    let title = say::user_programs_warning(&user_state.name());
    alert(Tone::Warning, &title, say::user_programs_warning_more().into_any())
}

fn button(user_state: UserState) -> AnyView {
    let asked = Asked {
        opener: say::user_programs_revoke_opener(),
        about: say::user_programs_revoke_about(),
        confirm: say::user_programs_revoke(),
        action: "/actions/tokens/revoke-created",
    };
    user_state.asking(asked, Box::new(move || revoke(user_state)))
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
            (account.name.as_deref().unwrap_or(username)) "</a></p><small>" (username) " · ");
        write_day(&mut out, say::created_on(), account.created_at);
        out.add("</small></div></li>");
    }
    for created in &created.tokens {
        let (id, token) = (&*created.account_id.to_string(), &created.token);
        write_markup!(out;
            "<li><div><p>" (&say::user_programs_token(&token.name)) "</p><small>" (say::user_programs_token_of())
            " <a href=\"/users/" (id) "\">" (&*created.username) "</a> · ");
        write_last_use(&mut out, token.last_used_at, now);
        out.add("</small></div></li>");
    }
    out.add("</ul>");
    out.into_html()
}
