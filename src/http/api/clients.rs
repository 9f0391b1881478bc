//! `/api/applications/{name}/clients` and `/api/clients`: OpenID Connect clients of applications and their secrets, for
//! administrators.

use super::super::openapi::{Access, Endpoint, Tag, examples};
use super::extract::{Bearer, InPath, Optional, Query};
use super::json::{Answer, Json, created};
use crate::accounts::ClientPreview;
use crate::language::Message;
use crate::shared::api_tokens::Scope;
use crate::shared::client_reports::ClientUserListView;
use crate::shared::clients::ClientListView;
use crate::shared::refusals::RefusalListView;
use crate::shared::{
    AppError, ClientId, ClientRequest, ClientSecretId, ClientSecretRequest, ClientUserView, ClientView, ErrorCode,
    LocalPath, RefusalId, Text, UserId,
};
use axum::response::Response;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

pub fn endpoints() -> Vec<Endpoint> {
    let endpoints = definitions().into_iter().chain(secrets()).chain(reports()).chain(refusals());
    let of_scope = |endpoint: Endpoint| endpoint.access(Access::Administrator).scopes(&[Scope::ApplicationsWrite]);
    endpoints.map(|endpoint| of_scope(endpoint).tag(Tag::APPLICATIONS)).collect()
}

fn definitions() -> [Endpoint; 7] {
    [
        Endpoint::get("/api/applications/{name}/clients", list, "listClients", "List the clients of an application")
            .about("By id, including those that a file of the operator defines.")
            .returns(200, "The clients.", &ClientListView { clients: vec![examples::client()] }),
        Endpoint::post("/api/applications/{name}/clients", create, "createClient", "Create a client of an application")
            .asks()
            .about("The application decides who may enter, and what the client may learn. A confidential client gets a secret.")
            .body::<ClientRequest>(request())
            .returns(201, "The client, with its first secret, which cannot be read later.", &examples::new_client())
            .with_header("Location", "The path of the client.")
            .errors(&[ErrorCode::ApplicationTaken])
            .idempotent(),
        Endpoint::get("/api/clients/{client_id}", show, "getClient", "Read a client").returns(
            200,
            "The client.",
            &examples::client(),
        ),
        Endpoint::put("/api/clients/{client_id}", replace, "replaceClient", "Replace a client")
            .asks()
            .about(
                "Missing fields get their defaults. The id, the application and the secrets stay. A client of a file can be changed \
                 there only.",
            )
            .body::<ClientRequest>(request())
            .returns(200, "The client.", &examples::client())
            .errors(&[ErrorCode::ApplicationTaken]),
        Endpoint::delete("/api/clients/{client_id}", delete, "deleteClient", "Delete a client")
            .asks()
            .about("With its secrets and all that was granted to it. A client of a file can be removed there only.")
            .done(204, "The client no longer exists.")
            .errors(&[ErrorCode::ApplicationTaken]),
        Endpoint::post("/api/clients/{client_id}/close", close, "closeClient", "Close a client for a while")
            .asks()
            .about(
                "From the next request on nobody signs in with it, and its tokens count nothing: `unauthorized_client`. What people have \
                 granted to it stays. A client of a file can be closed there only.",
            )
            .returns(200, "The client.", &examples::client())
            .errors(&[ErrorCode::ApplicationTaken]),
        Endpoint::post("/api/clients/{client_id}/open", open, "openClient", "Open a client again")
            .asks()
            .returns(200, "The client.", &examples::client())
            .errors(&[ErrorCode::ApplicationTaken]),
    ]
}

fn secrets() -> [Endpoint; 2] {
    [
        Endpoint::post("/api/clients/{client_id}/secrets", add_secret, "addClientSecret", "Add a secret to a client")
            .asks()
            .about(
                "A client may have several secrets at a time, so that one can replace another without downtime. An own one is for \
                 moving in.",
            )
            .optional_body::<ClientSecretRequest>(json!({ "expires_in": "90d" }))
            .returns(201, "The secret, which cannot be read later.", &examples::new_client_secret())
            .errors(&[ErrorCode::ApplicationTaken])
            .idempotent(),
        Endpoint::delete(
            "/api/clients/{client_id}/secrets/{secret}",
            remove_secret,
            "removeClientSecret",
            "Remove a secret of a client",
        )
        .asks()
        .done(204, "The client can no longer use the secret.")
        .errors(&[ErrorCode::ApplicationTaken]),
    ]
}

fn reports() -> [Endpoint; 2] {
    [
        Endpoint::get(
            "/api/clients/{client_id}/users",
            list_users,
            "listClientUsers",
            "List who has access with a client",
        )
        .about(
            "The accounts to which the client has access, the last used first; at most 100. An API token also needs the scope \
             `users:read`.",
        )
        .returns(200, "The accounts.", &ClientUserListView { users: vec![user()] }),
        Endpoint::get(
            "/api/clients/{client_id}/preview",
            preview,
            "previewClient",
            "Read what a client would learn of a user",
        )
        .about("If it asked for all scopes. It takes no sign-in. An API token also needs the scope `users:read`.")
        .query::<PreviewQuery>()
        .returns(200, "The claims.", &example_of_preview()),
    ]
}

