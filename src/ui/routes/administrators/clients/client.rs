//! `/clients/{client}` and the addresses of its parts: what they have in common, and the warnings on the first.

use super::facts::about;
use super::{connect, preview, secrets, settings};
use crate::actions::clients::show_client;
use crate::shared::next::ClientPart;
use crate::shared::{ClientData, ClientId, ClientKind, LocalPath};
use crate::ui::components::{AppLayout, SubjectHeading, Tone, alert, back_to, write_logo};
use crate::ui::embedded::embedded;
use crate::ui::markup::element;
use crate::ui::routes::administrators::definition::warning;
use crate::ui::routes::administrators::loaded::{loaded, shown};
use crate::ui::routes::administrators::say;
use crate::ui::{ClientState, page_data, write_markup};
use leptos::prelude::*;
use leptos::tachys::html::InertElement;
use leptos_router::hooks::use_params_map;

/// What a part shows, and beside it, what one should know. The flag: whether the server has rendered the page.
type Content = fn(&ClientData, bool) -> (AnyView, Option<AnyView>);

#[component]
pub fn ClientPage() -> impl IntoView {
    page_of(ClientPart::Connect, connect::content)
}

#[component]
pub fn ClientSettingsPage() -> impl IntoView {
    page_of(ClientPart::Settings, settings::content)
}

#[component]
pub fn ClientAccessPage() -> impl IntoView {
    page_of(ClientPart::Access, preview::content)
}

#[component]
pub fn ClientSecretsPage() -> impl IntoView {
    page_of(ClientPart::Secrets, secrets::content)
}

fn page_of(part: ClientPart, content: Content) -> AnyView {
    let id = use_params_map().with_untracked(|params| params.get("client").unwrap_or_default());
    let data = embedded(|| page_data!(Client).map(|data| *data));
    let is_embedded = data.is_some();
    let page = LocalPath::client_part(&ClientId::from_stored(id.clone()), part);
    let loaded = loaded(data, page, move || show_client(id.clone(), String::new()));
    let words = [say::client(), say::client_loading(), say::client_not_loaded()];
    view! {
        <AppLayout>
            {shown(loaded, words, move |data| framed(part, data, is_embedded, content(data, is_embedded)))}
        </AppLayout>
    }
    .into_any()
}

/// `is_embedded`: then the policy of the document allows the logo.
fn framed(
    part: ClientPart,
    data: &ClientData,
    is_embedded: bool,
    (main, aside): (AnyView, Option<AnyView>),
) -> AnyView {
    let client = &data.client;
    let logo = client.definition.logo().filter(|_| is_embedded);
    let logo = logo.map(|logo| element(|out| write_logo(out, logo)).into_any());
    let back = LocalPath::application(&client.application);
    let title = if data.title.is_empty() { client.application.to_string() } else { data.title.clone() };
    view! {
        {back_to(back.as_str(), &title)}
        <SubjectHeading text=client.client_id.to_string()/>
        {about(data, ClientState::current().now())}
        {tabs(data, part)}
        <div class="two">
            <div>{logo} {main}</div>
            {aside.map(|aside| view! { <aside>{aside}</aside> })}
        </div>
    }
    .into_any()
}

/// Links to the parts, and to the people who may enter its application. A public client has no secrets.
fn tabs(data: &ClientData, current: ClientPart) -> InertElement {
    let client = &data.client;
    let parts = [
        (ClientPart::Connect, say::client_part_connect(), 0),
        (ClientPart::Settings, say::client_part_settings(), 0),
        (ClientPart::Access, say::client_part_access(), data.users.len()),
        (ClientPart::Secrets, say::client_secrets(), client.secrets.len()),
    ];
    let is_public = client.definition.kind == ClientKind::Public;
    let people = LocalPath::application_people(&client.application);
    element(|out| {
        write_markup!(out; "<nav class=\"tabs mt-6\" aria-label=\"" (client.client_id.as_str()) "\">");
        for (part, label, count) in parts.into_iter().filter(|(part, ..)| !(is_public && *part == ClientPart::Secrets))
        {
            let page = LocalPath::client_part(&client.client_id, part);
            write_markup!(out; "<a href=\"" (page.as_str()) "\"");
            out.add(if part == current { " aria-current=\"page\">" } else { ">" });
            out.text(label);
            if count > 0 {
                write_markup!(out; "<span class=\"ml-1.5 text-ink-subtle\">" (&count.to_string()) "</span>");
            }
            out.add("</a>");
            if part == ClientPart::Connect {
                // `rel=external`: the server reads what that page shows.
                write_markup!(out; "<a rel=\"external\" href=\"" (people.as_str()) "\">" (say::application_people()) "</a>");
            }
        }
        out.add("</nav>");
    })
}

/// What an administrator should change.
pub fn warnings(data: &ClientData) -> AnyView {
    let broken = warning(say::client_needs_change(), &data.client.problems);
    let is_excused = !data.client.definition.require_pkce;
    let excused = is_excused.then(|| {
        // It would not notice if PKCE was required.
        let more = if data.sends_pkce { say::client_sends_pkce() } else { say::client_without_pkce() };
        alert(Tone::Warning, say::client_pkce_not_required(), more.into_any())
    });
    let left_out = warning(say::client_groups_missing(), &data.left_out);
    view! {
        {closed(data)}
        {broken}
        {excused}
        {left_out}
    }
    .into_any()
}

fn closed(data: &ClientData) -> Option<AnyView> {
    let settings = LocalPath::client_part(&data.client.client_id, ClientPart::Settings);
    data.client.definition.closed.then(|| {
        let more = view! {
            {say::client_closed_about()} " "
            <a href=settings.to_string()>{say::client_open_in_settings()}</a>
        };
        alert(Tone::Warning, say::client_is_closed(), more.into_any())
    })
}
