//! The settings of a client, in parts that are folded; closing it for a while, and deleting it.

use super::facts::facts;
use super::form;
use crate::shared::{ApplicationSource, ClientData, ClientView, Form};
use crate::ui::components::list_parts::Opener;
use crate::ui::components::{FormAlert, card, write_disclosure};
use crate::ui::markup::element;
use crate::ui::routes::administrators::definition::deletion_card;
use crate::ui::routes::administrators::say;
use crate::ui::{FormState, Markup, html, write_markup};
use leptos::prelude::*;

pub fn content(data: &ClientData, _: bool) -> (AnyView, Option<AnyView>) {
    let client = &data.client;
    let main = match client.source {
        ApplicationSource::File => facts(client),
        ApplicationSource::Database => view! {
            {form::settings(client)}
            {closing(client)}
            {deletion(client)}
        }
        .into_any(),
    };
    (main, Some(from_a_program(client)))
}

/// A button that closes the client, which asks first, or one that opens it again.
fn closing(client: &ClientView) -> AnyView {
    let form = FormState::new(Form::CloseClient);
    let (id, is_closed) = (client.client_id.as_str(), client.definition.closed);
    let about = if is_closed { say::client_is_closed() } else { say::client_close_about() };
    let button = html(|out| if is_closed { write_opening(out, id) } else { write_closing(out, id) });
    let content = view! {
        <FormAlert form/>
        <p class="hint">{about}</p>
        <div inner_html=button></div>
    };
    card(say::client_closed_legend(), content.into_any())
}

/// The button that opens a client again. `id`: of the client.
pub fn write_opening(out: &mut Markup, id: &str) {
    write_markup!(out;
        "<form method=\"post\" action=\"/actions/clients/open\"><input type=\"hidden\" name=\"id\" value=\"" (id)
        "\"><button class=\"btn btn-secondary\" type=\"submit\">" (say::client_open_again()) "</button></form>");
}

fn write_closing(out: &mut Markup, id: &str) {
    let label = say::client_close_opener();
    let opener = Opener { label, name: label, class: "btn-secondary" };
    write_disclosure(out, &opener, "/actions/clients/close", |out| {
        write_markup!(out;
            "<input type=\"hidden\" name=\"id\" value=\"" (id) "\"><button class=\"btn btn-danger\" type=\"submit\">"
            (say::client_close()) "</button>");
    });
}

fn deletion(client: &ClientView) -> AnyView {
    let (id, application) = (client.client_id.as_str(), client.application.as_str());
    let words = [say::client_delete_opener(), say::client_delete(), say::client_delete_about()];
    let hidden = [("id", id), ("application", application)];
    deletion_card(FormState::new(Form::DeleteClient), "/actions/clients/delete", id, words, &hidden)
}

/// The same without this page.
fn from_a_program(client: &ClientView) -> AnyView {
    let id = client.client_id.as_str();
    element(|out| {
        write_markup!(out;
            "<section><h2>" (say::client_from_program()) "</h2><p class=\"hint\">" (say::client_from_program_about())
            "</p><p class=\"hint wrap-anywhere\"><code>PUT /api/clients/" (id) "</code></p></section>");
    })
    .into_any()
}
