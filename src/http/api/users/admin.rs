//! Administration of accounts.

use super::{Bearer, Id, Json, Problem, Query, not_found, user_response};
use crate::{
    accounts::{Accounts, Caller, SetupLink},
    http::api::json,
    shared::{
        directory::{BulkReport, BulkRequest, UserAction},
        ids::SessionId,
        invitations::InvitationView,
        requests::InviteUserRequest,
        strict::NoFields,
        views::{SessionView, UserView},
    },
};
use axum::{
    extract::{Path, Request, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;

/// A new account, and the one-time link with which its owner chooses a password, or the invitation that contains it.
#[derive(Serialize)]
struct Invited {
    user: UserView,
    #[serde(skip_serializing_if = "Option::is_none")]
    setup_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    invitation: Option<InvitationView>,
}

pub(super) async fn invite(
    State(accounts): State<Accounts>,
    who: Bearer,
    caller: Caller,
    Json(request): Json<InviteUserRequest>,
) -> Result<Response, Problem> {
    let (user, link) = accounts.invite_user(&who.principal(), &caller, request).await?;
    let location = HeaderValue::from_str(&format!("/api/users/{}", user.id)).ok();
    let (setup_url, invitation) = match link {
        SetupLink::Shown(link) => (Some(link.url), None),
        SetupLink::Mailed(invitation) => (None, Some(invitation)),
    };
    let invited = Invited { user: accounts.view_of(&user, &who.principal()), setup_url, invitation };
    let mut response = (StatusCode::CREATED, Json(invited)).into_response();
    response.headers_mut().extend(location.map(|path| (header::LOCATION, path)));
    Ok(response)
}

pub(super) async fn restore(
    State(accounts): State<Accounts>,
    who: Bearer,
    caller: Caller,
    Id(id): Id,
) -> Result<Response, Problem> {
    let user = accounts.change_status(&who.principal(), &caller, id, UserAction::Restore).await?;
    Ok(user_response(&accounts, &user, &who.principal()))
}

pub(super) async fn purge(
    State(accounts): State<Accounts>,
    who: Bearer,
    caller: Caller,
    Id(id): Id,
) -> Result<StatusCode, Problem> {
    accounts.purge_user(&who.principal(), &caller, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Serialize)]
struct ResetView {
    reset_url: String,
}

pub(super) async fn password_reset(
    State(accounts): State<Accounts>,
    who: Bearer,
    caller: Caller,
    Id(id): Id,
) -> Result<Response, Problem> {
    let link = accounts.issue_password_link(&who.principal(), &caller, id).await?;
    Ok((StatusCode::CREATED, Json(ResetView { reset_url: link.url })).into_response())
}

pub(super) async fn bulk(
    State(accounts): State<Accounts>,
    who: Bearer,
    caller: Caller,
    Query(parameters): Query<NoFields>,
    Json(request): Json<BulkRequest>,
) -> Result<Json<BulkReport>, Problem> {
    parameters.unknown.refuse()?;
    Ok(Json(accounts.change_many(&who.principal(), &caller, &request).await?))
}

pub(super) async fn undo_bulk(
    State(accounts): State<Accounts>,
    who: Bearer,
    caller: Caller,
    path: Path<String>,
    Query(parameters): Query<NoFields>,
    request: Request,
) -> Result<Json<BulkReport>, Problem> {
    let bulk = path.parse().map_err(|_| not_found())?;
    // A misspelt parameter or field could mean that the client expects a smaller change.
    parameters.unknown.refuse()?;
    if let Some(body) = json::read_optional::<NoFields>(request).await? {
        body.unknown.refuse()?;
    }
    Ok(Json(accounts.undo_many(&who.principal(), &caller, bulk).await?))
}

/// The active sessions of an account.
#[derive(Serialize)]
pub struct Sessions {
    sessions: Vec<SessionView>,
}

impl Sessions {
    pub fn new(sessions: Vec<SessionView>) -> Json<Self> {
        Json(Self { sessions })
    }
}

pub(super) async fn sessions(
    State(accounts): State<Accounts>,
    who: Bearer,
    Id(id): Id,
) -> Result<Json<Sessions>, Problem> {
    Ok(Sessions::new(accounts.list_sessions(&who.principal(), id).await?))
}

pub(super) async fn end_sessions(
    State(accounts): State<Accounts>,
    who: Bearer,
    caller: Caller,
    Id(id): Id,
) -> Result<StatusCode, Problem> {
    accounts.end_sessions_of(&who.principal(), &caller, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(super) async fn end_session(
    State(accounts): State<Accounts>,
    who: Bearer,
    caller: Caller,
    Path((id, session)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    let id = id.parse().map_err(|_| not_found())?;
    let session: SessionId = session.parse().map_err(|_| not_found())?;
    accounts.end_session_of(&who.principal(), &caller, id, session).await?;
    Ok(StatusCode::NO_CONTENT)
}
