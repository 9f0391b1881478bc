//! Administration of accounts.

use super::{CREATED, gone, user_response};
use crate::accounts::SetupLink;
use crate::http::api::etag::ETAG;
use crate::http::api::extract::{Bearer, Id, InPath, Query};
use crate::http::api::json::{Answer, Json, created, read_optional};
use crate::http::openapi::{Access, Endpoint, Tag, examples};
use crate::shared::api_tokens::Scope;
use crate::shared::strict::NoFields;
use crate::shared::{
    AppError, BulkChangeList, BulkReport, BulkRequest, ErrorCode, InvitationView, InviteUserRequest, UserAction,
    UserView,
};
use axum::extract::Request;
use axum::response::Response;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

pub(super) fn endpoints() -> Vec<Endpoint> {
    let mut endpoints = account_endpoints();
    endpoints.extend(bulk_endpoints());
    endpoints
}

fn account_endpoints() -> Vec<Endpoint> {
    let endpoints = [
        Endpoint::post("/api/users", invite, "createUser", "Create an account for somebody")
            .asks()
            .about(
                "Its owner chooses the password with a one-time link, which is valid for 72 hours and is returned as `setup_url`. With \
                 `\"invite\": true` the link is sent to the address of the account instead, and the response has `invitation`.",
            )
            .scopes(&[Scope::UsersWrite])
            .body::<InviteUserRequest>(json!({ "email": "ada@example.org", "name": "Ada Lovelace" }))
            .returns(201, "The account and the link.", &Invited::example())
            .with_header("Location", "The path of the account.")
            .errors(&[ErrorCode::UsernameTaken, ErrorCode::EmailTaken, ErrorCode::FieldTaken])
            .idempotent(),
        Endpoint::post("/api/users/{id}/restore", restore, "restoreUser", "Restore a deleted account")
            .asks()
            .scopes(&[Scope::UsersWrite])
            .returns(200, "The account, with the status that it had.", &examples::user())
            .with_header("ETag", ETAG),
        Endpoint::post("/api/users/{id}/purge", purge, "purgeUser", "Delete an account permanently")
            .asks()
            .about("Only an account that was deleted before.")
            .scopes(&[Scope::UsersWrite])
            .done(204, "The account no longer exists.")
            .with_header("Link", CREATED)
            .errors(&[ErrorCode::NotDeleted]),
        Endpoint::post("/api/users/{id}/password-reset", password_reset, "createPasswordLink", "Create a password link")
            .asks()
            .about("A one-time link with which the user chooses a password, valid for 30 minutes. Not for oneself.")
            .returns(201, "The link.", &ResetView { reset_url: examples::link() })
            .errors(&[ErrorCode::Disabled])
            .idempotent(),
    ];
    endpoints.into_iter().map(|endpoint| endpoint.tag(Tag::USERS).access(Access::Administrator)).collect()
}

fn bulk_endpoints() -> impl Iterator<Item = Endpoint> {
    let endpoints = [
        Endpoint::post("/api/users/bulk", bulk, "changeUsers", "Change many accounts")
            .asks()
            .about(
                "Either the accounts in `ids`, or all that match `filter`. A large change is made in several requests: send the \
                 same request with the `rest` of the response until there is none. `invite` sends a new invitation to accounts \
                 without a password. An API token needs `groups:write` for `add_to_group` and `remove_from_group`, and \
                 `users:write` for the others. Unknown fields are rejected.",
            )
            .scopes(&[Scope::UsersWrite, Scope::GroupsWrite])
            .body::<BulkRequest>(json!({ "action": "disable", "ids": [examples::ADA] }))
            .returns(200, "What was changed.", &examples::bulk_report()),
        Endpoint::get("/api/users/bulk", list_bulk, "listChangesOfUsers", "List recent changes of many accounts")
            .about(
                "Those of the last 24 hours that can still be undone on at least one account, the newest first, at most 20.",
            )
            .scopes(&[Scope::UsersRead])
            .returns(200, "The changes.", &examples::bulk_changes()),
        Endpoint::post("/api/users/bulk/{bulk_id}/undo", undo_bulk, "undoChangeOfUsers", "Undo a change of many accounts")
            .asks()
            .about("Accounts that were changed since keep their values. Unknown fields are rejected.")
            .scopes(&[Scope::UsersWrite])
            .optional_body::<NoFields>(json!({}))
            .returns(200, "What was changed back.", &examples::bulk_report()),
    ];
    endpoints.into_iter().map(|endpoint| endpoint.tag(Tag::USERS).access(Access::Administrator))
}

/// A new account, and the one-time link with which its owner chooses a password, or the invitation that contains it.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "NewUser")]
struct Invited {
    user: UserView,
    #[serde(skip_serializing_if = "Option::is_none")]
    setup_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    invitation: Option<InvitationView>,
}

impl Invited {
    fn example() -> Self {
        Self { user: examples::user(), setup_url: Some(examples::link()), invitation: None }
    }
}

async fn invite(who: Bearer, Json(request): Json<InviteUserRequest>) -> Result<Response, AppError> {
    let (user, link) = who.accounts.users().invite_user(&who.caller, request).await?;
    let (setup_url, invitation) = match link {
        SetupLink::Shown(link) => (Some(link.url), None),
        SetupLink::Mailed(invitation) => (None, Some(invitation)),
    };
    let invited = Invited { user: who.accounts.users().view_of(&user, &who.caller), setup_url, invitation };
    Ok(created(&format!("/api/users/{}", user.id), Json(invited)))
}

async fn restore(who: Bearer, Id(id): Id) -> Result<Response, AppError> {
    let user = who.accounts.users().change_status(&who.caller, id, UserAction::Restore).await?;
    Ok(user_response(&who.accounts, &user, &who.caller))
}

async fn purge(who: Bearer, Id(id): Id) -> Result<Response, AppError> {
    who.accounts.users().purge_user(&who.caller, id).await?;
    Ok(gone(&who.accounts, &who.caller, id).await)
}

/// A password link.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "PasswordLink")]
struct ResetView {
    reset_url: String,
}

async fn password_reset(who: Bearer, Id(id): Id) -> Answer<ResetView> {
    let link = who.accounts.passwords().issue_password_link(&who.caller, id).await?;
    Ok(Json(ResetView { reset_url: link.url }))
}

async fn bulk(who: Bearer, Query(parameters): Query<NoFields>, Json(request): Json<BulkRequest>) -> Answer<BulkReport> {
    parameters.unknown.refuse()?;
    who.accounts.directory().change_many(&who.caller, &request).await.map(Json)
}

async fn list_bulk(who: Bearer) -> Answer<BulkChangeList> {
    who.accounts.directory().recent_bulk_changes(&who.caller).await.map(Json)
}

async fn undo_bulk(
    who: Bearer,
    InPath(bulk): InPath<Uuid>,
    Query(parameters): Query<NoFields>,
    request: Request,
) -> Answer<BulkReport> {
    // A misspelt parameter or field could mean that the client expects a smaller change.
    parameters.unknown.refuse()?;
    if let Some(body) = read_optional::<NoFields>(request).await? {
        body.unknown.refuse()?;
    }
    who.accounts.directory().undo_many(&who.caller, bulk).await.map(Json)
}
