//! `/api/users/{id}/tokens`: the API tokens of an account, for its owner and for administrators; and `/api/service-accounts`:
//! accounts of programs, for administrators.

use super::super::openapi::{Access, Endpoint, Tag, examples};
use super::extract::{Bearer, Id, InPath};
use super::json::{Json, created};
use crate::shared::api_tokens::{ApiTokenListView, Scope, ServiceAccountListView};
use crate::shared::{
    ApiTokenId, AppError, CreateApiTokenRequest, CreateServiceAccountRequest, CreatedTokensView, ErrorCode, UserId,
};
use axum::response::Response;
use serde_json::json;

const CREATED: &str = "/api/users/{id}/created-tokens";

pub fn endpoints() -> Vec<Endpoint> {
    let endpoints = [
        Endpoint::get("/api/users/{id}/tokens", list, "listApiTokens", "List API tokens")
            .about("Those that have neither expired nor been revoked, the newest first.")
            .access(Access::OwnerOrAdministrator)
            .returns(200, "The tokens, without their secrets.", &ApiTokenListView { tokens: vec![examples::api_token()] }),
        Endpoint::post("/api/users/{id}/tokens", create, "createApiToken", "Create an API token")
            .asks()
            .about(
                "For the own account; administrators also create tokens of service accounts. The secret is in this response only. An \
                 account has at most 50 tokens. `current_password` takes the place of a step-up.",
            )
            .access(Access::OwnerOrAdministrator)
            .body::<CreateApiTokenRequest>(
                json!({ "name": "Nightly report", "scopes": ["users:read"], "expires_in_days": 90 }),
            )
            .returns(201, "The token with its secret.", &examples::new_api_token())
            .with_header("Location", "The path of the token.")
            .errors(&[ErrorCode::Forbidden, ErrorCode::Disabled, ErrorCode::TooManyAttempts])
            .idempotent(),
        Endpoint::delete("/api/users/{id}/tokens/{token_id}", revoke, "revokeApiToken", "Revoke an API token")
            .access(Access::OwnerOrAdministrator)
            .done(204, "The token is no longer accepted."),
        Endpoint::get(CREATED, list_created, "listCreatedTokens", "List what an administrator has created for programs")
            .about(
                "Service accounts and their API tokens. They stay valid when the administrator is disabled, deleted or no longer an \
                 administrator: look here then.",
            )
            .access(Access::Administrator)
            .returns(200, "The service accounts and the tokens.", &examples::created_tokens()),
        Endpoint::delete(CREATED, revoke_created, "revokeCreatedTokens", "Revoke what an administrator has created for programs")
            .about("All tokens of service accounts that the administrator has created. The accounts stay.")
            .access(Access::Administrator)
            .done(204, "The tokens are no longer accepted."),
    ];
    endpoints.into_iter().chain(account_endpoints()).map(|endpoint| endpoint.tag(Tag::TOKENS)).collect()
}

fn account_endpoints() -> impl Iterator<Item = Endpoint> {
    let list = ServiceAccountListView { service_accounts: vec![examples::service_account()] };
    let endpoints = [
        Endpoint::get("/api/service-accounts", list_accounts, "listServiceAccounts", "List service accounts")
            .about("The newest first, at most 100.")
            .scopes(&[Scope::UsersRead])
            .returns(200, "The service accounts.", &list),
        Endpoint::post("/api/service-accounts", create_account, "createServiceAccount", "Create a service account")
            .asks()
            .about("An account for a program: it has no password and no email address, only API tokens.")
            .body::<CreateServiceAccountRequest>(json!({ "username": "nightly-report", "name": "Nightly report" }))
            .returns(201, "The service account.", &examples::service_account())
            .with_header("Location", "The path of the account.")
            .errors(&[ErrorCode::UsernameTaken])
            .idempotent(),
    ];
    endpoints.into_iter().map(|endpoint| endpoint.access(Access::Administrator))
}

handlers! {
    list(who, Id(id): Id) -> ApiTokenListView { tokens } = api_tokens.list_api_tokens(id);
    revoke(who, InPath((id, token)): InPath<(UserId, ApiTokenId)>) = api_tokens.revoke_api_token(id, token);
    list_created(who, Id(id): Id) -> CreatedTokensView = api_tokens.list_created_tokens(id);
    revoke_created(who, Id(id): Id) = api_tokens.revoke_created_tokens(id);
    list_accounts(who) -> ServiceAccountListView { service_accounts } = users.list_service_accounts();
}

async fn create(who: Bearer, Id(id): Id, Json(request): Json<CreateApiTokenRequest>) -> Result<Response, AppError> {
    let new = who.accounts.api_tokens().create_api_token(&who.caller, id, request).await?;
    Ok(created(&format!("/api/users/{id}/tokens/{}", new.token.id), Json(new)))
}

async fn create_account(who: Bearer, Json(request): Json<CreateServiceAccountRequest>) -> Result<Response, AppError> {
    let account = who.accounts.users().create_service_account(&who.caller, request).await?;
    Ok(created(&format!("/api/users/{}", account.id), Json(account)))
}
