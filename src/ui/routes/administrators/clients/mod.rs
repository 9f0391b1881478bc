//! `/clients/of/{name}`, the OpenID Connect clients of an application, and `/clients/{client}`, one of them, for administrators.
//!
//! Their forms are plain ones: after each the page is loaded again, which shows a new secret once.

mod client;
mod connect;
mod facts;
mod form;
mod preview;
mod secrets;

pub use client::ClientPage;

use crate::actions::clients::list_clients;
use crate::shared::applications::{ApplicationName, ApplicationSource};
use crate::shared::client_reports::ClientsData;
use crate::shared::clients::{ClientKind, ClientView};
use crate::shared::forms::Form;
use crate::shared::next::LocalPath;
use crate::ui::browser::live_text;
use crate::ui::components::{AppLayout, Heading, back_to};
use crate::ui::embedded::page_data;
use crate::ui::fetched_list::FetchedList;
use crate::ui::form::FormState;
use crate::ui::markup::{Markup, write_markup};
use crate::ui::routes::administrators::definition::form_card;
use crate::ui::routes::administrators::say;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The clients of an application, and a form for a new one.
#[component]
pub fn ClientsPage() -> impl IntoView {
    let name = use_params_map().with_untracked(|params| params.get("name").unwrap_or_default());
    let form = FormState::new(Form::CreateClient);
    let rendered = page_data!(Clients).map(|data| list_html(&data));
    let failed = move |error| form.reject(error);
    let application = name.clone();
    let list = FetchedList::new(rendered, failed, move || {
        let application = application.clone();
        async move { Ok(list_html(&list_clients(application).await?)) }
    });
    let back = LocalPath::application(&ApplicationName::from_stored(name.clone()));
    view! {
        <AppLayout>
            {back_to(back.as_str(), &name)}
            <Heading text=say::clients()/>
            <p class="mt-2 max-w-136 text-ink-muted">{say::clients_about()}</p>
            <div class="mt-7 grid max-w-192 gap-6">
                <div class="card">
                    <div class="facts-card" inner_html=live_text(move || list.html.get())></div>
                </div>
                {creation(form, name)}
            </div>
        </AppLayout>
    }
}

fn creation(form: FormState, application: String) -> AnyView {
    let words = [say::client_new(), say::client_new_about(), say::client_create(), say::creating()];
    let hidden = vec![("application", application)];
    form_card(form, "/actions/clients/create", words, hidden, form::fields(form, None))
}

fn list_html(data: &ClientsData) -> String {
    let mut rows = Markup::default();
    data.clients.iter().for_each(|client| write_row(&mut rows, client));
    rows.into_list(say::clients_none())
}

fn write_row(out: &mut Markup, client: &ClientView) {
    let (page, uris) = (LocalPath::client(&client.client_id), client.definition.redirect_uris.join(" \u{b7} "));
    write_markup!(out;
        "<li><div><p><a href=\"" (page.as_str()) "\">" (client.client_id.as_str()) "</a></p><small>" (&uris) "</small>");
    for problem in &client.problems {
        write_markup!(out; "<small>" (&problem.say()) "</small>");
    }
    out.add("</div>");
    if !client.problems.is_empty() {
        write_markup!(out; "<span class=\"badge badge-warning\"><i></i>" (say::application_needs_change()) "</span>");
    }
    if client.definition.kind == ClientKind::Public {
        write_markup!(out; "<span class=\"badge\">" (say::client_public()) "</span>");
    }
    if client.source == ApplicationSource::File {
        write_markup!(out; "<span class=\"badge\">" (say::application_of_file()) "</span>");
    }
    out.add("</li>");
}
