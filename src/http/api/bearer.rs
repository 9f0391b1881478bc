//! Bearer tokens (RFC 6750): in the `Authorization` header, and nowhere else.

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

/// Whoever holds a valid access token.
pub struct Bearer(pub CurrentUser);

impl Bearer {
    pub fn principal(&self) -> Principal {
        Principal::User(self.0.clone())
    }
}

impl FromRequestParts<AppState> for Bearer {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        // Found out already, on the way here, to charge the request to its account.
        if let Some(user) = parts.extensions.get::<CurrentUser>() {
            return Ok(Self(user.clone()));
        }
        let token = bearer_token(&parts.headers)?.ok_or_else(missing)?;
        Ok(Self(state.accounts.authenticate(token).await?))
    }
}

/// The token that was sent, if one was.
pub fn bearer_token(headers: &HeaderMap) -> Result<Option<&str>, AppError> {
    let mut lines = headers.get_all(header::AUTHORIZATION).iter();
    let Some(line) = lines.next() else {
        return Ok(None);
    };
    if lines.next().is_some() {
        return Err(malformed("Send one Authorization header, not several."));
    }
    let line = line.to_str().map_err(|_| malformed("The Authorization header is not text."))?;
    let (scheme, token) = line.split_once(' ').unwrap_or((line, ""));
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Ok(None);
    }
    match token.trim() {
        "" => Err(malformed("The Authorization header holds no token.")),
        token => Ok(Some(token)),
    }
}

/// The error for whoever sent no token.
pub fn missing() -> AppError {
    AppError::new(ErrorCode::TokenMissing, "Sign in, and send the token as Authorization: Bearer.")
}

fn malformed(detail: &'static str) -> AppError {
    AppError::new(ErrorCode::TokenMalformed, detail)
}
