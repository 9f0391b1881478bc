//! `/api/auth/email/undo`: undoes a change of the email address.

use super::{
    super::openapi::{Access, Endpoint, Tag, examples},
    json::Json,
};
use crate::{
    accounts::{Accounts, Caller, LinkHolder},
    shared::requests::LinkRequest,
    web::problem::Problem,
};
use axum::{extract::State, http::StatusCode};
use serde_json::json;

pub fn endpoints() -> Vec<Endpoint> {
    let undo = Endpoint::post("/api/auth/email/undo", undo, "undoEmailChange", "Undo a change of the email address")
        .about(
            "With the link that was sent to the previous address. The account gets that address back and a password link by mail; \
             its sessions end, its password becomes invalid, and its API tokens are revoked. An account that its owner has deleted \
             is restored.",
        )
        .tag(Tag::Account)
        .access(Access::LinkHolder)
        .body::<LinkRequest>(json!({ "token": examples::LINK_TOKEN }))
        .done(204, "The change is undone.");
    vec![undo]
}

async fn undo(
    State(accounts): State<Accounts>,
    caller: Caller,
    Json(request): Json<LinkRequest>,
) -> Result<StatusCode, Problem> {
    accounts.undo_email_change(&caller, request.token()?, LinkHolder::Api).await?;
    Ok(StatusCode::NO_CONTENT)
}
