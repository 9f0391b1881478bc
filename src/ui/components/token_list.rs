//! The API tokens of an account, each with a form that revokes it.

use super::list_parts::{Opener, write_disclosure, write_last_use};
use super::row_list::{Ending, row_list};
use super::token_form::scopes_in_words;
use crate::actions::programs::revoke_api_token;
use crate::language::say;
use crate::shared::{ApiTokenView, CreatorView, Notice, RevocationFields, Timestamp};
use crate::ui::markup::{FIRST_ROWS, short_list};
use crate::ui::{FormState, LiveText, Markup, write_day, write_markup};
use leptos::prelude::*;

/// `account`: an empty text for the user's own. `html`: written with [`list_html`]. `changed`: called after a token was revoked.
pub fn token_list(account: String, form: FormState, html: LiveText, changed: Box<dyn Fn(&str)>) -> AnyView {
    let revoke = move |token: String| -> Ending {
        let fields = RevocationFields { id: account.clone(), token };
        (Box::pin(revoke_api_token(fields)), Notice::ApiTokenRevoked)
    };
    row_list("api-tokens", form, html, Box::new(revoke), changed)
}

pub fn list_html(tokens: &[ApiTokenView], account: &str, now: Timestamp) -> String {
    short_list(tokens, FIRST_ROWS, say::tokens_none(), |out, token| write_row(out, token, account, now))
}

fn write_row(out: &mut Markup, token: &ApiTokenView, account: &str, now: Timestamp) {
    let (id, name) = (&*token.id.to_string(), &*token.name);
    write_markup!(out;
        "<div><p>" (name) "</p><small>" (&scopes_in_words(&token.scopes)) "</small><small>");
    write_day(out, say::created_on(), token.created_at);
    out.add(" · ");
    write_day(out, say::token_expires(), token.expires_at);
    out.add("</small><small>");
    write_last_use(out, token.last_used_at, now);
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
    use crate::shared::{ApiTokenId, UserId};
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
