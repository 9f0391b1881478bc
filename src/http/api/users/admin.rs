//! Administration of accounts.

use super::{Bearer, CREATED, Id, Json, Problem, Query, gone, not_found, user_response};
use crate::{
    accounts::{Accounts, SetupLink},
    http::{
        api::{etag::ETAG, json},
        openapi::{Access, Endpoint, Tag, examples},
    },
    shared::{
        api_tokens::Scope,
        awaiting_password::InvitationView,
        bulk::{BulkReport, BulkRequest, UserAction},
        error::ErrorCode,
        ids::SessionId,
        requests::InviteUserRequest,
        strict::NoFields,
        views::{SessionView, UserView},
    },
};
use axum::{
    extract::{Path, Request, State, rejection::PathRejection},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;

pub(super) fn endpoints() -> Vec<Endpoint> {
    let mut endpoints = account_endpoints();
    endpoints.extend(bulk_endpoints());
    endpoints.extend(session_endpoints());
    endpoints
}

fn account_endpoints() -> Vec<Endpoint> {
    let endpoints = [
        Endpoint::post("/api/users", invite, "createUser", "Create an account for somebody")
            .about(
                "Its owner chooses the password with a one-time link, which is valid for 72 hours and is returned as `setup_url`. With \
                 `\"invite\": true` the link is sent to the address of the account instead, and the response has `invitation`.",
            )
            .scopes(&[Scope::UsersWrite])
            .body::<InviteUserRequest>(json!({ "email": "ada@example.org", "name": "Ada Lovelace" }))
            .returns(201, "The account and the link.", &Invited::example())
            .with_header("Location", "The path of the account.")
            .errors(&[ErrorCode::UsernameTaken, ErrorCode::EmailTaken])
            .idempotent(),
        Endpoint::post("/api/users/{id}/restore", restore, "restoreUser", "Restore a deleted account")
            .scopes(&[Scope::UsersWrite])
            .returns(200, "The account, with the status that it had.", &examples::user())
            .with_header("ETag", ETAG),
        Endpoint::post("/api/users/{id}/purge", purge, "purgeUser", "Delete an account permanently")
            .about("Only an account that was deleted before.")
            .scopes(&[Scope::UsersWrite])
            .done(204, "The account no longer exists.")
            .with_header("Link", CREATED)
            .errors(&[ErrorCode::NotDeleted]),
        Endpoint::post("/api/users/{id}/password-reset", password_reset, "createPasswordLink", "Create a password link")
            .about("A one-time link with which the user chooses a password, valid for 30 minutes. Not for oneself.")
            .returns(201, "The link.", &ResetView { reset_url: examples::link() })
            .errors(&[ErrorCode::Disabled])
            .idempotent(),
    ];
    endpoints.into_iter().map(|endpoint| endpoint.tag(Tag::Users).access(Access::Administrator)).collect()
}

fn bulk_endpoints() -> impl Iterator<Item = Endpoint> {
    let endpoints = [
        Endpoint::post("/api/users/bulk", bulk, "changeUsers", "Change many accounts")
            .about(
                "Either the accounts in `ids`, or all that match `filter`. A large change is made in several requests: send the same \
                 request with the `rest` of the response until there is none. Unknown fields are rejected.",
            )
            .body::<BulkRequest>(json!({ "action": "disable", "ids": [examples::ADA] }))
            .returns(200, "What was changed.", &examples::bulk_report()),
        Endpoint::post("/api/users/bulk/{bulk_id}/undo", undo_bulk, "undoChangeOfUsers", "Undo a change of many accounts")
            .about("Accounts that were changed since keep their values. Unknown fields are rejected.")
            .optional_body::<NoFields>(json!({}))
            .returns(200, "What was changed back.", &examples::bulk_report()),
    ];
    let described =
        |endpoint: Endpoint| endpoint.tag(Tag::Users).access(Access::Administrator).scopes(&[Scope::UsersWrite]);
    endpoints.into_iter().map(described)
}

fn session_endpoints() -> impl Iterator<Item = Endpoint> {
    let endpoints = [
        Endpoint::get("/api/users/{id}/sessions", sessions, "listSessions", "List the sessions of an account")
            .scopes(&[Scope::UsersRead])
            .returns(200, "The active sessions.", &Sessions::example()),
        Endpoint::delete("/api/users/{id}/sessions", end_sessions, "endSessions", "End the sessions of an account")
            .about("Of the own account, all except the one of the request.")
            .done(204, "The sessions have ended."),
        Endpoint::delete("/api/users/{id}/sessions/{session_id}", end_session, "endSession", "End a session")
            .done(204, "The session has ended."),
    ];
    endpoints.into_iter().map(|endpoint| endpoint.tag(Tag::Sessions).access(Access::OwnerOrAdministrator))
}

/// A new account, and the one-time link with which its owner chooses a password, or the invitation that contains it.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "NewUser")]
struct Invited {
    user: UserView,
    #[serde(skip_serializing_if = "Option::is_none")]
    setup_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    invitation: Option<InvitationView>,
}

impl Invited {
    fn example() -> Self {
        Self { user: examples::user(), setup_url: Some(examples::link()), invitation: None }
    }
}

async fn invite(
    State(accounts): State<Accounts>,
    Bearer(caller): Bearer,
    Json(request): Json<InviteUserRequest>,
) -> Result<Response, Problem> {
    let (user, link) = accounts.invite_user(&caller, request).await?;
    let location = HeaderValue::from_str(&format!("/api/users/{}", user.id)).ok();
    let (setup_url, invitation) = match link {
        SetupLink::Shown(link) => (Some(link.url), None),
        SetupLink::Mailed(invitation) => (None, Some(invitation)),
    };
    let invited = Invited { user: accounts.view_of(&user, &caller), setup_url, invitation };
    let mut response = (StatusCode::CREATED, Json(invited)).into_response();
    response.headers_mut().extend(location.map(|path| (header::LOCATION, path)));
    Ok(response)
}

async fn restore(State(accounts): State<Accounts>, Bearer(caller): Bearer, Id(id): Id) -> Result<Response, Problem> {
    let user = accounts.change_status(&caller, id, UserAction::Restore).await?;
    Ok(user_response(&accounts, &user, &caller))
}

async fn purge(State(accounts): State<Accounts>, Bearer(caller): Bearer, Id(id): Id) -> Result<Response, Problem> {
    accounts.purge_user(&caller, id).await?;
    Ok(gone(&accounts, &caller, id).await)
}

/// A password link.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "PasswordLink")]
struct ResetView {
    reset_url: String,
}

async fn password_reset(
    State(accounts): State<Accounts>,
    Bearer(caller): Bearer,
    Id(id): Id,
) -> Result<Response, Problem> {
    let link = accounts.issue_password_link(&caller, id).await?;
    Ok((StatusCode::CREATED, Json(ResetView { reset_url: link.url })).into_response())
}

async fn bulk(
    State(accounts): State<Accounts>,
    Bearer(caller): Bearer,
    Query(parameters): Query<NoFields>,
    Json(request): Json<BulkRequest>,
) -> Result<Json<BulkReport>, Problem> {
    parameters.unknown.refuse()?;
    Ok(Json(accounts.change_many(&caller, &request).await?))
}

async fn undo_bulk(
    State(accounts): State<Accounts>,
    Bearer(caller): Bearer,
    path: Result<Path<String>, PathRejection>,
    Query(parameters): Query<NoFields>,
    request: Request,
) -> Result<Json<BulkReport>, Problem> {
    let bulk = path.ok().and_then(|path| path.parse().ok()).ok_or_else(not_found)?;
    // A misspelt parameter or field could mean that the client expects a smaller change.
    parameters.unknown.refuse()?;
    if let Some(body) = json::read_optional::<NoFields>(request).await? {
        body.unknown.refuse()?;
    }
    Ok(Json(accounts.undo_many(&caller, bulk).await?))
}

/// The active sessions of an account.
#[derive(Serialize, JsonSchema)]
pub struct Sessions {
    sessions: Vec<SessionView>,
}

impl Sessions {
    pub fn new(sessions: Vec<SessionView>) -> Json<Self> {
        Json(Self { sessions })
    }

    pub fn example() -> Self {
        Self { sessions: vec![examples::session()] }
    }
}

async fn sessions(
    State(accounts): State<Accounts>,
    Bearer(caller): Bearer,
    Id(id): Id,
) -> Result<Json<Sessions>, Problem> {
    Ok(Sessions::new(accounts.list_sessions(&caller, id).await?))
}

async fn end_sessions(
    State(accounts): State<Accounts>,
    Bearer(caller): Bearer,
    Id(id): Id,
) -> Result<StatusCode, Problem> {
    accounts.end_sessions_of(&caller, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn end_session(
    State(accounts): State<Accounts>,
    Bearer(caller): Bearer,
    path: Result<Path<(String, String)>, PathRejection>,
) -> Result<StatusCode, Problem> {
    let Path((id, session)) = path.map_err(|_| not_found())?;
    let id = id.parse().map_err(|_| not_found())?;
    let session: SessionId = session.parse().map_err(|_| not_found())?;
    accounts.end_session_of(&caller, id, session).await?;
    Ok(StatusCode::NO_CONTENT)
}
