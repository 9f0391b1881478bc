//! Everyone as a file: for programs through the API, and here for browsers, by a link of the directory.

use super::{
    download::download_table,
    guard::{self, Admission},
    pages::redirect,
    state::AppState,
};
use crate::{
    accounts::{CurrentUser, Principal, UserExport},
    shared::import::ExportRequest,
    web::{
        address::parameter,
        problem::{self, Problem},
    },
};
use axum::{
    Router,
    extract::{Request, State},
    http::Uri,
    response::Response,
    routing::get,
};

pub fn routes() -> Router<AppState> {
    Router::new().route("/users/export", get(export))
}

/// The file of those whom the directory shows, at the same door.
async fn export(State(state): State<AppState>, request: Request) -> Result<Response, Problem> {
    let visitor = request.extensions().get::<CurrentUser>();
    match guard::admit(&state, request.uri(), visitor).await? {
        Admission::Lead(path) => Ok(redirect(&path)),
        Admission::Enter => {
            let who = Principal::User(visitor.ok_or_else(problem::not_found)?.clone());
            let caller = state.proxies.caller(request.extensions(), request.headers());
            Ok(file(state.accounts.export_users(&who, &caller, &wanted(request.uri())).await?))
        }
    }
}

fn wanted(uri: &Uri) -> ExportRequest {
    let given = |name| parameter(uri, name).trim().into();
    ExportRequest { q: given("q"), role: given("role"), status: given("status"), format: given("format") }
}

/// The answer that has all these people in it.
pub fn file(export: UserExport) -> Response {
    download_table(export.format, "people", export.file())
}
