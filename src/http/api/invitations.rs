//! Invitations, for administrators: `/api/invitations`, and `/api/users/{id}/invitation`.

use super::{
    super::openapi::{Access, Endpoint, Tag, examples},
    bearer::Bearer,
    json::Json,
    users::Id,
};
use crate::{
    accounts::{Accounts, Caller},
    shared::{
        api_tokens::Scope,
        error::ErrorCode,
        invitations::{InvitationListView, InvitationView},
    },
    web::problem::Problem,
};
use axum::{extract::State, http::StatusCode};

pub fn endpoints() -> Vec<Endpoint> {
    let endpoints = [
        Endpoint::get("/api/invitations", list, "listInvitations", "List open invitations")
            .about("The newest first, at most 100.")
            .scopes(&[Scope::UsersRead])
            .returns(200, "The open invitations.", &examples::invitations()),
        Endpoint::get("/api/users/{id}/invitation", show, "getInvitation", "Read an open invitation")
            .scopes(&[Scope::UsersRead])
            .returns(200, "The invitation.", &examples::invitation()),
        Endpoint::post("/api/users/{id}/invitation", send, "sendInvitation", "Send an invitation")
            .about(
                "Sends a link to choose a first password to the address of an account without a password. It replaces the previous \
                 one. Not for oneself.",
            )
            .scopes(&[Scope::UsersWrite])
            .returns(202, "The invitation, whose message will be sent.", &examples::invitation())
            .errors(&[ErrorCode::ValidationFailed, ErrorCode::Disabled])
            .idempotent(),
        Endpoint::delete("/api/users/{id}/invitation", revoke, "revokeInvitation", "Revoke an invitation")
            .scopes(&[Scope::UsersWrite])
            .done(204, "The link no longer works."),
    ];
    endpoints.into_iter().map(|endpoint| endpoint.tag(Tag::Invitations).access(Access::Administrator)).collect()
}

async fn list(State(accounts): State<Accounts>, who: Bearer) -> Result<Json<InvitationListView>, Problem> {
    Ok(Json(accounts.list_invitations(&who.principal()).await?))
}

async fn show(State(accounts): State<Accounts>, who: Bearer, Id(id): Id) -> Result<Json<InvitationView>, Problem> {
    Ok(Json(accounts.find_invitation(&who.principal(), id).await?))
}

async fn send(
    State(accounts): State<Accounts>,
    who: Bearer,
    caller: Caller,
    Id(id): Id,
) -> Result<(StatusCode, Json<InvitationView>), Problem> {
    // Accepted, because the message is sent after the response.
    Ok((StatusCode::ACCEPTED, Json(accounts.send_invitation(&who.principal(), &caller, id).await?)))
}

async fn revoke(
    State(accounts): State<Accounts>,
    who: Bearer,
    caller: Caller,
    Id(id): Id,
) -> Result<StatusCode, Problem> {
    accounts.revoke_invitation(&who.principal(), &caller, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
