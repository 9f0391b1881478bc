//! A section of `/account/security`: the accounts at providers with which the user signs in.

use crate::actions::identities::list_own_identities;
use crate::language::say;
use crate::shared::forms::Form;
use crate::shared::journey::Handle;
use crate::shared::next::LocalPath;
use crate::shared::providers::{IdentityListView, MAX_IDENTITIES, OfferedProvider};
use crate::shared::timestamp::Timestamp;
use crate::ui::client_state::ClientState;
use crate::ui::components::identity_list::{identity_list, list_html};
use crate::ui::components::providers::write_link;
use crate::ui::embedded::page_data;
use crate::ui::fetched_list::FetchedList;
use crate::ui::form::FormState;
use crate::ui::markup::{html, write_markup};
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
