//! `/applications/{name}`: one application.

use super::connection::Connection;
use super::forms::{Details, facts};
use super::head;
use super::people::groups_html;
use crate::actions::applications::{delete_application, show_application};
use crate::shared::{
    ApplicationData, ApplicationName, ApplicationSource, ApplicationView, ClientView, Form, GroupView, LocalPath,
    Notice,
};
use crate::ui::components::{AppLayout, back_to, card};
use crate::ui::embedded::embedded;
use crate::ui::routes::administrators::client_list::list_html;
use crate::ui::routes::administrators::definition::{confirmed_deletion, warning};
use crate::ui::routes::administrators::loaded::{loaded, shown};
use crate::ui::routes::administrators::say;
use crate::ui::{FormState, Reply, html, live_option, page_data, write_markup};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

#[component]
pub fn ApplicationPage() -> impl IntoView {
    let name = use_params_map().with_untracked(|params| params.get("name").unwrap_or_default());
    let data = embedded(|| page_data!(Application).map(|data| *data));
    let connection = Connection::new(name.clone());
    let page = LocalPath::application(&ApplicationName::from_stored(name.clone()));
    let loaded = loaded(data, page, move || {
        let name = name.clone();
        async move {
            let data = show_application(name).await?;
            // Not together: an application that does not exist has one error.
            connection.fetch(true);
            Ok(data)
        }
    });
    let words = [say::application(), say::application_loading(), say::application_not_loaded()];
    view! {
        <AppLayout>
            {back_to("/applications", say::applications())}
            {shown(loaded, words, move |data| content(data, connection))}
        </AppLayout>
    }
}

fn content(data: &ApplicationData, connection: Connection) -> AnyView {
    let ApplicationData { application, base_url, groups, clients, admitted, .. } = data;
    let people = people_card(application, admitted);
    let (name, title) = (application.name.to_string(), RwSignal::new(application.title.clone()));
    let problems = RwSignal::new(application.problems.clone());
    let configurations = connection.configuration_card(&name, base_url);
    let test = connection.test_card(application);
    let proxy = view! { {configurations} {test} }.into_any();
    // A program that signs people in itself, or is only linked, needs no proxy.
    let needs_none = !clients.is_empty() || (application.locations.is_empty() && application.link.is_some());
    let proxy = if needs_none { behind_proxy(proxy) } else { proxy };
    let (details, deletion) = match application.source {
        ApplicationSource::File => (facts(application), None),
        ApplicationSource::Database => {
            let details = view! { <Details application=application.clone() groups=groups.clone() title problems/> };
            (details.into_any(), Some(deletion(&name)))
        }
    };
    view! {
        {head(&application.name, title.into(), name)}
        <div class="mt-7 two">
            <div>
                {live_option(move || problems.with(|problems| warning(say::application_this_needs_change(), problems)))}
                {details}
                {proxy}
                {deletion}
            </div>
            <aside class="grid gap-6">
                {people}
                {clients_card(&application.name, clients)}
            </aside>
        </div>
    }
    .into_any()
}

/// What a proxy needs, folded.
fn behind_proxy(cards: AnyView) -> AnyView {
    view! {
        <details class="group">
            <summary class="btn btn-secondary">{say::application_behind_proxy()}</summary>
            <div class="mt-6 grid gap-6">{cards}</div>
        </details>
    }
    .into_any()
}

/// Who may enter: everybody, or the members of groups, to whose pages it leads, and the way to the people themselves.
fn people_card(application: &ApplicationView, admitted: &[GroupView]) -> AnyView {
    let html = match application.everyone {
        true => {
            html(|out| write_markup!(out; "<p><a href=\"/users\">" (say::application_people_everybody()) "</a></p>"))
        }
        false => groups_html(admitted),
    };
    let people = LocalPath::application_people(&application.name);
    let content = view! {
        <div inner_html=html></div>
        <p>
            <a class="btn btn-secondary" rel="external" href=people.to_string()>{say::application_entry()}</a>
        </p>
    };
    card(say::application_people(), content.into_any())
}

/// The programs of the application that sign people in themselves, and the way to a new one.
fn clients_card(name: &ApplicationName, clients: &[ClientView]) -> AnyView {
    let (page, rows) = (LocalPath::clients(name), list_html(clients));
    let content = view! {
        <p class="hint">{say::clients_about()}</p>
        <div inner_html=rows></div>
        <p>
            <a class="btn btn-secondary" href=page.to_string()>{say::client_new()}</a>
        </p>
    };
    card(say::clients(), content.into_any())
}

fn deletion(name: &str) -> AnyView {
    let words = [
        say::application_delete_opener(),
        say::application_delete_about(),
        say::application_keep(),
        say::application_delete(),
    ];
    let (action, deleted) = ("/actions/applications/delete", (Notice::ApplicationDeleted, "/applications"));
    let delete = |name: String| -> Reply<()> { Box::pin(delete_application(name)) };
    confirmed_deletion(FormState::new(Form::DeleteApplication), action, name, words, delete, deleted)
}
