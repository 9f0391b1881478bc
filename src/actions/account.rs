//! One's own account.

use crate::shared::{
    error::AppError,
    json::Json,
    views::{Answer, UserView},
};
use leptos::prelude::*;

/// Changes name, username and email; the email takes the current password.
#[server(prefix = "/actions", endpoint = "profile", output = Json)]
pub async fn update_profile(
    #[server(default)] name: String,
    #[server(default)] username: String,
    #[server(default)] email: String,
    #[server(default)] current_password: String,
) -> Result<Answer<UserView>, AppError> {
    use crate::accounts::Principal;
    use crate::shared::{
        next::LocalPath,
        requests::UpdateUserRequest,
        visit::{Form, Notice},
    };
    use crate::web::reply::Exchange;

    let exchange = Exchange::current()?;
    let back = LocalPath::account();
    let who = match exchange.visitor() {
        Ok(who) => who.clone(),
        Err(error) => return exchange.reject(error, Form::Profile, back, &[]),
    };
    let request = UpdateUserRequest {
        username: username.as_str().into(),
        email: email.as_str().into(),
        name: Some(name.as_str().into()),
        current_password: current_password.into(),
        ..UpdateUserRequest::default()
    };
    let id = who.user.id;
    match exchange.accounts().update_profile(&Principal::User(who), &exchange.caller(), id, request, None).await {
        Ok(user) => Ok(exchange.accept(user.view(), &back, Some(Notice::ChangesSaved))),
        Err(error) => {
            let typed = [("name", &*name), ("username", &username), ("email", &email)];
            exchange.reject(error.into(), Form::Profile, back, &typed)
        }
    }
}

/// Changes the password and ends all other sessions.
#[server(prefix = "/actions", endpoint = "password", output = Json)]
pub async fn change_password(
    #[server(default)] current_password: String,
    #[server(default)] new_password: String,
) -> Result<Answer<()>, AppError> {
    use crate::shared::{
        next::LocalPath,
        requests::ChangePasswordRequest,
        visit::{Form, Notice},
    };
    use crate::web::reply::Exchange;

    let exchange = Exchange::current()?;
    let request =
        ChangePasswordRequest { current_password: current_password.into(), new_password: new_password.into() };
    let outcome = match exchange.visitor() {
        Ok(who) => {
            let changed = exchange.accounts().change_password(who, &exchange.caller(), request).await;
            changed.map(|()| who.user.id).map_err(AppError::from)
        }
        Err(error) => Err(error),
    };
    match outcome {
        Ok(user) => {
            exchange.know_browser(user).await;
            Ok(exchange.accept((), &LocalPath::account(), Some(Notice::PasswordChanged)))
        }
        Err(error) => exchange.reject(error, Form::Password, LocalPath::account(), &[]),
    }
}

/// Deletes the account.
#[server(prefix = "/actions", endpoint = "delete-account", output = Json)]
pub async fn delete_account(#[server(default)] password: String) -> Result<Answer<()>, AppError> {
    use crate::shared::{
        next::LocalPath,
        requests::DeleteAccountRequest,
        visit::{Form, Notice},
    };
    use crate::web::{address::page, reply::Exchange};

    let exchange = Exchange::current()?;
    let request = DeleteAccountRequest { password: password.into() };
    let outcome = match exchange.visitor() {
        Ok(who) => exchange.accounts().delete_account(who, &exchange.caller(), request).await.map_err(AppError::from),
        Err(error) => Err(error),
    };
    match outcome {
        Ok(()) => {
            exchange.forget();
            Ok(exchange.accept((), &page("/login"), Some(Notice::AccountDeleted)))
        }
        Err(error) => exchange.reject(error, Form::DeleteAccount, LocalPath::account(), &[]),
    }
}

/// Keeps the choice of light or dark in a cookie; `back` is the page to return to without JavaScript.
#[server(prefix = "/actions", endpoint = "theme", output = Json)]
pub async fn set_theme(
    #[server(default)] theme: String,
    #[server(default)] back: String,
) -> Result<Answer<()>, AppError> {
    use crate::shared::{next::LocalPath, visit::Theme};
    use crate::web::reply::Exchange;

    let exchange = Exchange::current()?;
    exchange.keep_theme(Theme::parse(&theme));
    let back = LocalPath::parse(&back).unwrap_or_else(LocalPath::account);
    Ok(exchange.accept((), &back, None))
}
