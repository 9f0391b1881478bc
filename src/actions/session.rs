//! Signing up, in and out.

use crate::shared::{
    error::AppError,
    views::{Answer, SignedIn, UserView},
};
use leptos::prelude::*;

/// Creates an account and signs the person in.
#[server(prefix = "/actions", endpoint = "register")]
pub async fn register(
    #[server(default)] username: String,
    #[server(default)] email: String,
    #[server(default)] name: String,
    #[server(default)] password: String,
    #[server(default)] next: String,
) -> Result<Answer<SignedIn>, AppError> {
    todo!()
}

/// Signs in by username or by email.
#[server(prefix = "/actions", endpoint = "login")]
pub async fn login(
    #[server(default)] login: String,
    #[server(default)] password: String,
    #[server(default)] remember_me: Option<String>,
    #[server(default)] next: String,
) -> Result<Answer<SignedIn>, AppError> {
    todo!()
}

/// Renews the tokens in the cookies.
#[server(prefix = "/actions", endpoint = "refresh")]
pub async fn refresh() -> Result<UserView, AppError> {
    todo!()
}

/// Ends the session.
#[server(prefix = "/actions", endpoint = "logout")]
pub async fn logout() -> Result<Answer<()>, AppError> {
    todo!()
}

/// Makes the first administrator, by the one-time link.
#[server(prefix = "/actions", endpoint = "setup")]
pub async fn setup(
    #[server(default)] token: String,
    #[server(default)] username: String,
    #[server(default)] email: String,
    #[server(default)] name: String,
    #[server(default)] password: String,
) -> Result<Answer<SignedIn>, AppError> {
    todo!()
}
