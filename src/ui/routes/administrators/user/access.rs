//! What else signs in to the account, or for it: clients, and accounts at providers.

use super::state::UserState;
use crate::shared::page::MayEnter;
use crate::shared::{Form, GroupName, LocalPath};
use crate::ui::components::access_list::{self, access_list};
use crate::ui::components::card;
use crate::ui::components::identity_list::{self, identity_list};
use crate::ui::markup::list;
use crate::ui::routes::administrators::say;
use crate::ui::{FormState, Markup, live_text, write_markup};
use leptos::prelude::*;

/// The clients that have access to the account.
pub fn access(user_state: UserState) -> AnyView {
    let form = FormState::new(Form::ClientAccess);
    let html =
        move || user_state.read(|view| access_list::list_html(&view.access, &user_state.id(), user_state.client.now()));
    card(say::access_heading(), access_list(user_state.id(), form, live_text(html), user_state.refreshing()))
}

/// The applications that the user may enter, and by which of their groups.
pub fn enters(user_state: UserState) -> AnyView {
    let html = move || user_state.read(|view| list(&view.enters, say::user_enters_nothing(), write_entry));
    card(say::user_enters(), view! { <div inner_html=live_text(html)></div> }.into_any())
}

fn write_entry(out: &mut Markup, entry: &MayEnter) {
    let page = LocalPath::application(&entry.name);
    let names: Vec<_> = entry.by.iter().map(GroupName::as_str).collect();
    let by = match names.as_slice() {
        [] => say::user_enters_as_everybody().to_owned(),
        names => say::user_enters_by(&names.join(", ")),
    };
    write_markup!(out;
        "<div><p><a href=\"" (page.as_str()) "\">" (&entry.title) "</a></p><small>" (&by) "</small></div>");
}

/// The accounts at providers with which the user signs in.
pub fn identities(user_state: UserState) -> AnyView {
    let form = FormState::new(Form::Identities);
    let html = move || {
        let (providers, now) = (user_state.client.providers(), user_state.client.now());
        user_state.read(|view| identity_list::list_html(&view.identities, &user_state.id(), &providers, now))
    };
    card(say::identities(), identity_list(user_state.id(), form, live_text(html), user_state.refreshing()))
}
