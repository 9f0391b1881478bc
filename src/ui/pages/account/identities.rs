//! A section of `/account/security`: the accounts at providers with which the user signs in.

use crate::actions::identities::list_own_identities;
use crate::language::say;
use crate::shared::providers::MAX_IDENTITIES;
use crate::shared::{Form, Handle, IdentityListView, LocalPath, OfferedProvider, Timestamp};
use crate::ui::components::identity_list::{identity_list, list_html};
use crate::ui::components::write_link;
use crate::ui::{ClientState, FetchedList, FormState, html, page_data, write_markup};
use leptos::prelude::*;

pub fn identity_section() -> AnyView {
    let client = ClientState::current();
    let form = FormState::new(Form::Identities);
    let known = page_data!(Security).map(|data| data.identities);
    let list = FetchedList::new(form, known, list_own_identities, move |identities| {
        section_html(identities, &client.providers(), client.now())
    });
    identity_list(String::new(), form, list.live(), Box::new(move |_: &str| list.fetch()))
}

/// Nothing if there is neither an account that is linked nor a provider at which the user could have one.
fn section_html(list: &IdentityListView, providers: &[OfferedProvider], now: Timestamp) -> String {
    let (identities, here) = (&list.identities, Handle::from(LocalPath::security()));
    if identities.is_empty() && providers.is_empty() {
        return String::new();
    }
    html(|out| {
        write_markup!(out;
            "<section class=\"section\"><header><h2>" (say::identities()) "</h2><p>" (say::identities_about())
            "</p></header><div class=\"card\"><div class=\"facts-card\">");
        out.written(&list_html(identities, "", providers, now));
        out.add("</div>");
        if !providers.is_empty() && identities.len() < MAX_IDENTITIES {
            out.add("<div class=\"card-foot\"><div class=\"flex flex-wrap gap-2\">");
            for provider in providers {
                let label = say::identity_link(&provider.title);
                write_link(out, provider, "btn btn-secondary", &label, &here, &[("for", "link")]);
            }
            out.add("</div></div>");
        }
        out.add("</div></section>");
    })
}
