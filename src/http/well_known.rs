//! What browsers and password managers look for: the page where the password is changed (W3C, A Well-Known URL for Changing
//! Passwords), and those for passkeys (W3C, A Well-Known URL for Relying Party Passkey Endpoints).

use super::state::AppState;
use crate::accounts::Accounts;
use crate::shared::AppError;
use crate::ui::routes::SECURITY;
use crate::web::problem;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Json, Router};
use serde::Serialize;

/// These routes are the same for everybody, so they need no authentication and are not rate-limited.
pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/.well-known/change-password", get(change_password))
        .route("/.well-known/passkey-endpoints", get(passkey_endpoints))
}

/// Where passkeys are made and managed.
#[derive(Serialize)]
struct PasskeyEndpoints {
    enroll: String,
    manage: String,
}

/// The page itself leads those who are signed out through the sign-in.
async fn change_password() -> impl IntoResponse {
    (StatusCode::FOUND, [(header::LOCATION, format!("{}#change-password", SECURITY.path))])
}

async fn passkey_endpoints(State(accounts): State<Accounts>) -> Result<Json<PasskeyEndpoints>, AppError> {
    accounts.factors().relying_party().map_err(|_| problem::not_found())?;
    // One section has both.
    let page = format!("{}{}#passkeys", accounts.settings().issuer, SECURITY.path);
    Ok(Json(PasskeyEndpoints { enroll: page.clone(), manage: page }))
}
