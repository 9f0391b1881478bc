//! The accounts at providers that are linked to an account, each with a form that unlinks it.

use super::form_parts::FormAlert;
use super::list_parts::{Opener, write_disclosure};
use super::providers::write_mark;
use super::toasts::Toaster;
use crate::actions::identities::unlink_identity;
use crate::language::say;
use crate::shared::forms::Notice;
use crate::shared::identity_forms::IdentityFields;
use crate::shared::providers::{IdentityView, OfferedProvider};
use crate::shared::timestamp::Timestamp;
use crate::ui::browser::{attributes, focus, handler, pressed};
use crate::ui::form::FormState;
use crate::ui::markup::{Markup, write_markup, write_time};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use std::sync::Arc;

const ID: &str = "identities";

#[component]
pub fn IdentityList(
    /// The account, or an empty text for the user's own.
    account: String,
    /// Writes the list with [`list_html`].
    html: Box<dyn Fn() -> String + Send>,
    /// Unlinks, and shows errors. It has no fields.
    form: FormState,
    /// Called after one was unlinked.
    changed: Arc<dyn Fn() + Send + Sync>,
) -> impl IntoView {
    let toaster = Toaster::current();
    let submit = move |event: SubmitEvent| {
        // If the button cannot be read, the browser sends the form as it does without JavaScript.
        let Some(id) = pressed(&event) else {
            return;
        };
        event.prevent_default();
        let (fields, changed) = (IdentityFields { id, user: account.clone() }, Arc::clone(&changed));
        form.send(Box::pin(unlink_identity(fields)), move |()| {
            toaster.good(Notice::IdentityUnlinked.text());
            // The button that has the focus is about to disappear.
            focus(ID);
            changed();
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

/// `account`: an empty text for the user's own. `providers`: those at which people can sign in, which have the marks.
pub fn list_html(identities: &[IdentityView], account: &str, providers: &[OfferedProvider], now: Timestamp) -> String {
    let mut rows = Markup::default();
    for identity in identities {
        let provider = providers.iter().find(|provider| provider.name == identity.provider);
        write_row(&mut rows, identity, account, provider, now);
    }
    rows.into_list(say::identities_none())
}

fn write_row(
    out: &mut Markup,
    identity: &IdentityView,
    account: &str,
    provider: Option<&OfferedProvider>,
    now: Timestamp,
) {
    let title = &*identity.title;
    out.add("<li><span class=\"tile\">");
    write_mark(out, provider);
    write_markup!(out; "</span><div><p>" (title) "</p>");
    if let Some(label) = &identity.label {
        write_markup!(out; "<small class=\"wrap-anywhere\">" (label) "</small>");
    }
    if provider.is_none() {
        write_markup!(out; "<small>" (say::identity_closed()) "</small>");
    }
    write_markup!(out; "<small>" (say::identity_since()) " ");
    write_time(out, identity.created_at, &identity.created_at.short_day());
    out.add(" · ");
    match identity.last_used_at {
        Some(at) => {
            write_markup!(out; (say::token_last_used()) " ");
            write_time(out, at, &at.ago(now));
        }
        None => out.text(say::token_never_used()),
    }
    out.add("</small></div>");
    let name = say::identity_unlink_name(identity.label.as_deref().unwrap_or(title), title);
    let opener = Opener { label: say::identity_unlink_opener(), name: &name, class: "btn-secondary" };
    write_disclosure(out, &opener, "/actions/unlink_identity", |out| {
        write_markup!(out;
            "<input type=\"hidden\" name=\"user\" value=\"" (account) "\"><small>" (&say::identity_unlink_about(title))
            "</small><button class=\"btn btn-danger btn-small mt-2\" type=\"submit\" name=\"id\" value=\""
            (&identity.id.to_string()) "\">" (say::identity_unlink()) "</button>");
    });
    out.add("</li>");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::ids::IdentityId;
    use crate::shared::providers::{ProviderKind, ProviderName};
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
