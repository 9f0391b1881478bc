//! Which budget a request is charged to, and whose ([decision 25](../../docs/decisions/0025-budgets.md)). Assets, probes and the
//! keys are free; making an account has a budget besides, which its use case charges.

use super::{
    api::{bearer_token, renews},
    limits,
    state::AppState,
};
use crate::{
    accounts::CurrentUser,
    budgets::{Budget, Payer},
    shared::error::AppError,
    web::problem::Problem,
};
use axum::{
    body::Body,
    extract::{MatchedPath, Request, State},
    http::Method,
    middleware::Next,
    response::{IntoResponse, Response},
};
use std::mem;

/// Files that are written for the one who asks.
const DOWNLOADS: [&str; 6] = [
    "/api/audit/export",
    "/api/users/export",
    "/api/users/{id}/data",
    "/audit/export",
    "/users/export",
    "/account/data",
];
/// Files that are read.
const UPLOADS: [&str; 2] = ["/api/users/import", "/actions/import"];
/// What is posted and changes nothing that belongs to the account, or must always work.
const NO_CHANGES: [&str; 11] = [
    "/api/auth/login",
    "/api/auth/refresh",
    "/api/auth/logout",
    "/actions/login",
    "/actions/refresh",
    "/actions/logout",
    "/logout",
    "/actions/theme",
    // Server functions are posted also where they only read.
    "/actions/audit",
    "/actions/users/list",
    "/actions/users/show",
];

/// Charges what a program asks. The account that is signed in is put into the request's extensions as a [`CurrentUser`].
pub async fn programs(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let bearer = if renews(&request) { None } else { bearer_token(request.headers()).ok().flatten() };
    let user = match bearer {
        // What is wrong with the token the handler says, if it wants one.
        Some(token) => state.accounts.authenticate(token).await.ok(),
        None => None,
    };
    if let Err(error) = charge(&state, &request, user.as_ref()) {
        return refuse(error, request, user.as_ref()).await;
    }
    if let Some(user) = user {
        request.extensions_mut().insert(user);
    }
    next.run(request).await
}

/// Charges what anybody asks, signed in or not, to where it comes from.
pub async fn strangers(State(state): State<AppState>, request: Request, next: Next) -> Response {
    match charge(&state, &request, None) {
        Ok(()) => next.run(request).await,
        Err(error) => refuse(error, request, None).await,
    }
}

/// Charges a request to the budget of `user`, or of its source.
///
/// # Errors
/// When nothing is left of it.
pub fn charge(state: &AppState, request: &Request, user: Option<&CurrentUser>) -> Result<(), AppError> {
    let payer = match user {
        Some(user) => Some(Payer::Account(user.user.id)),
        None => state.proxies.address(request.extensions(), request.headers()).map(Payer::source),
    };
    let Some(payer) = payer else { return Ok(()) };
    let route = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
    let budget = match user {
        Some(_) => budget_of(request.method(), route),
        None => Budget::Request,
    };
    Ok(state.accounts.spend(budget, payer)?)
}

/// The answer to a request beyond its budget. Of someone who is signed in the body is heard out, up to a point: a browser that
/// still sends does not read the answer.
pub async fn refuse(error: AppError, mut request: Request, user: Option<&CurrentUser>) -> Response {
    if user.is_some() {
        limits::hear_out(mem::replace(request.body_mut(), Body::empty())).await;
    }
    Problem(error).into_response()
}

/// The budget of what somebody asks who is signed in.
fn budget_of(method: &Method, route: &str) -> Budget {
    let reads = matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS);
    if DOWNLOADS.contains(&route) || (!reads && UPLOADS.contains(&route)) {
        Budget::File
    } else if reads || NO_CHANGES.contains(&route) {
        Budget::Request
    } else {
        Budget::Change
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changes_something_and_what_is_a_file() {
        for (method, route, budget) in [
            (Method::GET, "/account", Budget::Request),
            (Method::GET, "/account/data", Budget::File),
            (Method::HEAD, "/api/users/export", Budget::File),
            (Method::GET, "/actions/import", Budget::Request),
            (Method::POST, "/actions/import", Budget::File),
            (Method::POST, "/actions/profile", Budget::Change),
            (Method::DELETE, "/api/auth/sessions", Budget::Change),
            (Method::POST, "/logout", Budget::Request),
            (Method::POST, "/actions/users/list", Budget::Request),
            (Method::POST, "/actions/users/bulk", Budget::Change),
            (Method::POST, "", Budget::Change),
        ] {
            assert_eq!(budget_of(&method, route), budget, "{method} {route}");
        }
    }
}
