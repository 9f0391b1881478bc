//! `/api/service-accounts`: accounts of programs, for administrators.

use super::{super::state::AppState, bearer::Bearer, json::Json};
use crate::{
    accounts::{Accounts, Caller},
    shared::api_tokens::{CreateServiceAccountRequest, ServiceAccountListView},
    web::problem::Problem,
};
use axum::{
    Router,
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};

pub fn routes() -> Router<AppState> {
    Router::new().route("/api/service-accounts", get(list).post(create))
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
