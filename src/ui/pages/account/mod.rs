//! The sections of the own account, a page each: `/account` (profile), `/account/security`, `/account/devices`,
//! `/account/applications` and `/account/your-data`. API tokens are a section as well, in `pages::programs`, and the own activity, which
//! uses the lists of the audit log.

pub mod applications;
pub mod authenticator;
pub mod data;
pub mod demand;
mod earlier_sessions;
mod email;
mod factor_lists;
mod factors;
mod identities;
pub mod own_fields;
mod passkey_list;
mod passkey_note;
mod password;
mod profile;
pub mod security;
mod way_rows;
mod ways_in;

use crate::language::{Label, say};
use crate::shared::Handle;
use crate::ui::components::session_list::SessionsSection;
use crate::ui::components::{AppLayout, Heading, way_on};
use crate::ui::embedded::embedded;
use crate::ui::markup::element;
use crate::ui::{ClientState, page_data, write_markup};
use factor_lists::write_demand;
use leptos::prelude::*;
use leptos::tachys::html::InertElement;
use leptos_router::hooks::use_location;
use own_fields::own_section;
use passkey_note::passkey_note;
use profile::ProfileSection;

/// The address and the label of each section.
const SECTIONS: [(&str, Label); 7] = [
    ("/account", say::account_profile),
    ("/account/security", say::security),
    ("/account/devices", say::devices),
    ("/account/activity", say::account_activity),
    ("/account/applications", say::applications),
    ("/account/tokens", say::programs),
    ("/account/your-data", say::account_data),
];

/// A section: its heading, and beside it the list of all sections.
#[component]
pub fn AccountLayout(heading: &'static str, children: Children) -> impl IntoView {
    view! {
        <AppLayout>
            <div class="sections">
                {section_list()}
                <div class="min-w-0">
                    <Heading text=heading/>
                    {children()}
                </div>
            </div>
        </AppLayout>
    }
}

/// Links to all sections; that of this page is marked.
fn section_list() -> InertElement {
    // Untracked, because every page builds its own list.
    let path = use_location().pathname.get_untracked();
    element(|out| {
        write_markup!(out; "<nav aria-label=\"" (say::title_account()) "\"><ul>");
        for (address, label) in SECTIONS {
            write_markup!(out; "<li><a href=\"" (address) "\"");
            out.add(match path.strip_prefix(address) {
                Some("") => " aria-current=\"page\">",
                // A page below a section. All sections are below the first one.
                Some(_) if address != SECTIONS[0].0 => " aria-current=\"true\">",
                _ => ">",
            });
            write_markup!(out; (label()) "</a></li>");
        }
        out.add("</ul></nav>");
    })
}

#[component]
pub fn AccountPage() -> impl IntoView {
    // The router admits signed-in users only.
    let Some(user) = ClientState::current().user.get_untracked() else { return ().into_any() };
    view! {
        <AccountLayout heading=say::title_account()>
            {way_on().map(|way| view! { <div class="mt-4 max-w-form">{way}</div> })}
            {factor_note()}
            {passkey_note(user.id)}
            <ProfileSection user/>
            {own_section()}
        </AccountLayout>
    }
    .into_any()
}

/// Says from when on a second factor will be demanded of the user, who has none. The server has read that for this page, so a page
/// that the browser opens by itself leaves it to the page about security.
fn factor_note() -> AnyView {
    let from = embedded(|| page_data!(Account).and_then(|data| data.demanded_from));
    match from {
        Some(from) => element(|out| write_demand(out, from, &Handle::default())).into_any(),
        None => ().into_any(),
    }
}

#[component]
pub fn DevicesPage() -> impl IntoView {
    view! {
        <AccountLayout heading=say::devices()>
            <SessionsSection/>
        </AccountLayout>
    }
}
