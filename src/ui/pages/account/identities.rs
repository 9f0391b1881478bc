//! A row of `/account/security`: the accounts at providers with which the user signs in.

use super::way_rows::{Row, text, write_fold};
use crate::actions::identities::list_own_identities;
use crate::language::say;
use crate::shared::providers::MAX_IDENTITIES;
use crate::shared::{Form, Handle, IdentityListView, IdentityView, LocalPath, OfferedProvider, Timestamp};
use crate::ui::components::identity_list::{identity_list, list_html};
use crate::ui::components::{Shape, write_link};
use crate::ui::{ClientState, FetchedList, FormState, html, page_data, write_markup};
use leptos::prelude::*;

pub fn identity_row() -> AnyView {
    let client = ClientState::current();
    let form = FormState::new(Form::Identities);
    let known = page_data!(Security).map(|data| data.identities);
    let list = FetchedList::new(form, known, list_own_identities, move |identities| {
        row_html(identities, &client.providers(), client.now())
    });
    identity_list(String::new(), form, list.live(), Box::new(move |_: &str| list.fetch()))
}

/// Nothing if there is neither an account that is linked nor a provider at which the user could have one.
fn row_html(list: &IdentityListView, providers: &[OfferedProvider], now: Timestamp) -> String {
    let (identities, here) = (&list.identities, Handle::from(LocalPath::security()));
    if identities.is_empty() && providers.is_empty() {
        return String::new();
    }
    let names = |identity: &IdentityView| match &identity.label {
        Some(label) => format!("{}, {label}", identity.title),
        None => identity.title.clone(),
    };
    let (state, button) = match identities.iter().map(names).collect::<Vec<_>>().join(" · ") {
        none if none.is_empty() => (say::identities_none().to_owned(), say::way_link()),
        names => (names, say::way_show()),
    };
    let row = Row { id: "linked-accounts", shape: Shape::PERSON, heading: say::identities(), state: &text(&state) };
    html(|out| {
        write_fold(out, &row, button, |out| {
            write_markup!(out; "<p class=\"hint\">" (say::identities_about()) "</p>");
            if !identities.is_empty() {
                out.written(&list_html(identities, "", providers, now));
            }
            if !providers.is_empty() && identities.len() < MAX_IDENTITIES {
                out.add("<div class=\"flex flex-wrap gap-2\">");
                for provider in providers {
                    let label = say::identity_link(&provider.title);
                    write_link(out, provider, "btn btn-secondary btn-small", &label, &here, &[("for", "link")]);
                }
                out.add("</div>");
            }
        });
    })
}
