//! Signing up, in and out.

use crate::shared::{
    error::AppError,
    json::Json,
    views::{Answer, SignedIn, UserView},
};
use leptos::prelude::*;

/// Creates an account and signs the person in.
#[server(prefix = "/actions", endpoint = "register", output = Json)]
pub async fn register(
    #[server(default)] username: String,
    #[server(default)] email: String,
    #[server(default)] name: String,
    #[server(default)] password: String,
    #[server(default)] next: String,
) -> Result<Answer<SignedIn>, AppError> {
    use crate::shared::{
        next::LocalPath,
        requests::RegisterRequest,
        visit::{Form, Notice},
    };
    use crate::web::{address::page_with, reply::Exchange};

    let exchange = Exchange::current()?;
    let request = RegisterRequest {
        username: username.as_str().into(),
        email: email.as_str().into(),
        name: name.as_str().into(),
        password: password.into(),
        ..RegisterRequest::default()
    };
    match exchange.accounts().register(&exchange.caller(), request).await {
        Ok(user) => {
            let sign_in = exchange.accounts().sign_in_new(&exchange.caller(), user, exchange.visitor().ok()).await?;
            Ok(exchange.accept_sign_in(sign_in, LocalPath::or_account(&next), Some(Notice::Welcome)).await)
        }
        Err(error) => {
            let typed = [("username", &*username), ("email", &email), ("name", &name)];
            exchange.reject(error.into(), Form::Register, page_with("/register", "next", &next), &typed)
        }
    }
}

/// Signs in by username or by email.
#[server(prefix = "/actions", endpoint = "login", output = Json)]
pub async fn login(
    #[server(default)] login: String,
    #[server(default)] password: String,
    #[server(default)] remember_me: Option<String>,
    #[server(default)] next: String,
) -> Result<Answer<SignedIn>, AppError> {
    use crate::shared::{next::LocalPath, requests::LoginRequest, visit::Form};
    use crate::web::{address::page_with, reply::Exchange};

    let exchange = Exchange::current()?;
    let request = LoginRequest {
        login: login.as_str().into(),
        password: password.into(),
        remember_me: remember_me.is_some(),
        ..LoginRequest::default()
    };
    match exchange.accounts().log_in_from(&exchange.caller(), exchange.browser(), request).await {
        Ok(sign_in) => Ok(exchange.accept_sign_in(sign_in, LocalPath::or_account(&next), None).await),
        Err(error) => {
            let remember_me = remember_me.as_deref().unwrap_or_default();
            let typed = [("login", &*login), ("remember_me", remember_me)];
            exchange.reject(error.into(), Form::Login, page_with("/login", "next", &next), &typed)
        }
    }
}

/// Renews the tokens in the cookies.
#[server(prefix = "/actions", endpoint = "refresh", output = Json)]
pub async fn refresh() -> Result<UserView, AppError> {
    use crate::web::reply::Exchange;

    let exchange = Exchange::current()?;
    let token = exchange.refresh_token()?;
    let sign_in = exchange.accounts().refresh(&exchange.caller(), token).await?;
    exchange.keep(&sign_in);
    Ok(sign_in.who.user.view())
}

/// Ends the session.
#[server(prefix = "/actions", endpoint = "logout", output = Json)]
pub async fn logout() -> Result<Answer<()>, AppError> {
    use crate::shared::visit::Notice;
    use crate::web::{address::page, reply::Exchange};

    let exchange = Exchange::current()?;
    if let Ok(who) = exchange.visitor() {
        exchange.accounts().log_out(who, &exchange.caller()).await?;
    }
    exchange.forget();
    Ok(exchange.accept((), &page("/login"), Some(Notice::SignedOut)))
}

/// Makes the first administrator, by the one-time link.
#[server(prefix = "/actions", endpoint = "setup", output = Json)]
pub async fn setup(
    #[server(default)] token: String,
    #[server(default)] username: String,
    #[server(default)] email: String,
    #[server(default)] name: String,
    #[server(default)] password: String,
) -> Result<Answer<SignedIn>, AppError> {
    use crate::shared::{
        next::LocalPath,
        requests::RegisterRequest,
        visit::{Form, Notice},
    };
    use crate::web::{address::page_with, reply::Exchange};

    let exchange = Exchange::current()?;
    let request = RegisterRequest {
        username: username.as_str().into(),
        email: email.as_str().into(),
        name: name.as_str().into(),
        password: password.into(),
        ..RegisterRequest::default()
    };
    match exchange.accounts().set_up(&exchange.caller(), &token, request).await {
        Ok(user) => {
            let sign_in = exchange.accounts().sign_in_new(&exchange.caller(), user, exchange.visitor().ok()).await?;
            Ok(exchange.accept_sign_in(sign_in, LocalPath::account(), Some(Notice::Welcome)).await)
        }
        Err(error) => {
            let typed = [("username", &*username), ("email", &email), ("name", &name)];
            exchange.reject(error.into(), Form::Setup, page_with("/setup", "token", &token), &typed)
        }
    }
}
