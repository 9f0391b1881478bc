//! Reads single values of forms: the ids of accounts, sessions and API tokens, and names.

use super::{address::page, problem};
use crate::shared::{
    applications::ApplicationName,
    error::{AppError, ErrorCode},
    fields::Problem,
    ids::{ApiTokenId, SessionId, UserId},
    next::LocalPath,
};
use uuid::Uuid;

/// The id of an account in a form.
pub fn account_id(text: &str) -> Result<UserId, AppError> {
    text.parse().map_err(|_| problem::not_found())
}

/// The page of the application with this name in a form, or the list if it is no name.
pub fn application_page(name: &str) -> LocalPath {
    ApplicationName::parse(name).map_or_else(|_| LocalPath::applications(), |name| LocalPath::application(&name))
}

/// The id of a session in a form.
pub fn session_id(text: &str) -> Result<SessionId, AppError> {
    text.parse().map_err(|_| problem::not_found())
}

/// The id of an API token in a form.
pub fn api_token_id(text: &str) -> Result<ApiTokenId, AppError> {
    text.parse().map_err(|_| problem::not_found())
}

/// The account in a form about API tokens, and the page that lists them. Without an id: None, and the visitor's own
/// page.
pub fn token_owner(id: &str) -> Result<(Option<UserId>, LocalPath), AppError> {
    match id {
        "" => Ok((None, page("/account/tokens"))),
        id => account_id(id).map(|id| (Some(id), LocalPath::user(id))),
    }
}

/// The id of a bulk action in a form.
pub fn bulk_id(text: &str) -> Result<Uuid, AppError> {
    text.parse().map_err(|_| problem::not_found())
}

/// The error for a promotion to administrator without its confirmation.
pub fn unconfirmed() -> AppError {
    let message = "Confirm that this user becomes an administrator: tick the box below the roles, then save again.";
    AppError::fields(ErrorCode::ValidationFailed, vec![Problem::new("confirmation_needed", message).of("confirmed")])
}
