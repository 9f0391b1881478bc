//! Rate limiting: charges each request to a budget of the account or of the client address ([decision
//! 25](../../docs/decisions/0025-budgets.md)). Assets, health checks, metrics and the public keys are not limited; nor is
//! forward authentication with an active session. The use case of registration charges a further budget.

use super::{
    api::{bearer_token, is_refresh},
    limits, openapi,
    state::AppState,
};
use crate::{
    accounts::CurrentUser,
    budgets::{Budget, RateLimitKey},
    shared::error::AppError,
    web::problem::Problem,
};
use axum::{
    body::Body,
    extract::{MatchedPath, Request, State},
    http::{Extensions, HeaderMap, Method},
    middleware::Next,
    response::{IntoResponse, Response},
};
use std::mem;

/// Routes for browsers that return a generated file. Not listed, a download is charged as an ordinary request.
const DOWNLOADS: [&str; 3] = ["/audit/export", "/users/export", "/account/data"];
/// Routes for browsers that read a file. Not listed, an upload is charged as a change.
const UPLOADS: [&str; 1] = ["/actions/import"];
/// Routes for browsers with the method POST that change no data of the account, or must always work. Not listed, they are
/// charged as changes.
const NOT_CHANGES: [&str; 19] = [
    "/actions/login",
    "/actions/forgot-password",
    "/actions/report-sign-in",
    "/actions/refresh",
    "/actions/logout",
    "/logout",
    "/actions/theme",
    // Server functions that only read use POST as well.
    "/actions/applications",
    "/actions/applications/open",
    "/actions/applications/show",
    "/actions/audit",
    "/actions/email/pending",
    "/actions/groups",
    "/actions/groups/names",
    "/actions/service-accounts",
    "/actions/sessions",
    "/actions/tokens",
    "/actions/users/list",
    "/actions/users/show",
];

/// Middleware of the API: charges the account of the access token or API token, or the client address. Adds the
/// [`CurrentUser`] to the request's extensions.
pub async fn by_bearer(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    // The bearer token of this route is a refresh token, which does not authenticate: the client address is charged.
    let bearer = if is_refresh(&request) { None } else { bearer_token(request.headers()).ok().flatten() };
    // Charged before the query. If the token is valid, its account is charged as well.
    let is_charged = bearer.is_some_and(|token| state.accounts.costs_a_query(token));
    if is_charged && let Err(error) = check(&state, &request, None) {
        return reject(error, request, None).await;
    }
    let user = match bearer {
        // An invalid token is not an error here: handlers that need a token report it.
        Some(token) => state.accounts.authenticate(token).await.ok(),
        None => None,
    };
    if (user.is_some() || !is_charged)
        && let Err(error) = check(&state, &request, user.as_ref())
    {
        return reject(error, request, user.as_ref()).await;
    }
    if let Some(user) = user {
        state.accounts.note_use(user.authority, state.proxies.address(request.extensions(), request.headers()));
        // Handlers use this user, so that the token is verified only once.
        request.extensions_mut().insert(user);
    }
    next.run(request).await
}

/// Middleware of public routes: charges the client address, also if the visitor is signed in.
pub async fn by_address(State(state): State<AppState>, request: Request, next: Next) -> Response {
    match check(&state, &request, None) {
        Ok(()) => next.run(request).await,
        Err(error) => reject(error, request, None).await,
    }
}

/// Charges a request to the budget of `user`, or of the client address.
///
/// # Errors
/// If the rate limit is exceeded.
pub fn check(state: &AppState, request: &Request, user: Option<&CurrentUser>) -> Result<(), AppError> {
    let key = match user {
        Some(user) => Some(RateLimitKey::Account(user.user.id)),
        None => state.proxies.address(request.extensions(), request.headers()).map(RateLimitKey::source),
    };
    // Only a request without a connection, as in tests, has no address.
    let Some(key) = key else { return Ok(()) };
    let route = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
    let budget = match user {
        Some(_) => budget_of(request.method(), route),
        None => Budget::Request,
    };
    Ok(state.accounts.spend(budget, key)?)
}

/// Charges a request by somebody who is not signed in to the client address.
///
/// # Errors
/// If the rate limit is exceeded.
pub fn check_source(state: &AppState, extensions: &Extensions, headers: &HeaderMap) -> Result<(), AppError> {
    match state.proxies.address(extensions, headers) {
        Some(address) => Ok(state.accounts.spend(Budget::Request, RateLimitKey::source(address))?),
        None => Ok(()),
    }
}

/// The response to a request that exceeds a rate limit. If the user is signed in, the body is drained first, because a
/// browser reads no response while it is sending.
pub async fn reject(error: AppError, mut request: Request, user: Option<&CurrentUser>) -> Response {
    if user.is_some() {
        limits::drain(mem::replace(request.body_mut(), Body::empty())).await;
    }
    Problem(error).into_response()
}

/// The budget of a request by a user who is signed in. Endpoints of the API say it themselves.
fn budget_of(method: &Method, route: &str) -> Budget {
    if let Some(budget) = openapi::budget_of(method, route) {
        return budget;
    }
    let is_read = matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS);
    if DOWNLOADS.contains(&route) || (!is_read && UPLOADS.contains(&route)) {
        Budget::File
    } else if is_read || NOT_CHANGES.contains(&route) {
        Budget::Request
    } else {
        Budget::Change
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_charged_to_the_budget_of_their_route() {
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
            (Method::POST, "/actions/tokens", Budget::Request),
            (Method::POST, "/actions/tokens/create", Budget::Change),
            (Method::POST, "/actions/applications/open", Budget::Request),
            (Method::POST, "/actions/applications/replace", Budget::Change),
            (Method::PUT, "/api/applications/{name}", Budget::Change),
            (Method::POST, "", Budget::Change),
        ] {
            assert_eq!(budget_of(&method, route), budget, "{method} {route}");
        }
    }
}
