//! `/api/users`: accounts, for now one's own.

use super::{
    super::{
        problem::{self, Problem},
        state::AppState,
    },
    avatar,
    bearer::Bearer,
    etag::{Demand, etag},
    json::Json,
};
use crate::{
    accounts::{Accounts, Caller, User},
    shared::{
        ids::UserId,
        requests::{DeleteAccountRequest, RegisterRequest, UpdateUserRequest},
        text::Text,
    },
};
use axum::{
    Router,
    extract::{FromRequestParts, Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
    routing::{get, post, put},
};

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/register", post(register))
        .route("/{id}", get(show).patch(change).put(replace).delete(delete))
        .route("/{id}/avatar", put(avatar::set).delete(avatar::remove))
}

/// The account that the path names. What is no id names nothing.
pub struct Id(pub UserId);

impl FromRequestParts<AppState> for Id {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        let path = Path::<String>::from_request_parts(parts, state).await;
        let Path(text) = path.map_err(|_| Problem(problem::not_found()))?;
        // A UUID has other spellings; here it has one.
        let id = text.parse::<UserId>().ok().filter(|id| id.to_string() == text.to_ascii_lowercase());
        id.map(Self).ok_or_else(|| Problem(problem::not_found()))
    }
}

async fn register(
    State(accounts): State<Accounts>,
    caller: Caller,
    Json(request): Json<RegisterRequest>,
) -> Result<Response, Problem> {
    let user = accounts.register(request, &caller).await?;
    let location = HeaderValue::from_str(&format!("/api/users/{}", user.id)).ok();
    let mut response = (StatusCode::CREATED, shown(&user)).into_response();
    response.headers_mut().extend(location.map(|path| (header::LOCATION, path)));
    Ok(response)
}

async fn show(State(accounts): State<Accounts>, who: Bearer, Id(id): Id) -> Result<Response, Problem> {
    Ok(shown(&accounts.find_user(&who.principal(), id).await?))
}

async fn change(
    State(accounts): State<Accounts>,
    who: Bearer,
    Id(id): Id,
    headers: HeaderMap,
    Json(request): Json<UpdateUserRequest>,
) -> Result<Response, Problem> {
    let asking = who.principal();
    let demand = Demand::of(&headers);
    let version = match demand {
        Demand::Any => None,
        Demand::OneOf(_) => demand.check(accounts.find_user(&asking, id).await?.version)?,
    };
    Ok(shown(&accounts.update_profile(&asking, id, request, version).await?))
}

/// Like a change, but what is left out is taken away, or missed where it may not be.
async fn replace(
    accounts: State<Accounts>,
    who: Bearer,
    id: Id,
    headers: HeaderMap,
    Json(mut request): Json<UpdateUserRequest>,
) -> Result<Response, Problem> {
    for text in [&mut request.username, &mut request.email] {
        if text.is_missing() {
            *text = Text::from("");
        }
    }
    request.name.get_or_insert(Text::Missing);
    change(accounts, who, id, headers, Json(request)).await
}

async fn delete(
    State(accounts): State<Accounts>,
    who: Bearer,
    Id(id): Id,
    Json(request): Json<DeleteAccountRequest>,
) -> Result<StatusCode, Problem> {
    if who.0.user.id != id {
        return Err(Problem(problem::not_found()));
    }
    accounts.delete_account(&who.0, request).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// An account with its version.
pub fn shown(user: &User) -> Response {
    let mut response = axum::Json(user.view()).into_response();
    response.headers_mut().extend(etag(user.version).map(|tag| (header::ETAG, tag)));
    response
}
