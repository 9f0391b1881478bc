//! `/users/export`: downloads users from the user directory. The API uses [`file`] as well.

use super::{
    download::download_table,
    guard::{self, Entry},
    pages::redirect,
    state::AppState,
};
use crate::{
    accounts::{CurrentUser, Principal, UserExport},
    shared::page::Admission,
    web::{
        address::{directory_query, parameter},
        problem::{self, Problem},
    },
};
use axum::{
    Router,
    extract::{Request, State},
    response::Response,
    routing::get,
};

pub fn routes() -> Router<AppState> {
    Router::new().route("/users/export", get(export))
}

/// The users that match the filters of the page, with the same access rules as the page.
async fn export(State(state): State<AppState>, request: Request) -> Result<Response, Problem> {
    let visitor = request.extensions().get::<CurrentUser>();
    match guard::admit(&state, Admission::Directory, request.uri(), visitor).await? {
        Entry::Redirect(path) => Ok(redirect(&path)),
        Entry::Admit => {
            // `admit` has redirected visitors who are not signed in, so there is a user here.
            let who = Principal::User(visitor.ok_or_else(problem::not_found)?.clone());
            let caller = state.proxies.caller(request.extensions(), request.headers());
            let export = directory_query(request.uri()).export(&parameter(request.uri(), "format"));
            Ok(file(state.accounts.export_users(&who, &caller, &export).await?))
        }
    }
}

/// The response with the users, streamed.
pub fn file(export: UserExport) -> Response {
    download_table(export.format, "people", export.file())
}
