//! The API tokens of an account, each with a form that revokes it.

use super::{form_parts::FormAlert, toasts::Toaster, token_form::scopes_in_words};
use crate::{
    actions::programs::revoke_api_token,
    shared::{
        api_tokens::{ApiTokenView, CreatorView},
        form_bodies::RevocationFields,
        forms::{Answer, Notice},
        timestamp::Timestamp,
    },
    ui::{
        browser::{Pending, attributes, focus, handler},
        form::FormState,
        markup::{Markup, write_markup, write_time},
    },
};
use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local, wasm_bindgen::JsCast, web_sys::HtmlButtonElement};
use std::sync::Arc;

const ID: &str = "api-tokens";

#[component]
pub fn TokenList(
    /// The account, or an empty text for the user's own.
    account: String,
    /// Writes the list with [`list_html`].
    html: Box<dyn Fn() -> String + Send>,
    /// Shows errors. It has no fields.
    form: FormState,
    /// Called after a token has been revoked.
    revoked: Arc<dyn Fn() + Send + Sync>,
) -> impl IntoView {
    let (pending, toaster) = (Pending::default(), Toaster::current());
    let submit = move |event: SubmitEvent| {
        // If the button cannot be read, the browser sends the form as it does without JavaScript.
        let Some(token) = pressed(&event) else {
            return;
        };
        event.prevent_default();
        if !pending.begin() {
            return;
        }
        let (account, revoked) = (account.clone(), Arc::clone(&revoked));
        spawn_local(async move {
            match revoke_api_token(RevocationFields { id: account, token }).await {
                Ok(Answer::Accepted(())) => {
                    form.error.try_set(None);
                    toaster.good(Notice::ApiTokenRevoked.text());
                    // The button that has the focus is about to disappear.
                    focus(ID);
                    revoked();
                }
                Ok(Answer::Rejected) => {}
                Err(error) => form.reject(error),
            }
            pending.end();
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

/// The token of the form that was submitted: the value of its button.
fn pressed(event: &SubmitEvent) -> Option<String> {
    let button: HtmlButtonElement = event.submitter()?.dyn_into().ok()?;
    Some(button.value())
}

pub fn list_html(tokens: &[ApiTokenView], account: &str, now: Timestamp) -> String {
    let mut out = Markup::default();
    if tokens.is_empty() {
        out.add("<p class=\"hint\">No API tokens.</p>");
    } else {
        out.add("<ul class=\"devices\">");
        tokens.iter().for_each(|token| write_row(&mut out, token, account, now));
        out.add("</ul>");
    }
    out.into_html()
}

fn write_row(out: &mut Markup, token: &ApiTokenView, account: &str, now: Timestamp) {
    let (id, name) = (&*token.id.to_string(), &*token.name);
    write_markup!(out;
        "<li><div><p>" (name) "</p><small>" (&scopes_in_words(&token.scopes)) "</small><small>Created ");
    write_time(out, token.created_at, &token.created_at.short_day());
    out.add(" · Expires ");
    write_time(out, token.expires_at, &token.expires_at.short_day());
    out.add("</small><small>");
    match token.last_used_at {
        Some(at) => {
            out.add("Last used ");
            write_time(out, at, &at.ago(now));
        }
        None => out.add("Never used"),
    }
    if let Some(address) = &token.last_used_address {
        write_markup!(out; " from " (address));
    }
    // Everyone creates their own tokens, except service accounts.
    let is_another = |creator: &&CreatorView| !account.is_empty() && creator.id.to_string() != account;
    if let Some(creator) = token.created_by.as_ref().filter(is_another) {
        out.add(" · ");
        write_creator(out, creator);
    }
    // The confirmation: the form is hidden until its summary is pressed, with and without JavaScript.
    write_markup!(out;
        "</small></div><details class=\"group open:basis-full\"><summary class=\"btn btn-secondary btn-small group-open:mb-5\" aria-label=\"Revoke "
        (name) "\">Revoke…</summary><form method=\"post\" action=\"/actions/tokens/revoke\"><input type=\"hidden\" name=\"id\" value=\""
        (account) "\"><small>Programs that use “" (name) "” are refused from now on. This cannot be undone.</small>"
        "<button class=\"btn btn-danger btn-small mt-2\" type=\"submit\" name=\"token\" value=\"" (id)
        "\">Revoke token</button></form></details></li>");
}

/// Who has created a token or a service account, with a link for administrators.
pub fn write_creator(out: &mut Markup, creator: &CreatorView) {
    match &creator.username {
        Some(username) => {
            let id = &*creator.id.to_string();
            write_markup!(out; "Created by <a href=\"/users/" (id) "\">" (username) "</a>");
            if !creator.is_administrator {
                out.add(", no longer an active administrator");
            }
        }
        None => out.add("Created by an account that was deleted"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::{
        api_tokens::Scope,
        ids::{ApiTokenId, UserId},
    };
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
