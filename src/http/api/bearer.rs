//! Bearer tokens (RFC 6750), in the `Authorization` header only.

use super::super::state::AppState;
use crate::{
    accounts::{CurrentUser, Principal},
    shared::error::{AppError, ErrorCode},
    web::problem::Problem,
};
use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header, request::Parts},
};

/// The user of a valid access token or API token.
pub struct Bearer(pub CurrentUser);

impl Bearer {
    pub fn principal(&self) -> Principal {
        Principal::User(self.0.clone())
    }
}

impl FromRequestParts<AppState> for Bearer {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        // The rate limiter has already authenticated the request.
        if let Some(user) = parts.extensions.get::<CurrentUser>() {
            return Ok(Self(user.clone()));
        }
        // Without a user, the token is missing or not valid: authenticate again to report the reason.
        let token = bearer_token(&parts.headers)?.ok_or_else(missing)?;
        Ok(Self(state.accounts.authenticate(token).await?))
    }
}

/// The bearer token of a request, or `None` without one.
pub fn bearer_token(headers: &HeaderMap) -> Result<Option<&str>, AppError> {
    let mut lines = headers.get_all(header::AUTHORIZATION).iter();
    let Some(line) = lines.next() else {
        return Ok(None);
    };
    // It is unknown which of several tokens the client means.
    if lines.next().is_some() {
        return Err(malformed("Send only one Authorization header."));
    }
    let line = line.to_str().map_err(|_| malformed("Send the Authorization header in ASCII."))?;
    let (scheme, token) = line.split_once(' ').unwrap_or((line, ""));
    // Credentials of another scheme are not for this API, so they count as no token.
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Ok(None);
    }
    match token.trim() {
        "" => Err(malformed("The Authorization header has no token. Send it after Bearer.")),
        token => Ok(Some(token)),
    }
}

/// The error for a request without a token.
pub fn missing() -> AppError {
    AppError::new(ErrorCode::TokenMissing, "Sign in, then send the token in the header Authorization: Bearer.")
}

fn malformed(detail: &'static str) -> AppError {
    AppError::new(ErrorCode::TokenMalformed, detail)
}
