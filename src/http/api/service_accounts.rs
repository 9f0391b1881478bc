//! `/api/service-accounts`: accounts of programs, for administrators.

use super::{
    super::openapi::{Access, Endpoint, Tag, examples},
    bearer::Bearer,
    json::Json,
};
use crate::{
    accounts::{Accounts, Caller},
    shared::{
        api_tokens::{CreateServiceAccountRequest, Scope, ServiceAccountListView},
        error::ErrorCode,
    },
    web::problem::Problem,
};
use axum::{
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::json;

pub fn endpoints() -> Vec<Endpoint> {
    let endpoints = [
        Endpoint::get("/api/service-accounts", list, "listServiceAccounts", "List service accounts")
            .about("The newest first, at most 100.")
            .scopes(&[Scope::UsersRead])
            .returns(200, "The service accounts.", &examples::service_accounts()),
        Endpoint::post("/api/service-accounts", create, "createServiceAccount", "Create a service account")
            .about("An account for a program: it has no password and no email address, only API tokens.")
            .body::<CreateServiceAccountRequest>(json!({ "username": "nightly-report", "name": "Nightly report" }))
            .returns(201, "The service account.", &examples::service_account())
            .with_header("Location", "The path of the account.")
            .errors(&[ErrorCode::UsernameTaken])
            .idempotent(),
    ];
    endpoints.into_iter().map(|endpoint| endpoint.tag(Tag::Tokens).access(Access::Administrator)).collect()
}

async fn list(State(accounts): State<Accounts>, who: Bearer) -> Result<Json<ServiceAccountListView>, Problem> {
    let service_accounts = accounts.list_service_accounts(&who.principal()).await?;
    Ok(Json(ServiceAccountListView { service_accounts }))
}

async fn create(
    State(accounts): State<Accounts>,
    who: Bearer,
    caller: Caller,
    Json(request): Json<CreateServiceAccountRequest>,
) -> Result<Response, Problem> {
    let account = accounts.create_service_account(&who.principal(), &caller, request).await?;
    let location = HeaderValue::from_str(&format!("/api/users/{}", account.id)).ok();
    let mut response = (StatusCode::CREATED, Json(account)).into_response();
    response.headers_mut().extend(location.map(|path| (header::LOCATION, path)));
    Ok(response)
}
