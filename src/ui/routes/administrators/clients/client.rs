//! `/clients/{client}`: one client.

use super::facts::{facts, last_use};
use super::form;
use super::preview::reports_html;
use super::secrets::{new_secret, secrets_card};
use crate::actions::clients::show_client;
use crate::language::Message;
use crate::shared::applications::ApplicationSource;
use crate::shared::client_reports::ClientData;
use crate::shared::clients::{ClientId, ClientView};
use crate::shared::error::AppError;
use crate::shared::forms::Form;
use crate::shared::next::LocalPath;
use crate::shared::visit::TokenSecret;
use crate::ui::browser::{attributes, handler, live, when_mounted};
use crate::ui::client_state::ClientState;
use crate::ui::components::copy_field::copy_beside;
use crate::ui::components::dialog::danger_card;
use crate::ui::components::form_parts::{FormAlert, PostForm, SubmitButton};
use crate::ui::components::list_parts::{Opener, write_disclosure};
use crate::ui::components::toasts::Toaster;
use crate::ui::components::user::write_logo;
use crate::ui::components::{Alert, AppLayout, Heading, SubjectHeading, Tone, back_to};
use crate::ui::embedded::{embedded, page_data};
use crate::ui::form::FormState;
use crate::ui::markup::{Markup, element, write_markup};
use crate::ui::navigation::Navigator;
use crate::ui::routes::administrators::say;
use leptos::ev::{MouseEvent, SubmitEvent};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_params_map;

/// The client as embedded by the server, or fetched after client-side navigation.
type Loaded = RwSignal<Option<Result<ClientData, AppError>>>;

#[component]
pub fn ClientPage() -> impl IntoView {
    let id = use_params_map().with_untracked(|params| params.get("client").unwrap_or_default());
    let navigator = Navigator::current();
    let data = embedded(|| page_data!(Client).map(|data| *data));
    let is_embedded = data.is_some();
    let page = data.as_ref().map(|data| LocalPath::client(&data.client.client_id));
    let secret = page.and_then(|page| ClientState::current().secret_for(page.as_str()));
    let loaded: Loaded = RwSignal::new(data.map(Ok));
    if !is_embedded {
        when_mounted(move || load(id.clone(), loaded, navigator));
    }
    view! {
        <AppLayout>
            {live(move || loaded.with(|loaded| match loaded {
                Some(Ok(data)) => content(data, secret.clone(), is_embedded),
                Some(Err(error)) => failure(error),
                None => loading(),
            }))}
        </AppLayout>
    }
}

fn load(id: String, loaded: Loaded, navigator: Navigator) {
    let path = LocalPath::client(&ClientId::from_stored(id.clone()));
    spawn_local(async move {
        match show_client(id, String::new()).await {
            Err(error) if error.code.is_signed_out() => navigator.sign_in_again(&path, error),
            outcome => _ = loaded.try_set(Some(outcome)),
        }
    });
}

fn loading() -> AnyView {
    view! { <p {..attributes(&[("class", "sr-only"), ("role", "status")])}>{say::client_loading()}</p> }.into_any()
}

fn failure(error: &AppError) -> AnyView {
    let more = error.detail.say().into_any();
    view! {
        <Heading text=say::client()/>
        <div class="mt-4">
            <Alert tone=Tone::Danger title=say::client_not_loaded() more/>
        </div>
    }
    .into_any()
}

/// `secret`: of a new client, shown once. `is_embedded`: whether the server has rendered the page, so that the policy of the document
/// allows the logo.
fn content(data: &ClientData, secret: Option<TokenSecret>, is_embedded: bool) -> AnyView {
    let (client, state, toaster) = (&data.client, ClientState::current(), Toaster::current());
    let secret = secret.map(new_secret);
    let (definition, deletion) = match client.source {
        ApplicationSource::File => (facts(client), None),
        ApplicationSource::Database => (definition(client), Some(deletion(client))),
    };
    let logo = client.definition.logo().filter(|_| is_embedded);
    let logo = logo.map(|logo| element(|out| write_logo(out, logo)).into_any());
    let copy = move |event: MouseEvent| copy_beside(&event, toaster);
    let back = LocalPath::clients(&client.application);
    let title = if data.title.is_empty() { client.application.to_string() } else { data.title.clone() };
    view! {
        {back_to(back.as_str(), &title)}
        <SubjectHeading text=client.client_id.to_string()/>
        {last_use(client, state.now())}
        <div class="mt-7 grid max-w-192 gap-6">
            {logo}
            {warnings(data)}
            {secret}
            {definition}
            {secrets_card(client, state.now())}
            <div class="grid gap-6" inner_html=reports_html(data, state.now()) on:click=handler(copy)></div>
            {deletion}
        </div>
    }
    .into_any()
}

/// What an administrator should change.
fn warnings(data: &ClientData) -> AnyView {
    let problems = data.client.problems.iter().map(Message::say).collect::<Vec<_>>().join(" ");
    let broken = (!problems.is_empty()).then(|| {
        view! { <Alert tone=Tone::Warning title=say::client_needs_change() more=problems.into_any()/> }
    });
    let is_excused = !data.client.definition.require_pkce;
    let excused = is_excused.then(|| {
        // It would not notice if PKCE was required.
        let more = if data.sends_pkce { say::client_sends_pkce() } else { say::client_without_pkce() };
        view! { <Alert tone=Tone::Warning title=say::client_pkce_not_required() more=more.into_any()/> }
    });
    view! {
        {broken}
        {excused}
    }
    .into_any()
}

fn definition(client: &ClientView) -> AnyView {
    let form = FormState::new(Form::Client);
    let (id, before) = (client.client_id.to_string(), client.updated_at.to_string());
    let fields = form::fields(form, Some(client));
    view! {
        <PostForm action="/actions/clients/replace" class="card" submit=handler(|_: SubmitEvent| ())>
            <input type="hidden" name="before" value=before/>
            <input type="hidden" name="id" value=id/>
            <div class="card-body">
                <h2>{say::details()}</h2>
                {fields}
            </div>
            <div class="card-foot">
                <span>{say::application_save_about()}</span>
                <SubmitButton form label=say::save_changes() busy=say::saving() class="btn btn-primary"/>
            </div>
        </PostForm>
    }
    .into_any()
}

/// Below its button the form asks, with and without JavaScript.
fn deletion(client: &ClientView) -> AnyView {
    let form = FormState::new(Form::DeleteClient);
    let (id, application) = (client.client_id.as_str(), client.application.as_str());
    let label = say::delete_name(id);
    let mut out = Markup::default();
    let opener = say::client_delete_opener();
    let opener = Opener { label: opener, name: opener, class: "btn-danger-line" };
    write_disclosure(&mut out, &opener, "/actions/clients/delete", |out| {
        write_markup!(out;
            "<input type=\"hidden\" name=\"id\" value=\"" (id) "\"><input type=\"hidden\" name=\"application\" value=\"" (application)
            "\"><button class=\"btn btn-danger\" type=\"submit\">" (say::client_delete()) "</button>");
    });
    let html = out.into_html();
    let action = view! {
        <FormAlert form/>
        <div inner_html=html></div>
    };
    danger_card(label, say::client_delete_about().to_owned(), action.into_any())
}