fn refusals() -> [Endpoint; 2] {
    [
        Endpoint::get(
            "/api/clients/{client_id}/refusals",
            list_refusals,
            "listClientRefusals",
            "List what a client was refused",
        )
        .about(
            "The last 50, each with how often it happened, for 30 days after it last did. What was refused a few seconds ago may be \
             missing. Strangers can cause what `by_client` is false for.",
        )
        .returns(200, "The refusals, the last first.", &RefusalListView { refusals: vec![examples::refusal()] }),
        Endpoint::post(
            "/api/clients/{client_id}/refusals/{refusal}/mend",
            mend_refusal,
            "mendClientRefusal",
            "Change a client so that it is not refused this again",
        )
        .asks()
        .about(
            "As `mend` of the refusal says; 422 if it is null. A client of a file can be changed there only. Look at an address before \
             you register it: anybody can have sent it.",
        )
        .returns(200, "The client.", &examples::client())
        .errors(&[ErrorCode::ApplicationTaken, ErrorCode::ValidationFailed]),
    ]
}

/// An example of a request.
fn request() -> Value {
    json!({ "client_id": "wiki", "redirect_uris": ["https://wiki.example.org/callback"] })
}

fn user() -> ClientUserView {
    ClientUserView {
        id: examples::ADA,
        username: "ada".to_owned(),
        scopes: vec!["openid".to_owned(), "profile".to_owned()],
        is_offline: false,
        since: examples::NOW,
        last_used_at: examples::NOW,
    }
}

/// The account.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(default)]
struct PreviewQuery {
    /// The username, the email address or the id of the user.
    #[schemars(with = "String", length(max = 254))]
    user: Text,
}

/// What a client would learn of a user.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ClientPreview")]
struct ClientPreviewView {
    id: UserId,
    username: String,
    /// Whether the user would get in: the client is open, and its application admits the account. Otherwise the client learns nothing.
    may_enter: bool,
    /// What it gets of all scopes.
    scopes: Vec<String>,
    /// The claims of the ID token, without those that are different each time.
    id_token: Map<String, Value>,
    /// The answer of the userinfo endpoint.
    userinfo: Map<String, Value>,
    /// What an access token tells the APIs of the client. Empty if it has none.
    access_token: Map<String, Value>,
    /// What may surprise, in sentences. Usually empty.
    notes: Vec<Message>,
}

impl From<ClientPreview> for ClientPreviewView {
    fn from(preview: ClientPreview) -> Self {
        let ClientPreview { user, may_enter, scopes, id_token, userinfo, access_token, notes } = preview;
        let scopes = scopes.names().map(ToOwned::to_owned).collect();
        let username = user.username.clone();
        Self { id: user.id, username, may_enter, scopes, id_token, userinfo, access_token, notes }
    }
}

fn example_of_preview() -> ClientPreviewView {
    let claims = |json: Value| json.as_object().cloned().unwrap_or_default();
    ClientPreviewView {
        id: examples::ADA,
        username: "ada".to_owned(),
        may_enter: true,
        scopes: vec!["openid".to_owned(), "email".to_owned()],
        id_token: claims(json!({ "sub": examples::ADA, "iss": "https://auth.example.com", "aud": "wiki" })),
        userinfo: claims(json!({ "sub": examples::ADA, "email": "ada@example.org", "email_verified": true })),
        access_token: claims(json!({ "groups": ["editors"] })),
        notes: Vec::new(),
    }
}

async fn list(who: Bearer, InPath(name): InPath<String>) -> Answer<ClientListView> {
    // An application that does not exist is not found, in contrast to one without clients.
    who.accounts.applications().show_application(&who.caller, &name).await?;
    Ok(Json(ClientListView { clients: who.accounts.clients().list_clients(&who.caller, &name).await? }))
}

async fn create(
    who: Bearer,
    InPath(name): InPath<String>,
    Json(request): Json<ClientRequest>,
) -> Result<Response, AppError> {
    let new = who.accounts.clients().create_client(&who.caller, &name, request).await?;
    Ok(created(&path_of(&new.client.client_id), Json(new)))
}

/// The id may have characters that a path escapes.
fn path_of(id: &ClientId) -> String {
    format!("/api{}", LocalPath::client(id))
}

handlers! {
    show(who, InPath(id): InPath<String>) -> ClientView = clients.show_client(&id);
    replace(who, InPath(id): InPath<String>, Json(request): Json<ClientRequest>) -> ClientView
        = clients.replace_client(&id, request);
    delete(who, InPath(id): InPath<String>) = clients.delete_client(&id);
    close(who, InPath(id): InPath<String>) -> ClientView = clients.close_client(&id);
    open(who, InPath(id): InPath<String>) -> ClientView = clients.open_client(&id);
    remove_secret(who, InPath((id, secret)): InPath<(String, ClientSecretId)>) = clients.remove_client_secret(&id, secret);
    list_users(who, InPath(id): InPath<String>) -> ClientUserListView { users } = clients.list_client_users(&id);
    list_refusals(who, InPath(id): InPath<String>) -> RefusalListView { refusals } = clients.list_client_refusals(&id);
    mend_refusal(who, InPath((id, refusal)): InPath<(String, RefusalId)>) -> ClientView
        = clients.mend_client_refusal(&id, refusal);
}

async fn add_secret(
    who: Bearer,
    InPath(id): InPath<String>,
    Optional(request): Optional<ClientSecretRequest>,
) -> Result<Response, AppError> {
    let new = who.accounts.clients().add_client_secret(&who.caller, &id, request).await?;
    let path = format!("{}/secrets/{}", path_of(&ClientId::from_stored(id)), new.details.id);
    Ok(created(&path, Json(new)))
}

async fn preview(
    who: Bearer,
    InPath(id): InPath<String>,
    Query(query): Query<PreviewQuery>,
) -> Answer<ClientPreviewView> {
    Ok(Json(who.accounts.clients().preview_client(&who.caller, &id, query.user.as_str()).await?.into()))
}
