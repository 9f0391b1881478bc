//! Accounts without a password, for administrators: invitations (`/api/invitations`, `/api/users/{id}/invitation`), and for all
//! such accounts their number, a mailing that invites them, and a file of links (`/api/users/awaiting-password`).

use super::super::download;
use super::super::openapi::{Access, Endpoint, Tag, examples};
use super::extract::{Bearer, Id, Query};
use super::json::{Answer, Json, read_optional};
use crate::budgets::Budget;
use crate::shared::api_tokens::Scope;
use crate::shared::awaiting_password::ProofRequest;
use crate::shared::{
    AppError, AwaitingPasswordRequest, AwaitingPasswordView, ErrorCode, InvitationListView, InvitationView,
    ListInvitationsRequest, MailingView, PasswordLinksRequest,
};
use axum::extract::Request;
use axum::response::Response;
use serde_json::json;

pub fn endpoints() -> Vec<Endpoint> {
    let endpoints = [
        Endpoint::get("/api/invitations", list, "listInvitations", "List open invitations")
            .about("The newest first, 100 at a time. If there are older ones, the response has `next`.")
            .scopes(&[Scope::UsersRead])
            .query::<ListInvitationsRequest>()
            .returns(200, "Open invitations.", &examples::invitations()),
        Endpoint::get("/api/users/{id}/invitation", show, "getInvitation", "Read an open invitation")
            .scopes(&[Scope::UsersRead])
            .returns(200, "The invitation.", &examples::invitation()),
        Endpoint::post("/api/users/{id}/invitation", send, "sendInvitation", "Send an invitation")
            .asks()
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
    let endpoints = endpoints.into_iter().chain(mailing_endpoints()).map(|endpoint| endpoint.tag(Tag::INVITATIONS));
    endpoints.chain([links_endpoint()]).map(|endpoint| endpoint.access(Access::Administrator)).collect()
}

fn mailing_endpoints() -> [Endpoint; 3] {
    [
        Endpoint::get("/api/users/awaiting-password", count, "countAwaitingPassword", "Count accounts without a password")
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
        .asks()
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
    ]
}

fn links_endpoint() -> Endpoint {
    Endpoint::post(
        "/api/users/awaiting-password/links",
        links,
        "createPasswordLinks",
        "Create password links for all accounts without a password",
    )
    .asks()
    .about(
        "A file with a one-time link for each account, valid for 72 hours, which you pass on to its owner. The links are stored \
         nowhere and replace those of an earlier file; invitations stay valid. The own account and service accounts are left out. \
         `current_password` takes the place of a step-up. Unknown parameters are rejected.",
    )
    .query::<PasswordLinksRequest>()
    .optional_body::<ProofRequest>(json!({ "current_password": "Correct-Horse-9" }))
    .returns_file("The file.", examples::password_links_file())
    .errors(&[ErrorCode::TooManyAttempts])
    .tag(Tag::FILES)
    .charged(Budget::File)
    .without_timeout()
}

handlers! {
    list(who, Query(request): Query<ListInvitationsRequest>) -> InvitationListView = invitations.list_invitations(&request);
    show(who, Id(id): Id) -> InvitationView = invitations.find_invitation(id);
    send(who, Id(id): Id) -> InvitationView = invitations.send_invitation(id);
    revoke(who, Id(id): Id) = invitations.revoke_invitation(id);
    stop(who) -> MailingView = mailings.stop_mailing();
}

async fn count(who: Bearer, Query(request): Query<AwaitingPasswordRequest>) -> Answer<AwaitingPasswordView> {
    request.unknown.refuse()?;
    who.accounts.mailings().show_awaiting_password(&who.caller, &request).await.map(Json)
}

async fn begin(who: Bearer, Query(request): Query<AwaitingPasswordRequest>) -> Answer<MailingView> {
    // A misspelt `import` would invite all accounts.
    request.unknown.refuse()?;
    who.accounts.mailings().begin_mailing(&who.caller, &request).await.map(Json)
}

async fn links(
    who: Bearer,
    Query(parameters): Query<PasswordLinksRequest>,
    request: Request,
) -> Result<Response, AppError> {
    parameters.unknown.refuse()?;
    let proof = read_optional::<ProofRequest>(request).await?.unwrap_or_default();
    let links = who.accounts.mailings().create_password_links(&who.caller, &parameters, &proof.current_password).await;
    links.map(download::password_links)
}
