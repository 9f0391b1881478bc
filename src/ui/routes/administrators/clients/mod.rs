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
use crate::shared::{ApplicationName, ClientsData, Form, LocalPath};
use crate::ui::components::form_card::form_card;
use crate::ui::components::list_page::list_page;
use crate::ui::components::{back_to, list_card};
use crate::ui::routes::administrators::client_list::list_html;
use crate::ui::routes::administrators::say;
use crate::ui::{FetchedList, FormState, page_data};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The clients of an application, and a form for a new one.
#[component]
pub fn ClientsPage() -> impl IntoView {
    let name = use_params_map().with_untracked(|params| params.get("name").unwrap_or_default());
    let form = FormState::new(Form::CreateClient);
    let application = name.clone();
    let known = page_data!(Clients).map(|data| *data);
    let html = |data: &ClientsData| list_html(&data.clients);
    let clients = FetchedList::new(form, known, move || list_clients(application.clone()), html);
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
