//! Accounts without a password: how many there are, links for all of them, and a mailing that invites them.

use super::{Bearer, Json, Problem, Query};
use crate::{
    accounts::{Accounts, Caller},
    budgets::Budget,
    http::{
        api::json,
        openapi::{Access, Endpoint, Tag, examples},
        password_links_form,
    },
    shared::{
        api_tokens::Scope,
        awaiting_password::{
            AwaitingPasswordRequest, AwaitingPasswordView, MailingView, PasswordLinksRequest, ProofRequest,
        },
        error::ErrorCode,
    },
};
use axum::{
    extract::{Request, State},
    http::StatusCode,
    response::Response,
};
use serde_json::json;

pub(super) fn endpoints() -> Vec<Endpoint> {
    let mut endpoints = mailing_endpoints();
    let links = Endpoint::post(
        "/api/users/awaiting-password/links",
        links,
        "createPasswordLinks",
        "Create password links for all accounts without a password",
    )
    .about(
        "A file with a one-time link for each account, valid for 72 hours, which you pass on to its owner. The links are stored \
         nowhere and replace those of an earlier file; invitations stay valid. The own account and service accounts are left out. \
         After more than ten minutes of being signed in, send the password. Unknown parameters are rejected.",
    )
    .query::<PasswordLinksRequest>()
    .optional_body::<ProofRequest>(json!({ "current_password": "Correct-Horse-9" }))
    .returns_file("The file.", examples::password_links_file())
    .errors(&[ErrorCode::TooManyAttempts])
    .tag(Tag::Files)
    .access(Access::Administrator)
    .charged(Budget::File)
    .without_timeout();
    endpoints.push(links);
    endpoints
}

fn mailing_endpoints() -> Vec<Endpoint> {
    let endpoints = [
        Endpoint::get("/api/users/awaiting-password", show, "countAwaitingPassword", "Count accounts without a password")
            .about(
                "Active accounts, without service accounts; and the mailing that is running or was the last one. Unknown \
                 parameters are rejected.",
            )
            .scopes(&[Scope::UsersRead])
            .query::<AwaitingPasswordRequest>()
            .returns(200, "The numbers.", &examples::awaiting_password()),
        Endpoint::post(
            "/api/users/awaiting-password/invitations",
            begin,
            "inviteAwaitingPassword",
            "Invite all accounts without a password",
        )
        .about(
            "Begins to send an invitation to each of them that has none, at the rate that the operator has set. While such a \
             mailing is running, the same request changes nothing. Unknown parameters are rejected.",
        )
        .scopes(&[Scope::UsersWrite])
        .query::<AwaitingPasswordRequest>()
        .returns(202, "The mailing.", &examples::mailing())
        .errors(&[ErrorCode::MailingRunning]),
        Endpoint::delete(
            "/api/users/awaiting-password/invitations",
            stop,
            "stopInvitations",
            "Stop inviting accounts without a password",
        )
        .about("Invitations that were sent stay valid.")
        .scopes(&[Scope::UsersWrite])
        .returns(200, "The mailing, which has ended.", &examples::mailing())
        .errors(&[ErrorCode::NotFound]),
    ];
    endpoints.into_iter().map(|endpoint| endpoint.tag(Tag::Invitations).access(Access::Administrator)).collect()
}

async fn show(
    State(accounts): State<Accounts>,
    who: Bearer,
    Query(request): Query<AwaitingPasswordRequest>,
) -> Result<Json<AwaitingPasswordView>, Problem> {
    request.unknown.refuse()?;
    Ok(Json(accounts.show_awaiting_password(&who.principal(), &request).await?))
}

async fn begin(
    State(accounts): State<Accounts>,
    who: Bearer,
    caller: Caller,
    Query(request): Query<AwaitingPasswordRequest>,
) -> Result<(StatusCode, Json<MailingView>), Problem> {
    // A misspelt `import` would invite all accounts.
    request.unknown.refuse()?;
    // Accepted, because the messages are sent after the response.
    Ok((StatusCode::ACCEPTED, Json(accounts.begin_mailing(&who.principal(), &caller, &request).await?)))
}

async fn stop(State(accounts): State<Accounts>, who: Bearer, caller: Caller) -> Result<Json<MailingView>, Problem> {
    Ok(Json(accounts.stop_mailing(&who.principal(), &caller).await?))
}

async fn links(
    State(accounts): State<Accounts>,
    who: Bearer,
    caller: Caller,
    Query(parameters): Query<PasswordLinksRequest>,
    request: Request,
) -> Result<Response, Problem> {
    parameters.unknown.refuse()?;
    let proof = json::read_optional::<ProofRequest>(request).await?.unwrap_or_default();
    let (who, password) = (who.principal(), &proof.current_password);
    Ok(password_links_form::file(accounts.create_password_links(&who, &caller, &parameters, password).await?))
}
