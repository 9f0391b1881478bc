//! Invitations, for administrators: `/api/invitations`, and `/api/users/{id}/invitation`.

use super::{super::state::AppState, bearer::Bearer, json::Json, users::Id};
use crate::{
    accounts::{Accounts, Caller},
    shared::invitations::{InvitationListView, InvitationView},
    web::problem::Problem,
};
use axum::{Router, extract::State, http::StatusCode, routing::get};

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/api/invitations", get(list))
        .route("/api/users/{id}/invitation", get(show).post(send).delete(revoke))
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
