//! `/api/auth/email`: confirming an email address.

use super::{
    super::openapi::{Access, Endpoint, Tag, examples},
    bearer::Bearer,
    json::Json,
};
use crate::{
    accounts::{Accounts, Caller, LinkHolder},
    shared::{error::ErrorCode, requests::LinkRequest},
    web::problem::Problem,
};
use axum::{extract::State, http::StatusCode};
use serde_json::json;

pub fn endpoints() -> Vec<Endpoint> {
    let endpoints = [
        Endpoint::post("/api/auth/email/verify", verify, "confirmEmail", "Confirm an email address with a link")
            .about("Confirms the address of an account, or replaces it with the new one that the link was sent to.")
            .access(Access::LinkHolder)
            .body::<LinkRequest>(json!({ "token": examples::LINK_TOKEN }))
            .done(204, "The address is confirmed.")
            .errors(&[ErrorCode::UsernameTaken, ErrorCode::EmailTaken]),
        Endpoint::post("/api/auth/email/verify/resend", resend, "resendConfirmation", "Send the link again")
            .about("Sends the message that confirms the own address again. Without effect if the address is confirmed.")
            .access(Access::SignedIn)
            .done(202, "The message will be sent, unless the address is confirmed."),
    ];
    endpoints.into_iter().map(|endpoint| endpoint.tag(Tag::Account)).collect()
}

async fn verify(
    State(accounts): State<Accounts>,
    caller: Caller,
    Json(request): Json<LinkRequest>,
) -> Result<StatusCode, Problem> {
    accounts.confirm_email(&caller, request.token()?, LinkHolder::Api).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn resend(State(accounts): State<Accounts>, who: Bearer, caller: Caller) -> Result<StatusCode, Problem> {
    accounts.resend_confirmation(&who.0, &caller).await?;
    Ok(StatusCode::ACCEPTED)
}
