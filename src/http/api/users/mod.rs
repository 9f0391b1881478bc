//! `/api/users`: the user's own account and, for administrators, all accounts.

pub mod admin;
mod file;

use super::{
    super::{own_data, state::AppState},
    avatar,
    bearer::Bearer,
    etag::{IfMatch, etag},
    json::{self, Json},
    links::links,
    query::Query,
};
use crate::{
    accounts::{Accounts, Caller, Principal, Registered, User},
    shared::{
        directory::{ListUsersRequest, UserAction},
        ids::UserId,
        requests::{DeleteAccountRequest, RegisterRequest, UpdateUserRequest},
        strict::Expected,
        text::Text,
    },
    web::problem::{self, Problem},
};
use axum::{
    Router,
    extract::{FromRequestParts, Path, Request, State},
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

/// The account id in the path. An invalid id is not found.
pub struct Id(pub UserId);

impl FromRequestParts<AppState> for Id {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        let path = Path::<String>::from_request_parts(parts, state).await;
        let Path(text) = path.map_err(|_| not_found())?;
        // The parser also accepts UUIDs in braces or without hyphens; a URL has only one spelling.
        let id = text.parse::<UserId>().ok().filter(|id| id.to_string() == text.to_ascii_lowercase());
        id.map(Self).ok_or_else(not_found)
    }
}

/// The account does not exist, or the caller is not allowed to know that it does.
fn not_found() -> Problem {
    Problem(problem::not_found())
}

async fn register(
    State(accounts): State<Accounts>,
    caller: Caller,
    Json(request): Json<RegisterRequest>,
) -> Result<Response, Problem> {
    let user = match accounts.register(&caller, request).await? {
        Registered::Account(user) => user,
        // Nothing else: the response must not depend on whether the address is taken.
        Registered::Pending => return Ok(StatusCode::ACCEPTED.into_response()),
    };
    let location = HeaderValue::from_str(&format!("/api/users/{}", user.id)).ok();
    let mut response = (StatusCode::CREATED, user_response(&accounts, &user, &Principal::Anonymous)).into_response();
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
    let who = who.principal();
    Ok(user_response(&accounts, &accounts.find_user(&who, id).await?, &who))
}

async fn change(
    State(accounts): State<Accounts>,
    who: Bearer,
    caller: Caller,
    Id(id): Id,
    headers: HeaderMap,
    Json(request): Json<UpdateUserRequest>,
) -> Result<Response, Problem> {
    let who = who.principal();
    let if_match = IfMatch::of(&headers);
    // The account is read only if there is a condition. `update_profile` compares the version again in its transaction.
    let version = match if_match {
        IfMatch::Any => None,
        IfMatch::OneOf(_) => if_match.check(accounts.find_user(&who, id).await?.version)?,
    };
    let user = accounts.update_profile(&who, &caller, id, request, version).await?;
    Ok(user_response(&accounts, &user, &who))
}

/// Like `change`, but a missing field is removed, or reported as an error if it is required.
async fn replace(
    accounts: State<Accounts>,
    who: Bearer,
    caller: Caller,
    id: Id,
    headers: HeaderMap,
    Json(mut request): Json<UpdateUserRequest>,
) -> Result<Response, Problem> {
    // An empty text is an error for these required fields; a missing one would keep the current value.
    for text in [&mut request.username, &mut request.email] {
        if text.is_missing() {
            *text = Text::from("");
        }
    }
    // The name is optional: `Some` with a missing text removes it, `None` would keep it.
    request.name.get_or_insert(Text::Missing);
    // Read-only here: clients send back what they have read, which is about the address before the change.
    request.email_verified = Expected::Missing;
    change(accounts, who, caller, id, headers, Json(request)).await
}

/// Deletes an account; it can be restored. Users confirm the deletion of their own account with their password;
/// administrators delete the accounts of others.
async fn delete(
    State(accounts): State<Accounts>,
    who: Bearer,
    caller: Caller,
    Id(id): Id,
    request: Request,
) -> Result<StatusCode, Problem> {
    if who.0.user.id == id {
        // Without a body, validation reports that the password is missing.
        let request = json::read_optional::<DeleteAccountRequest>(request).await?.unwrap_or_default();
        accounts.delete_account(&who.0, &caller, request).await?;
    } else {
        accounts.change_status(&who.principal(), &caller, id, UserAction::Delete).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// All data about an account, for its owner.
async fn data(State(accounts): State<Accounts>, who: Bearer, caller: Caller, Id(id): Id) -> Result<Response, Problem> {
    Ok(own_data::file(accounts.export_data(&who.principal(), &caller, id).await?))
}

/// The response with an account as `who` may see it, and its version as `ETag`.
pub fn user_response(accounts: &Accounts, user: &User, who: &Principal) -> Response {
    let mut response = Json(accounts.view_of(user, who)).into_response();
    response.headers_mut().extend(etag(user.version).map(|tag| (header::ETAG, tag)));
    response
}
