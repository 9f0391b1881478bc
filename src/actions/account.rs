//! One's own account.

use crate::shared::{
    error::AppError,
    views::{Answer, UserView},
};
use leptos::prelude::*;

/// Changes name, username and email; the email takes the current password.
#[server(prefix = "/actions", endpoint = "profile")]
pub async fn update_profile(
    #[server(default)] name: String,
    #[server(default)] username: String,
    #[server(default)] email: String,
    #[server(default)] current_password: String,
) -> Result<Answer<UserView>, AppError> {
    todo!()
}

/// Changes the password and ends all other sessions.
#[server(prefix = "/actions", endpoint = "password")]
pub async fn change_password(
    #[server(default)] current_password: String,
    #[server(default)] new_password: String,
) -> Result<Answer<()>, AppError> {
    todo!()
}

/// Deletes the account.
#[server(prefix = "/actions", endpoint = "delete-account")]
pub async fn delete_account(#[server(default)] password: String) -> Result<Answer<()>, AppError> {
    todo!()
}

/// Keeps the choice of light or dark in a cookie; `back` is the page to return to without JavaScript.
#[server(prefix = "/actions", endpoint = "theme")]
pub async fn set_theme(
    #[server(default)] theme: String,
    #[server(default)] back: String,
) -> Result<Answer<()>, AppError> {
    todo!()
}
