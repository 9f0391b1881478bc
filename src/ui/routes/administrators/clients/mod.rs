//! `/clients/of/{name}`, the OpenID Connect clients of an application, and one of them, whose parts are `/clients/{client}`,
//! `/clients/settings/{client}` and so on, for administrators.
//!
//! Their forms are plain ones: after each the page is loaded again, which shows a new secret once.

mod client;
mod connect;
mod facts;
mod form;
mod found;
mod preview;
mod refusals;
mod secrets;
mod settings;
mod trial;

pub use client::{ClientAccessPage, ClientPage, ClientSecretsPage, ClientSettingsPage};
pub use connect::write_known_from;
pub use trial::TrialPage;

use crate::actions::clients::list_clients;
use crate::shared::{ApplicationName, ApplicationSource, ClientKind, ClientView, ClientsData, Form, LocalPath};
use crate::ui::components::form_card::form_card;
use crate::ui::components::list_page::list_page;
use crate::ui::components::{back_to, list_card};
use crate::ui::markup::list;
use crate::ui::routes::administrators::definition::write_row_end;
use crate::ui::routes::administrators::say;
use crate::ui::{FetchedList, FormState, Markup, page_data, write_markup};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The clients of an application, and a form for a new one.
#[component]
pub fn ClientsPage() -> impl IntoView {
    let name = use_params_map().with_untracked(|params| params.get("name").unwrap_or_default());
    let form = FormState::new(Form::CreateClient);
    let application = name.clone();
    let known = page_data!(Clients).map(|data| *data);
    let clients = FetchedList::new(form, known, move || list_clients(application.clone()), list_html);
    let back = LocalPath::application(&ApplicationName::from_stored(name.clone()));
    let back = back_to(back.as_str(), &name).into_any();
    let (heading, about, list) = (say::clients(), say::clients_about(), list_card(clients.live()));
    list_page(Some(back), heading, about, None, list, creation(form, name))
}

fn creation(form: FormState, application: String) -> AnyView {
    let words = [say::client_new(), say::client_new_about(), say::client_create(), say::creating()];
    let hidden = vec![("application", application)];
    form_card(form, "/actions/clients/create", words, hidden, form::of_new(form))
}

fn list_html(data: &ClientsData) -> String {
    list(&data.clients, say::clients_none(), write_row)
}

fn write_row(out: &mut Markup, client: &ClientView) {
    let (page, uris) = (LocalPath::client(&client.client_id), client.definition.redirect_uris.join(" \u{b7} "));
    write_markup!(out;
        "<div><p><a href=\"" (page.as_str()) "\">" (client.client_id.as_str()) "</a></p><small>" (&uris) "</small>");
    let public = (client.definition.kind == ClientKind::Public).then(say::client_public);
    let of_file = (client.source == ApplicationSource::File).then(say::application_of_file);
    let closed = client.definition.closed.then(say::client_closed);
    write_row_end(out, &client.problems, &[public, of_file, closed]);
}
