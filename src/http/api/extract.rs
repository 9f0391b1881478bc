//! What handlers take from a request.

use super::super::state::AppState;
use super::bearer::{bearer_token, missing};
use super::json::read_optional;
use crate::accounts::{Accounts, Caller, CurrentUser, Principal};
use crate::language::message;
use crate::shared::{AppError, ErrorCode, UserId};
use crate::web::problem;
use axum::extract::{self, FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;
use std::convert::Infallible;

/// The caller, who needs no token, and the use cases.
pub struct Anyone {
    pub accounts: Accounts,
    pub caller: Caller,
}

impl Anyone {
    fn of(parts: &Parts, state: &AppState) -> Self {
        Self { accounts: state.accounts.clone(), caller: state.proxies.caller(&parts.extensions, &parts.headers) }
    }
}

impl FromRequestParts<AppState> for Anyone {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Infallible> {
        Ok(Self::of(parts, state))
    }
}

/// The caller with a valid access token or API token, and the use cases.
pub struct Bearer {
    pub accounts: Accounts,
    pub caller: Caller,
}

impl Bearer {
    pub fn user(&self) -> &CurrentUser {
        match &self.caller.who {
            Principal::User(user) => user,
            Principal::Anonymous | Principal::System => unreachable!("a token is that of a user"),
        }
    }

    /// The id of the own account.
    pub fn id(&self) -> UserId {
        self.user().user.id
    }
}

impl FromRequestParts<AppState> for Bearer {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, AppError> {
        let Anyone { accounts, mut caller } = Anyone::of(parts, state);
        // The rate limiter has already authenticated the request. Without a user, the token is missing or not valid: authenticate
        // again to report the reason.
        if !matches!(caller.who, Principal::User(_)) {
            let token = bearer_token(&parts.headers)?.ok_or_else(missing)?;
            caller.who = Principal::User(accounts.sessions().authenticate(token).await?);
        }
        Ok(Self { accounts, caller })
    }
}

/// The parameters in the path. What cannot be read names nothing that exists.
pub struct InPath<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for InPath<T> {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, AppError> {
        let path = extract::Path::<T>::from_request_parts(parts, state).await;
        path.map(|extract::Path(value)| Self(value)).map_err(|_| problem::not_found())
    }
}

/// The account id in the path. An invalid id is not found.
pub struct Id(pub UserId);

impl FromRequestParts<AppState> for Id {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, AppError> {
        let InPath(text) = InPath::<String>::from_request_parts(parts, state).await?;
        // The parser also accepts UUIDs in braces or without hyphens; a URL has only one spelling.
        let id = text.parse::<UserId>().ok().filter(|id| id.to_string() == text.to_ascii_lowercase());
        id.map(Self).ok_or_else(problem::not_found)
    }
}

/// The query of a request. Unknown parameters are ignored, unless `T` collects them.
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, AppError> {
        match extract::Query::from_request_parts(parts, state).await {
            Ok(extract::Query(query)) => Ok(Self(query)),
            Err(_) => Err(AppError::new(ErrorCode::Malformed, message::request_query_invalid())),
        }
    }
}

/// A JSON body that may be left out: then all of its fields are missing.
pub struct Optional<T>(pub T);

impl<T: DeserializeOwned + Default, S: Sync> FromRequest<S> for Optional<T> {
    type Rejection = AppError;

    async fn from_request(request: Request, _: &S) -> Result<Self, AppError> {
        Ok(Self(read_optional(request).await?.unwrap_or_default()))
    }
}
