//! `/api/programs`: the programs that are known, and connecting one; and what goes into the settings of one that is connected.

use super::super::openapi::{Access, Endpoint, Tag, examples};
use super::extract::{Bearer, InPath};
use super::json::{Json, created};
use crate::shared::api_tokens::Scope;
use crate::shared::programs::{
    ConnectRequest, ConnectedView, PasteListView, PasteView, ProgramGroup, ProgramListView, ProgramPkce,
    ProgramTrialView, ProgramView,
};
use crate::shared::{AppError, ClientKind, ErrorCode, GrantKind, LocalPath};
use axum::response::Response;
use serde_json::json;

pub fn endpoints() -> Vec<Endpoint> {
    let endpoints = [
        Endpoint::get("/api/programs", list, "listPrograms", "List the programs that are known")
            .about("What a client for each has to be. `{url}` in an address is that of the program.")
            .returns(200, "The programs.", &ProgramListView { programs: vec![program()] }),
        Endpoint::post("/api/programs/{program}", connect, "connectProgram", "Connect a program")
            .asks()
            .about(
                "Creates an application, and a client of it with what is known of the program: its redirect addresses, whether it uses \
                 PKCE, and where it reads claims. `another` is a program that is not known. Behind a proxy there is no client.",
            )
            .body::<ConnectRequest>(json!({ "url": "https://grafana.example.org", "groups": ["editors"] }))
            .returns(201, "The application and its client, with its first secret, which cannot be read later.", &connected())
            .with_header("Location", "The path of the client, or else of the application.")
            .errors(&[ErrorCode::ApplicationTaken])
            .idempotent(),
        Endpoint::get("/api/clients/{client_id}/paste", paste, "pasteClient", "Read what goes into the settings of a program")
            .about("With the values of the client. `{client_secret}` is the place of the secret, which is shown once.")
            .returns(200, "The parts.", &PasteListView { parts: vec![part()] }),
    ];
    let of_scope = |endpoint: Endpoint| endpoint.access(Access::Administrator).scopes(&[Scope::ApplicationsWrite]);
    endpoints.into_iter().map(|endpoint| of_scope(endpoint).tag(Tag::APPLICATIONS)).collect()
}

fn program() -> ProgramView {
    ProgramView {
        id: "grafana".to_owned(),
        title: "Grafana".to_owned(),
        also: "dashboards monitoring".to_owned(),
        group: ProgramGroup::Operations,
        kind: ClientKind::Confidential,
        redirect_uris: vec!["{url}/login/generic_oauth".to_owned()],
        post_logout_redirect_uris: vec!["{url}/login".to_owned()],
        backchannel_logout_uri: None,
        pkce: ProgramPkce::WhenTold,
        id_token_claims: false,
        groups_claim: Some("groups".to_owned()),
        grants: vec![GrantKind::AuthorizationCode],
        tried: Some(ProgramTrialView {
            version: None,
            address: Some("https://grafana.com/docs/".to_owned()),
            on: "2026-11-28".to_owned(),
        }),
        guide: None,
    }
}

fn part() -> PasteView {
    let text = "[auth.generic_oauth]\nenabled = true\nclient_id = grafana\nclient_secret = {client_secret}";
    PasteView { place: "grafana.ini".to_owned(), text: text.to_owned() }
}

fn connected() -> ConnectedView {
    ConnectedView {
        application: examples::application(),
        client: Some(examples::client()),
        secret: Some(examples::new_client_secret()),
        paste: vec![part()],
    }
}

handlers! {
    list(who) -> ProgramListView { programs } = clients.list_programs();
    paste(who, InPath(id): InPath<String>) -> PasteListView { parts } = clients.show_paste(&id);
}

async fn connect(
    who: Bearer,
    InPath(program): InPath<String>,
    Json(request): Json<ConnectRequest>,
) -> Result<Response, AppError> {
    let connected = who.accounts.clients().connect_program(&who.caller, request.connecting(&program)).await?;
    let path = match &connected.client {
        Some(client) => LocalPath::client(&client.client_id),
        None => LocalPath::application(&connected.application.name),
    };
    Ok(created(&format!("/api{path}"), Json(connected)))
}
