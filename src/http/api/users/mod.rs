//! `/api/users`: accounts, one's own and, for administrators, everyone's.

pub mod admin;
mod file;

use super::{
    super::{own_data, state::AppState},
    avatar,
    bearer::Bearer,
    etag::{Demand, etag},
    json::{self, Json},
    links::links,
    query::Query,
};
use crate::{
    accounts::{Accounts, Caller, Principal, User},
    shared::{
        directory::{ListUsersRequest, UserAction},
        ids::UserId,
        requests::{DeleteAccountRequest, RegisterRequest, UpdateUserRequest},
        text::Text,
    },
    web::problem::{self, Problem},
};
use axum::{
    Router,
    extract::{FromRequest, FromRequestParts, Path, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header, request::Parts},
    response::{IntoResponse, Response},
    routing::{self, get, post, put},
};

pub use file::routes as file_routes;

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/api/users", get(list).post(admin::invite))
        .route("/api/users/register", post(register))
        .route("/api/users/bulk", post(admin::bulk))
        .route("/api/users/bulk/{bulk_id}/undo", post(admin::undo_bulk))
        .route("/api/users/{id}", get(show).patch(change).put(replace).delete(delete))
        .route("/api/users/{id}/restore", post(admin::restore))
        .route("/api/users/{id}/purge", post(admin::purge))
        .route("/api/users/{id}/password-reset", post(admin::password_reset))
        .route("/api/users/{id}/sessions", get(admin::sessions).delete(admin::end_sessions))
        .route("/api/users/{id}/sessions/{session_id}", routing::delete(admin::end_session))
        .route("/api/users/{id}/avatar", put(avatar::set).delete(avatar::remove))
        .route("/api/users/{id}/data", get(data))
}

/// The account that the path names. What is no id names nothing.
pub struct Id(pub UserId);

impl FromRequestParts<AppState> for Id {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        let path = Path::<String>::from_request_parts(parts, state).await;
        let Path(text) = path.map_err(|_| no_such())?;
        // A UUID has other spellings; here it has one.
        let id = text.parse::<UserId>().ok().filter(|id| id.to_string() == text.to_ascii_lowercase());
        id.map(Self).ok_or_else(no_such)
    }
}

/// There is no such account, or none that the asker may know of.
fn no_such() -> Problem {
    Problem(problem::not_found())
}

async fn register(
    State(accounts): State<Accounts>,
    caller: Caller,
    Json(request): Json<RegisterRequest>,
) -> Result<Response, Problem> {
    let user = accounts.register(&caller, request).await?;
    let location = HeaderValue::from_str(&format!("/api/users/{}", user.id)).ok();
    let mut response = (StatusCode::CREATED, shown(&accounts, &user, &Principal::Anonymous)).into_response();
    response.headers_mut().extend(location.map(|path| (header::LOCATION, path)));
    Ok(response)
}

async fn list(
    State(accounts): State<Accounts>,
    who: Bearer,
    uri: Uri,
    Query(request): Query<ListUsersRequest>,
) -> Result<Response, Problem> {
    let mut list = accounts.list_users(&who.principal(), &request).await?;
    list.users = list.users.into_iter().map(|user| user.absolute(&accounts.settings().issuer)).collect();
    let links = links(uri.query().unwrap_or_default(), &list.pagination);
    let mut response = Json(list).into_response();
    response.headers_mut().extend(links.map(|links| (header::LINK, links)));
    Ok(response)
}

async fn show(State(accounts): State<Accounts>, who: Bearer, Id(id): Id) -> Result<Response, Problem> {
    let asking = who.principal();
    Ok(shown(&accounts, &accounts.find_user(&asking, id).await?, &asking))
}

async fn change(
    State(accounts): State<Accounts>,
    who: Bearer,
    caller: Caller,
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
    let user = accounts.update_profile(&asking, &caller, id, request, version).await?;
    Ok(shown(&accounts, &user, &asking))
}

/// Like a change, but what is left out is taken away, or missed where it may not be.
async fn replace(
    accounts: State<Accounts>,
    who: Bearer,
    caller: Caller,
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
    change(accounts, who, caller, id, headers, Json(request)).await
}

/// Softly. One's own account takes the password, another's an administrator.
async fn delete(
    State(accounts): State<Accounts>,
    who: Bearer,
    caller: Caller,
    Id(id): Id,
    request: Request,
) -> Result<StatusCode, Problem> {
    if who.0.user.id == id {
        // Without a body the password is what is missing.
        let request = if json::is_bare(&request) {
            DeleteAccountRequest::default()
        } else {
            Json::<DeleteAccountRequest>::from_request(request, &()).await?.0
        };
        accounts.delete_account(&who.0, &caller, request).await?;
    } else {
        accounts.change_status(&who.principal(), &caller, id, UserAction::Delete).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// Everything held about an account, for its owner.
async fn data(State(accounts): State<Accounts>, who: Bearer, caller: Caller, Id(id): Id) -> Result<Response, Problem> {
    Ok(own_data::file(accounts.export_data(&who.principal(), &caller, id).await?))
}

/// An account as `who` may see it, with its version.
pub fn shown(accounts: &Accounts, user: &User, who: &Principal) -> Response {
    let mut response = Json(accounts.view_of(user, who)).into_response();
    response.headers_mut().extend(etag(user.version).map(|tag| (header::ETAG, tag)));
    response
}
