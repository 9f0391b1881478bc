//! `/api/auth/email`: confirming an email address.

use super::{super::state::AppState, bearer::Bearer, json::Json};
use crate::{
    accounts::{Accounts, Caller, LinkHolder},
    shared::requests::LinkRequest,
    web::problem::Problem,
};
use axum::{Router, extract::State, http::StatusCode, routing::post};

pub fn routes() -> Router<AppState> {
    Router::new().route("/api/auth/email/verify", post(verify)).route("/api/auth/email/verify/resend", post(resend))
}

async fn verify(
    State(accounts): State<Accounts>,
    caller: Caller,
    Json(request): Json<LinkRequest>,
) -> Result<StatusCode, Problem> {
    accounts.confirm_email(&caller, request.token.as_str(), LinkHolder::Api).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn resend(State(accounts): State<Accounts>, who: Bearer, caller: Caller) -> Result<StatusCode, Problem> {
    accounts.resend_confirmation(&who.0, &caller).await?;
    Ok(StatusCode::ACCEPTED)
}
