//! Rate limiting: charges each request to a budget of the account or of the client address ([decision
//! 25](../../docs/decisions/0025-budgets.md)). Assets, health checks, metrics and the public keys are not limited; nor is
//! forward authentication with an active session. The use case of registration charges a further budget.

use super::{
    api::{bearer_token, is_refresh},
    bodies,
    state::AppState,
};
use crate::{
    accounts::CurrentUser,
    budgets::{Budget, Exceeded, RateLimitKey},
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
const DOWNLOADS: [&str; 4] = ["/audit/export", "/users/export", "/account/data", "/actions/users/password-links"];
/// Routes for browsers that read a file. Not listed, an upload is charged as a change.
const UPLOADS: [&str; 1] = ["/actions/import"];
/// Routes for browsers with the method POST that change no data of the account, or must always work. Not listed, they are
/// charged as changes.
const NOT_CHANGES: [&str; 21] = [
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
    "/actions/users/awaiting-password",
    "/actions/users/list",
    "/actions/users/mailing",
    "/actions/users/show",
];

/// Middleware of the API: charges the account of the access token or API token, or the client address. Adds the
/// [`CurrentUser`] to the request's extensions.
pub async fn by_bearer(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    // The bearer token of this route is a refresh token, which does not authenticate: the client address is charged.
    let bearer = if is_refresh(&request) { None } else { bearer_token(request.headers()).ok().flatten() };
    let mut source = Source::of(&state, request.extensions(), request.headers());
    let authenticated = match bearer {
        Some(token) => source.user_of_bearer(token).await,
        None => Ok(None),
    };
    let user = match authenticated {
        Ok(user) => user,
        Err(error) => return reject(error, request, None).await,
    };
    // The account of a valid token is charged even if the source was charged before the query.
    let charged = match &user {
        Some(user) => check(&state, &request, user),
        None => source.charge(),
    };
    if let Err(error) = charged {
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
    let charged = Source::of(&state, request.extensions(), request.headers()).charge();
    match charged {
        Ok(()) => next.run(request).await,
        Err(error) => reject(error, request, None).await,
    }
}

/// Charges a request to the account of `user`.
///
/// # Errors
/// If the rate limit is exceeded.
pub fn check(state: &AppState, request: &Request, user: &CurrentUser) -> Result<(), AppError> {
    let route = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
    let declared = (state.budget_of_endpoint)(request.method(), route);
    let budget = declared.unwrap_or_else(|| budget_of(request.method(), route));
    Ok(state.accounts.spend(budget, RateLimitKey::Account(user.user.id))?)
}

/// The source of a request, which the request is charged to at most once.
pub struct Source<'a> {
    state: &'a AppState,
    extensions: &'a Extensions,
    headers: &'a HeaderMap,
    /// None if the request has not been charged yet.
    charged: Option<Result<(), Exceeded>>,
}

impl<'a> Source<'a> {
    pub fn of(state: &'a AppState, extensions: &'a Extensions, headers: &'a HeaderMap) -> Self {
        Self { state, extensions, headers, charged: None }
    }

    /// Charges the request to the client address. Further calls return the same result.
    ///
    /// # Errors
    /// If the rate limit is exceeded.
    pub fn charge(&mut self) -> Result<(), AppError> {
        let (state, extensions, headers) = (self.state, self.extensions, self.headers);
        let charged = *self.charged.get_or_insert_with(|| match state.proxies.address(extensions, headers) {
            Some(address) => state.accounts.spend(Budget::Request, RateLimitKey::source(address)),
            // Only a request without a connection, as in tests, has no address.
            None => Ok(()),
        });
        Ok(charged?)
    }

    /// The user of the access token in a cookie; None if the token is not valid. Charges the request first if the key of the token
    /// is not known: anybody can make up such a token, and reading the keys again is a query.
    ///
    /// # Errors
    /// If the rate limit is exceeded, or after an internal failure, which says nothing about the token.
    pub async fn user_of_access_token(&mut self, token: &str) -> Result<Option<CurrentUser>, AppError> {
        let state = self.state;
        // An API token in a cookie is not accepted.
        let known = state.accounts.try_authenticate_session(token).await;
        match self.known_or_charged(known, state.accounts.authenticate_session(token)).await? {
            Ok(user) => Ok(Some(user)),
            Err(error) if error.code.is_signed_out() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The user of a bearer token; None if the token is not valid. Charges the request before a query that a made-up token costs
    /// as well.
    async fn user_of_bearer(&mut self, token: &str) -> Result<Option<CurrentUser>, AppError> {
        let state = self.state;
        let known = state.accounts.try_authenticate(token).await;
        let authenticated = self.known_or_charged(known, state.accounts.authenticate(token)).await?;
        // An invalid token is not an error here: handlers that need a token report it.
        Ok(authenticated.ok())
    }

    /// What is known about a token without a query; otherwise charges the request and runs `query`.
    async fn known_or_charged<T>(&mut self, known: Option<T>, query: impl Future<Output = T>) -> Result<T, AppError> {
        match known {
            Some(known) => Ok(known),
            None => {
                self.charge()?;
                Ok(query.await)
            }
        }
    }
}

/// The response to a request that exceeds a rate limit. If the user is signed in, the body is drained first, because a
/// browser reads no response while it is sending.
pub async fn reject(error: AppError, mut request: Request, user: Option<&CurrentUser>) -> Response {
    if user.is_some() {
        bodies::drain(mem::replace(request.body_mut(), Body::empty())).await;
    }
    Problem(error).into_response()
}

/// The budget of a request of a user to a route for browsers. Endpoints of the API declare it themselves.
fn budget_of(method: &Method, route: &str) -> Budget {
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
    use crate::http::endpoints;

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
            (Method::POST, "/actions/users/password-links", Budget::File),
            (Method::POST, "/actions/users/mailing", Budget::Request),
            (Method::POST, "/actions/tokens", Budget::Request),
            (Method::POST, "/actions/tokens/create", Budget::Change),
            (Method::POST, "/actions/applications/open", Budget::Request),
            (Method::POST, "/actions/applications/replace", Budget::Change),
            (Method::PUT, "/api/applications/{name}", Budget::Change),
            (Method::POST, "", Budget::Change),
        ] {
            let declared = endpoints::budget_of(&method, route);
            assert_eq!(declared.unwrap_or_else(|| budget_of(&method, route)), budget, "{method} {route}");
        }
    }
}
