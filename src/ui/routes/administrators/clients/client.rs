//! `/clients/{client}`: one client.

use super::facts::{facts, last_use};
use super::form;
use super::preview::reports_html;
use super::refusals::refusals_card;
use super::secrets::{new_secret, secrets_card};
use crate::actions::clients::show_client;
use crate::shared::{ApplicationSource, ClientData, ClientId, ClientView, Form, LocalPath, TokenSecret};
use crate::ui::components::copy_field::copying;
use crate::ui::components::form_card::form_card;
use crate::ui::components::{AppLayout, SubjectHeading, Tone, alert, back_to, write_logo};
use crate::ui::embedded::embedded;
use crate::ui::markup::element;
use crate::ui::routes::administrators::definition::{deletion_card, warning};
use crate::ui::routes::administrators::loaded::{loaded, shown};
use crate::ui::routes::administrators::say;
use crate::ui::{ClientState, FormState, page_data};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

#[component]
pub fn ClientPage() -> impl IntoView {
    let id = use_params_map().with_untracked(|params| params.get("client").unwrap_or_default());
    let data = embedded(|| page_data!(Client).map(|data| *data));
    let is_embedded = data.is_some();
    let page = data.as_ref().map(|data| LocalPath::client(&data.client.client_id));
    let secret = page.and_then(|page| ClientState::current().secret_for(page.as_str()));
    let page = LocalPath::client(&ClientId::from_stored(id.clone()));
    let loaded = loaded(data, page, move || show_client(id.clone(), String::new()));
    let words = [say::client(), say::client_loading(), say::client_not_loaded()];
    view! {
        <AppLayout>
            {shown(loaded, words, move |data| content(data, secret.clone(), is_embedded))}
        </AppLayout>
    }
}

/// `secret`: of a new client, shown once. `is_embedded`: whether the server has rendered the page, so that the policy of the document
/// allows the logo.
fn content(data: &ClientData, secret: Option<TokenSecret>, is_embedded: bool) -> AnyView {
    let (client, state) = (&data.client, ClientState::current());
    let secret = secret.map(new_secret);
    let (definition, deletion) = match client.source {
        ApplicationSource::File => (facts(client), None),
        ApplicationSource::Database => (definition(client), Some(deletion(client))),
    };
    let logo = client.definition.logo().filter(|_| is_embedded);
    let logo = logo.map(|logo| element(|out| write_logo(out, logo)).into_any());
    let back = LocalPath::clients(&client.application);
    let title = if data.title.is_empty() { client.application.to_string() } else { data.title.clone() };
    view! {
        {back_to(back.as_str(), &title)}
        <SubjectHeading text=client.client_id.to_string()/>
        {last_use(client, state.now())}
        <div class="mt-7 grid max-w-192 gap-6">
            {logo}
            {warnings(data)}
            {refusals_card(data, state.now())}
            {secret}
            {definition}
            {secrets_card(client, state.now())}
            <div class="grid gap-6" inner_html=reports_html(data, state.now()) on:click=copying()></div>
            {deletion}
        </div>
    }
    .into_any()
}

/// What an administrator should change.
fn warnings(data: &ClientData) -> AnyView {
    let broken = warning(say::client_needs_change(), &data.client.problems);
    let is_excused = !data.client.definition.require_pkce;
    let excused = is_excused.then(|| {
        // It would not notice if PKCE was required.
        let more = if data.sends_pkce { say::client_sends_pkce() } else { say::client_without_pkce() };
        alert(Tone::Warning, say::client_pkce_not_required(), more.into_any())
    });
    let left_out = warning(say::client_groups_missing(), &data.left_out);
    view! {
        {broken}
        {excused}
        {left_out}
    }
    .into_any()
}

fn definition(client: &ClientView) -> AnyView {
    let form = FormState::new(Form::Client);
    let hidden = vec![("before", client.updated_at.to_string()), ("id", client.client_id.to_string())];
    let words = [say::details(), say::application_save_about(), say::save_changes(), say::saving()];
    form_card(form, "/actions/clients/replace", words, hidden, form::fields(form, Some(client)))
}

fn deletion(client: &ClientView) -> AnyView {
    let (id, application) = (client.client_id.as_str(), client.application.as_str());
    let words = [say::client_delete_opener(), say::client_delete(), say::client_delete_about()];
    let hidden = [("id", id), ("application", application)];
    deletion_card(FormState::new(Form::DeleteClient), "/actions/clients/delete", id, words, &hidden)
}
