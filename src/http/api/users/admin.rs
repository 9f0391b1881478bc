//! Administration of accounts.

use super::{Bearer, CREATED, Id, InPath, Json, Problem, Query, gone, user_response};
use crate::accounts::SetupLink;
use crate::http::api::etag::ETAG;
use crate::http::api::json::{self, created};
use crate::http::openapi::{Access, Endpoint, Tag, examples};
use crate::shared::api_tokens::Scope;
use crate::shared::awaiting_password::InvitationView;
use crate::shared::bulk::{BulkChangeList, BulkReport, BulkRequest, UserAction};
use crate::shared::error::ErrorCode;
use crate::shared::requests::InviteUserRequest;
use crate::shared::strict::NoFields;
use crate::shared::views::UserView;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
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
            .errors(&[ErrorCode::UsernameTaken, ErrorCode::EmailTaken])
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

async fn invite(
    Bearer { accounts, caller }: Bearer,
    Json(request): Json<InviteUserRequest>,
) -> Result<Response, Problem> {
    let (user, link) = accounts.invite_user(&caller, request).await?;
    let (setup_url, invitation) = match link {
        SetupLink::Shown(link) => (Some(link.url), None),
        SetupLink::Mailed(invitation) => (None, Some(invitation)),
    };
    let invited = Invited { user: accounts.view_of(&user, &caller), setup_url, invitation };
    Ok(created(&format!("/api/users/{}", user.id), Json(invited)))
}

async fn restore(Bearer { accounts, caller }: Bearer, Id(id): Id) -> Result<Response, Problem> {
    let user = accounts.change_status(&caller, id, UserAction::Restore).await?;
    Ok(user_response(&accounts, &user, &caller))
}

async fn purge(Bearer { accounts, caller }: Bearer, Id(id): Id) -> Result<Response, Problem> {
    accounts.purge_user(&caller, id).await?;
    Ok(gone(&accounts, &caller, id).await)
}

/// A password link.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "PasswordLink")]
struct ResetView {
    reset_url: String,
}

async fn password_reset(Bearer { accounts, caller }: Bearer, Id(id): Id) -> Result<Response, Problem> {
    let link = accounts.issue_password_link(&caller, id).await?;
    Ok((StatusCode::CREATED, Json(ResetView { reset_url: link.url })).into_response())
}

async fn bulk(
    Bearer { accounts, caller }: Bearer,
    Query(parameters): Query<NoFields>,
    Json(request): Json<BulkRequest>,
) -> Result<Json<BulkReport>, Problem> {
    parameters.unknown.refuse()?;
    Ok(Json(accounts.change_many(&caller, &request).await?))
}

async fn list_bulk(Bearer { accounts, caller }: Bearer) -> Result<Json<BulkChangeList>, Problem> {
    Ok(Json(accounts.recent_bulk_changes(&caller).await?))
}

async fn undo_bulk(
    Bearer { accounts, caller }: Bearer,
    InPath(bulk): InPath<Uuid>,
    Query(parameters): Query<NoFields>,
    request: Request,
) -> Result<Json<BulkReport>, Problem> {
    // A misspelt parameter or field could mean that the client expects a smaller change.
    parameters.unknown.refuse()?;
    if let Some(body) = json::read_optional::<NoFields>(request).await? {
        body.unknown.refuse()?;
    }
    Ok(Json(accounts.undo_many(&caller, bulk).await?))
}
