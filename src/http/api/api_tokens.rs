//! `/api/users/{id}/tokens`: the API tokens of an account, for its owner and for administrators.

use super::{super::state::AppState, bearer::Bearer, json::Json, users::Id};
use crate::{
    accounts::{Accounts, Caller},
    shared::{
        api_tokens::{ApiTokenListView, CreateApiTokenRequest},
        ids::{ApiTokenId, UserId},
    },
    web::problem::{self, Problem},
};
use axum::{
    Router,
    extract::{Path, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{delete, get},
};

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/api/users/{id}/tokens", get(list).post(create))
        .route("/api/users/{id}/tokens/{token_id}", delete(revoke))
}

async fn list(State(accounts): State<Accounts>, who: Bearer, Id(id): Id) -> Result<Json<ApiTokenListView>, Problem> {
    let tokens = accounts.list_api_tokens(&who.principal(), id).await?;
    Ok(Json(ApiTokenListView { tokens }))
}

async fn create(
    State(accounts): State<Accounts>,
    who: Bearer,
    caller: Caller,
    Id(id): Id,
    Json(request): Json<CreateApiTokenRequest>,
) -> Result<Response, Problem> {
    let new = accounts.create_api_token(&who.principal(), &caller, id, request).await?;
    let location = HeaderValue::from_str(&format!("/api/users/{id}/tokens/{}", new.token.id)).ok();
    let mut response = (StatusCode::CREATED, Json(new)).into_response();
    response.headers_mut().extend(location.map(|path| (header::LOCATION, path)));
    Ok(response)
}

async fn revoke(
    State(accounts): State<Accounts>,
    who: Bearer,
    caller: Caller,
    Path((id, token)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    let id: UserId = id.parse().map_err(|_| Problem(problem::not_found()))?;
    let token: ApiTokenId = token.parse().map_err(|_| Problem(problem::not_found()))?;
    accounts.revoke_api_token(&who.principal(), &caller, id, token).await?;
    Ok(StatusCode::NO_CONTENT)
}
