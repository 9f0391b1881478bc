//! `/api/auth/email/undo`: undoes a change of the email address.

use super::{super::state::AppState, json::Json};
use crate::{
    accounts::{Accounts, Caller, LinkHolder},
    shared::requests::LinkRequest,
    web::problem::Problem,
};
use axum::{Router, extract::State, http::StatusCode, routing::post};

pub fn routes() -> Router<AppState> {
    Router::new().route("/api/auth/email/undo", post(undo))
}

async fn undo(
    State(accounts): State<Accounts>,
    caller: Caller,
    Json(request): Json<LinkRequest>,
) -> Result<StatusCode, Problem> {
    accounts.undo_email_change(&caller, request.token.as_str(), LinkHolder::Api).await?;
    Ok(StatusCode::NO_CONTENT)
}
