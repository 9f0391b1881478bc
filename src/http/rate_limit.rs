//! Rate limiting: charges each request to a budget of the account or of the client address ([decision
//! 25](../../docs/decisions/0025-budgets.md)). The group of a route says which budget of an account it is. Assets, health checks,
//! metrics and the public keys are not limited; nor is forward authentication with an active session. The use case of registration
//! charges a further budget.

use super::api::{bearer_token, is_refresh};
use super::bodies;
use super::state::AppState;
use crate::accounts::CurrentUser;
use crate::budgets::{Budget, Exceeded, RateLimitKey};
use crate::shared::AppError;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{Extensions, HeaderMap};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::mem;

/// Middleware of the API: charges this budget of the account of the access token or API token, or the client address. Adds the
/// [`CurrentUser`] to the request's extensions.
pub async fn by_bearer(
    State((state, budget)): State<(AppState, Budget)>,
    mut request: Request,
    next: Next,
) -> Response {
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
        Some(user) => charge(&state, budget, user),
        None => source.charge(),
    };
    if let Err(error) = charged {
        return reject(error, request, user.as_ref()).await;
    }
    if let Some(user) = user {
        state
            .accounts
            .sessions()
            .note_use(user.authority, state.proxies.address(request.extensions(), request.headers()));
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

/// Charges a request to a budget of the account of `user`.
///
/// # Errors
/// If the rate limit is exceeded.
pub fn charge(state: &AppState, budget: Budget, user: &CurrentUser) -> Result<(), AppError> {
    Ok(state.accounts.spend(budget, RateLimitKey::Account(user.user.id))?)
}

/// The source of a request, which the request is charged to at most once.
pub struct Source<'a> {
    pub state: &'a AppState,
    extensions: &'a Extensions,
    pub headers: &'a HeaderMap,
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

    /// The same result. An error charges the request: anybody can cause it, with what they have made up.
    ///
    /// # Errors
    /// Also if the rate limit is exceeded.
    pub fn charge_error<T, E: From<AppError>>(&mut self, result: Result<T, E>) -> Result<T, E> {
        if result.is_err() {
            self.charge()?;
        }
        result
    }

    /// Charges the request to the account of its user or, without one, to the client address.
    ///
    /// # Errors
    /// If the rate limit is exceeded.
    pub fn charge_user(&mut self, who: Option<&CurrentUser>) -> Result<(), AppError> {
        match who {
            Some(who) => charge(self.state, Budget::Request, who),
            None => self.charge(),
        }
    }

    /// The user of the access token in a cookie; None if the token is not valid. Charges the request first if the key of the token
    /// is not known: anybody can make up such a token, and reading the keys again is a query.
    ///
    /// # Errors
    /// If the rate limit is exceeded, or after an internal failure, which says nothing about the token.
    pub async fn user_of_access_token(&mut self, token: &str) -> Result<Option<CurrentUser>, AppError> {
        let sessions = self.state.accounts.sessions();
        // An API token in a cookie is not accepted.
        let authenticated = match sessions.try_authenticate_session(token).await {
            Some(authenticated) => authenticated,
            None => {
                self.charge()?;
                sessions.authenticate_session(token).await
            }
        };
        if_valid(authenticated)
    }

    /// The user of a bearer token; None if the token is not valid: handlers that need one report why. Charges the request before a
    /// query that a made-up token costs as well.
    ///
    /// # Errors
    /// As for [`Self::user_of_access_token`].
    async fn user_of_bearer(&mut self, token: &str) -> Result<Option<CurrentUser>, AppError> {
        let sessions = self.state.accounts.sessions();
        let authenticated = match sessions.try_authenticate(token).await {
            Some(authenticated) => authenticated,
            None => {
                self.charge()?;
                sessions.authenticate(token).await
            }
        };
        if_valid(authenticated)
    }
}

/// What a valid token has given, or None if it is not valid. A failure of the server says nothing about the token: who took it for an
/// invalid one would wait for the database once more, and charge the client address for the outage.
///
/// # Errors
/// After such a failure.
pub fn if_valid<T>(authenticated: Result<T, AppError>) -> Result<Option<T>, AppError> {
    match authenticated {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.code.is_signed_out() => Ok(None),
        Err(error) => Err(error),
    }
}

/// The response to a request that exceeds a rate limit. If the user is signed in, the body is drained first, because a
/// browser reads no response while it is sending.
pub async fn reject(error: AppError, mut request: Request, user: Option<&CurrentUser>) -> Response {
    if user.is_some() {
        bodies::drain(mem::replace(request.body_mut(), Body::empty())).await;
    }
    error.into_response()
}
