//! The accounts at providers that are linked to an account, each with a form that unlinks it.

use super::list_parts::{Opener, write_disclosure, write_last_use};
use super::providers::write_mark;
use super::row_list::{Ending, row_list};
use crate::actions::identities::{keep_identity, unlink_identity};
use crate::language::say;
use crate::shared::identity_forms::KEEP;
use crate::shared::{IdentityFields, IdentityView, Notice, OfferedProvider, Timestamp};
use crate::ui::markup::list;
use crate::ui::{FormState, LiveText, Markup, write_day, write_lines, write_markup};
use leptos::prelude::*;

/// `account`: an empty text for the user's own. `html`: written with [`list_html`]. `changed`: called after one was unlinked.
pub fn identity_list(account: String, form: FormState, html: LiveText, changed: Box<dyn Fn(&str)>) -> AnyView {
    let unlink = move |id: String| -> Ending {
        let fields = IdentityFields { id, user: account.clone() };
        if fields.id.starts_with(KEEP) {
            return (Box::pin(keep_identity(fields)), Notice::IdentityKept);
        }
        (Box::pin(unlink_identity(fields)), Notice::IdentityUnlinked)
    };
    row_list("identities", form, html, Box::new(unlink), changed)
}

/// `account`: an empty text for the user's own. `providers`: those at which people can sign in, which have the marks.
pub fn list_html(identities: &[IdentityView], account: &str, providers: &[OfferedProvider], now: Timestamp) -> String {
    list(identities, say::identities_none(), |out, identity| {
        let provider = providers.iter().find(|provider| provider.name == identity.provider);
        write_row(out, identity, account, provider, now);
    })
}

fn write_row(
    out: &mut Markup,
    identity: &IdentityView,
    account: &str,
    provider: Option<&OfferedProvider>,
    now: Timestamp,
) {
    let title = &*identity.title;
    out.add("<span class=\"tile\">");
    write_mark(out, provider);
    write_markup!(out; "</span><div><p>" (title) "</p>");
    if let Some(label) = &identity.label {
        write_markup!(out; "<small class=\"wrap-anywhere\">" (label) "</small>");
    }
    write_lines(out, provider.is_none().then(say::identity_closed));
    write_lines(out, identity.is_held.then(say::identity_held));
    out.add("<small>");
    write_day(out, say::identity_since(), identity.created_at);
    out.add(" · ");
    write_last_use(out, identity.last_used_at, now);
    out.add("</small></div>");
    if identity.is_held && account.is_empty() {
        let name = say::identity_keep_name(identity.label.as_deref().unwrap_or(title), title);
        write_markup!(out;
            "<form method=\"post\" action=\"/actions/keep_identity\"><button class=\"btn btn-secondary btn-small\" type=\"submit\" \
             aria-label=\"" (&name) "\" name=\"id\" value=\"" (KEEP) (&identity.id.to_string()) "\">" (say::identity_keep())
            "</button></form>");
    }
    let name = say::identity_unlink_name(identity.label.as_deref().unwrap_or(title), title);
    let opener = Opener { label: say::identity_unlink_opener(), name: &name, class: "btn-secondary" };
    write_disclosure(out, &opener, "/actions/unlink_identity", |out| {
        write_markup!(out;
            "<input type=\"hidden\" name=\"user\" value=\"" (account) "\"><small>" (&say::identity_unlink_about(title))
            "</small><button class=\"btn btn-danger btn-small mt-2\" type=\"submit\" name=\"id\" value=\""
            (&identity.id.to_string()) "\">" (say::identity_unlink()) "</button>");
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::{IdentityId, ProviderKind, ProviderName};
    use uuid::Uuid;

    #[test]
    fn a_row_names_the_account_there_and_says_if_its_provider_is_closed() {
        let name = ProviderName::from_stored("company".to_owned());
        let identity = IdentityView {
            id: IdentityId(Uuid::from_u128(7)),
            provider: name.clone(),
            title: "Söhne & Co".to_owned(),
            label: Some("ada@example.org".to_owned()),
            issuer: "https://id.example.org".to_owned(),
            subject: "7".to_owned(),
            created_at: Timestamp(0),
            last_used_at: None,
            is_held: false,
        };
        let provider =
            OfferedProvider { name, title: "Söhne & Co".to_owned(), kind: ProviderKind::Openid, logo_uri: None };
        for (providers, is_closed) in [(&[provider][..], false), (&[], true)] {
            let html = list_html(std::slice::from_ref(&identity), "", providers, Timestamp(0));
            assert!(html.contains("<p>Söhne &amp; Co</p><small class=\"wrap-anywhere\">ada@"), "{html}");
            assert!(html.contains("name=\"id\" value=\"00000000-0000-0000-0000-000000000007\""), "{html}");
            assert_eq!(html.contains(say::identity_closed()), is_closed, "{html}");
        }
        assert!(!list_html(&[], "", &[], Timestamp(0)).contains("<li>"));
    }
}
