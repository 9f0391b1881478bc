//! Server functions for registration, sign-in and sign-out.

use crate::shared::{
    error::AppError,
    json::Json,
    views::{Answer, Registration, SignedIn, UserView},
};
use leptos::prelude::*;

/// Creates an account and signs in, unless the email address has to be confirmed first.
#[server(prefix = "/actions", endpoint = "register", output = Json)]
pub async fn register(
    #[server(default)] username: String,
    #[server(default)] email: String,
    #[server(default)] name: String,
    #[server(default)] password: String,
    #[server(default)] next: String,
) -> Result<Answer<Registration>, AppError> {
    use crate::accounts::Registered;
    use crate::shared::{
        requests::RegisterRequest,
        visit::{Form, Notice},
    };
    use crate::web::{address::page_with, context::RequestContext};

    let context = RequestContext::current()?;
    let accounts = context.accounts();
    let request = RegisterRequest {
        username: username.as_str().into(),
        email: email.as_str().into(),
        name: name.as_str().into(),
        password: password.into(),
        ..RegisterRequest::default()
    };
    match accounts.register(&context.asking_caller(), request).await {
        Ok(Registered::Account(user)) if !accounts.must_confirm_first(user.email_verified) => {
            // The new session replaces the one that this browser may already have.
            let sign_in = accounts.sign_in_new(&context.caller(), *user, context.visitor().ok()).await?;
            let next = context.destination(&next);
            Ok(context.accept_sign_in(sign_in, next, Some(Notice::Welcome)).await.map(Registration::from))
        }
        Ok(registered) => {
            let notice = match registered {
                Registered::Account(_) => Notice::ConfirmEmailFirst,
                Registered::Pending => Notice::RegistrationReceived,
            };
            context.remember_asking_browser();
            let next = page_with("/login", "next", &next);
            let registration = Registration { user: None, next: (&next).into(), notice };
            Ok(context.accept(registration, &next, Some(notice)))
        }
        Err(error) => {
            let typed = [("username", &*username), ("email", &email), ("name", &name)];
            context.reject(error.into(), Form::Register, page_with("/register", "next", &next), &typed)
        }
    }
}

/// Signs in with a username or an email address.
#[server(prefix = "/actions", endpoint = "login", output = Json)]
pub async fn login(
    #[server(default)] login: String,
    #[server(default)] password: String,
    #[server(default)] remember_me: Option<String>,
    #[server(default)] next: String,
) -> Result<Answer<SignedIn>, AppError> {
    use crate::accounts::LogInError;
    use crate::shared::{requests::LoginRequest, strict::Expected, visit::Form};
    use crate::web::{address::page_with, context::RequestContext};

    let context = RequestContext::current()?;
    let request = LoginRequest {
        login: login.as_str().into(),
        password: password.into(),
        // Browsers send a checkbox only if it is ticked.
        remember_me: Expected::Given(remember_me.is_some()),
        ..LoginRequest::default()
    };
    // Before the answer it is not known whether the address has to be confirmed first, with a link.
    let caller = context.asking_caller();
    match context.accounts().log_in_from(&caller, context.browser(), request).await {
        Ok(sign_in) => Ok(context.accept_sign_in(sign_in, context.destination(&next), None).await),
        Err(error) => {
            if matches!(error, LogInError::Unconfirmed) {
                context.remember_asking_browser();
            }
            let remember_me = remember_me.as_deref().unwrap_or_default();
            let typed = [("login", &*login), ("remember_me", remember_me)];
            context.reject(error.into(), Form::Login, page_with("/login", "next", &next), &typed)
        }
    }
}

/// Renews the tokens in the cookies.
#[server(prefix = "/actions", endpoint = "refresh", output = Json)]
pub async fn refresh() -> Result<UserView, AppError> {
    use crate::web::context::RequestContext;

    let context = RequestContext::current()?;
    let token = context.refresh_token()?;
    let sign_in = context.accounts().refresh(&context.caller(), token).await?;
    context.set_sign_in(&sign_in);
    Ok(sign_in.who.user.view())
}

/// Sends a password link, if an account has this email address.
#[server(prefix = "/actions", endpoint = "forgot-password", output = Json)]
pub async fn forgot_password(#[server(default)] email: String) -> Result<Answer<()>, AppError> {
    use crate::shared::{
        requests::ForgotPasswordRequest,
        visit::{Form, Notice},
    };
    use crate::web::{address::page, context::RequestContext};

    let context = RequestContext::current()?;
    let request = ForgotPasswordRequest { email: email.as_str().into() };
    match context.accounts().forgot_password(&context.caller(), &request) {
        Ok(()) => Ok(context.accept((), &page("/login"), Some(Notice::PasswordLinkSent))),
        Err(error) => {
            context.reject(error.into(), Form::ForgotPassword, page("/forgot-password"), &[("email", &*email)])
        }
    }
}

/// Ends the session.
#[server(prefix = "/actions", endpoint = "logout", output = Json)]
pub async fn logout() -> Result<Answer<()>, AppError> {
    use crate::shared::visit::Notice;
    use crate::web::{address::page, context::RequestContext};

    let context = RequestContext::current()?;
    // A visitor whose session has already ended is signed out as well: the cookies are deleted in any case.
    if let Ok(who) = context.visitor() {
        context.accounts().log_out(who, &context.caller()).await?;
    }
    context.clear_sign_in();
    Ok(context.accept((), &page("/login"), Some(Notice::SignedOut)))
}

/// Creates the first administrator with the one-time setup link.
#[server(prefix = "/actions", endpoint = "setup", output = Json)]
pub async fn setup(
    #[server(default)] token: String,
    #[server(default)] username: String,
    #[server(default)] email: String,
    #[server(default)] name: String,
    #[server(default)] password: String,
) -> Result<Answer<Registration>, AppError> {
    use crate::shared::{
        requests::RegisterRequest,
        visit::{Form, Notice},
    };
    use crate::web::{address::page_with, context::RequestContext};

    let context = RequestContext::current()?;
    let request = RegisterRequest {
        username: username.as_str().into(),
        email: email.as_str().into(),
        name: name.as_str().into(),
        password: password.into(),
        ..RegisterRequest::default()
    };
    match context.accounts().set_up(&context.caller(), &token, request).await {
        Ok(user) => {
            let sign_in = context.accounts().sign_in_new(&context.caller(), user, context.visitor().ok()).await?;
            let next = context.home();
            Ok(context.accept_sign_in(sign_in, next, Some(Notice::Welcome)).await.map(Registration::from))
        }
        Err(error) => {
            let typed = [("username", &*username), ("email", &email), ("name", &name)];
            context.reject(error.into(), Form::Setup, page_with("/setup", "token", &token), &typed)
        }
    }
}
