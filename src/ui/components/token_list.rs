//! The API tokens of an account, each with a form that revokes it.

use super::form_parts::FormAlert;
use super::list_parts::{Opener, write_disclosure};
use super::toasts::Toaster;
use super::token_form::scopes_in_words;
use crate::actions::programs::revoke_api_token;
use crate::language::say;
use crate::shared::api_tokens::{ApiTokenView, CreatorView};
use crate::shared::form_bodies::RevocationFields;
use crate::shared::forms::Notice;
use crate::shared::timestamp::Timestamp;
use crate::ui::browser::{attributes, focus, handler, pressed};
use crate::ui::form::FormState;
use crate::ui::markup::{Markup, write_markup, write_time};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use std::sync::Arc;

const ID: &str = "api-tokens";

#[component]
pub fn TokenList(
    /// The account, or an empty text for the user's own.
    account: String,
    /// Writes the list with [`list_html`].
    html: Box<dyn Fn() -> String + Send>,
    /// Revokes tokens, and shows errors. It has no fields.
    form: FormState,
    /// Called after a token has been revoked.
    revoked: Arc<dyn Fn() + Send + Sync>,
) -> impl IntoView {
    let toaster = Toaster::current();
    let submit = move |event: SubmitEvent| {
        // If the button cannot be read, the browser sends the form as it does without JavaScript.
        let Some(token) = pressed(&event) else {
            return;
        };
        event.prevent_default();
        let (fields, revoked) = (RevocationFields { id: account.clone(), token }, Arc::clone(&revoked));
        form.send(Box::pin(revoke_api_token(fields)), move |()| {
            toaster.good(Notice::ApiTokenRevoked.text());
            // The button that has the focus is about to disappear.
            focus(ID);
            revoked();
        });
    };
    view! {
        <FormAlert form/>
        <div
            {..attributes(&[("id", ID), ("tabindex", "-1")])}
            inner_html=html
            on:submit=handler(submit)
        ></div>
    }
}

pub fn list_html(tokens: &[ApiTokenView], account: &str, now: Timestamp) -> String {
    let mut rows = Markup::default();
    tokens.iter().for_each(|token| write_row(&mut rows, token, account, now));
    rows.into_list(say::tokens_none())
}

fn write_row(out: &mut Markup, token: &ApiTokenView, account: &str, now: Timestamp) {
    let (id, name) = (&*token.id.to_string(), &*token.name);
    write_markup!(out;
        "<li><div><p>" (name) "</p><small>" (&scopes_in_words(&token.scopes)) "</small><small>"
        (say::created_on()) " ");
    write_time(out, token.created_at, &token.created_at.short_day());
    write_markup!(out; " · " (say::token_expires()) " ");
    write_time(out, token.expires_at, &token.expires_at.short_day());
    out.add("</small><small>");
    write_last_use(out, token, now);
    if let Some(address) = &token.last_used_address {
        write_markup!(out; " " (&say::token_used_from(address)));
    }
    // Everyone creates their own tokens, except service accounts.
    let is_another = |creator: &&CreatorView| !account.is_empty() && creator.id.to_string() != account;
    if let Some(creator) = token.created_by.as_ref().filter(is_another) {
        out.add(" · ");
        write_creator(out, creator);
    }
    out.add("</small></div>");
    let opener =
        Opener { label: say::token_revoke_opener(), name: &say::token_revoke_name(name), class: "btn-secondary" };
    write_disclosure(out, &opener, "/actions/tokens/revoke", |out| {
        write_markup!(out;
            "<input type=\"hidden\" name=\"id\" value=\"" (account) "\"><small>" (&say::token_revoke_about(name))
            "</small><button class=\"btn btn-danger btn-small mt-2\" type=\"submit\" name=\"token\" value=\"" (id) "\">"
            (say::token_revoke()) "</button>");
    });
    out.add("</li>");
}

pub fn write_last_use(out: &mut Markup, token: &ApiTokenView, now: Timestamp) {
    match token.last_used_at {
        Some(at) => {
            write_markup!(out; (say::token_last_used()) " ");
            write_time(out, at, &at.ago(now));
        }
        None => out.text(say::token_never_used()),
    }
}

/// Who has created a token or a service account, with a link for administrators.
pub fn write_creator(out: &mut Markup, creator: &CreatorView) {
    match &creator.username {
        Some(username) => {
            let id = &*creator.id.to_string();
            write_markup!(out; (say::token_created_by()) " <a href=\"/users/" (id) "\">" (username) "</a>");
            if !creator.is_administrator {
                out.text(say::token_creator_demoted());
            }
        }
        None => out.text(say::token_creator_deleted()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::api_tokens::Scope;
    use crate::shared::ids::{ApiTokenId, UserId};
    use uuid::Uuid;

    #[test]
    fn names_and_addresses_are_escaped() {
        let token = ApiTokenView {
            id: ApiTokenId(Uuid::nil()),
            name: "\"><script>".to_owned(),
            scopes: vec![Scope::Own, Scope::AuditRead],
            created_at: Timestamp(0),
            expires_at: Timestamp(0),
            last_used_at: Some(Timestamp(0)),
            last_used_address: Some("<b>".to_owned()),
            created_by: Some(CreatorView {
                id: UserId(Uuid::nil()),
                username: Some("<i>".to_owned()),
                is_administrator: false,
            }),
        };
        let html = list_html(std::slice::from_ref(&token), "x", Timestamp(0));
        assert!(!html.contains("<i>") && html.contains("&lt;i&gt;</a>, no longer an active administrator"), "{html}");
        let html = list_html(&[token], "", Timestamp(0));
        assert!(!html.contains("Created by"), "{html}");
        assert!(!html.contains("<script>") && !html.contains("<b>"), "{html}");
        assert!(html.contains("Own account · Read the audit log"), "{html}");
    }
}
