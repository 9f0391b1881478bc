//! Everyone as a file: for programs through the API, and here for browsers, by a link of the directory.

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

/// The file of those whom the directory shows, at the same door.
async fn export(State(state): State<AppState>, request: Request) -> Result<Response, Problem> {
    let visitor = request.extensions().get::<CurrentUser>();
    match guard::admit(&state, Admission::Directory, request.uri(), visitor).await? {
        Entry::Redirect(path) => Ok(redirect(&path)),
        Entry::Admit => {
            let who = Principal::User(visitor.ok_or_else(problem::not_found)?.clone());
            let caller = state.proxies.caller(request.extensions(), request.headers());
            let wanted = directory_query(request.uri()).export(&parameter(request.uri(), "format"));
            Ok(file(state.accounts.export_users(&who, &caller, &wanted).await?))
        }
    }
}

/// The answer that has all these people in it.
pub fn file(export: UserExport) -> Response {
    download_table(export.format, "people", export.file())
}
