//! Server functions for the user's own account.

use crate::shared::{
    error::AppError,
    json::Json,
    views::{Answer, SessionView, UserView},
};
use leptos::prelude::*;

/// Changes name, username and email. A new email requires the current password and, if the current one is confirmed, waits for
/// its confirmation.
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
    use crate::web::context::RequestContext;

    let context = RequestContext::current()?;
    let back = LocalPath::account();
    // Never the passwords: the values return in a cookie.
    let typed = [("name", &*name), ("username", &username), ("email", &email)];
    // Not `?`, because `reject` redirects a plain form to the login page, and keeps what was typed.
    let who = match context.visitor() {
        Ok(who) => who.clone(),
        Err(error) => return context.reject(error, Form::Profile, back, &typed),
    };
    let id = who.user.id;
    let new_email = context.edited_email(id, &email);
    let is_edited = !new_email.is_missing();
    let request = UpdateUserRequest {
        username: username.as_str().into(),
        email: new_email,
        name: Some(name.as_str().into()),
        current_password: current_password.into(),
        ..UpdateUserRequest::default()
    };
    match context.accounts().update_profile(&Principal::User(who), &context.caller(), id, request, None).await {
        Ok(user) => {
            let is_pending = is_edited && user.pending_email.is_some();
            let notice = if is_pending { Notice::EmailChangeRequested } else { Notice::ChangesSaved };
            Ok(context.accept(user.view(), &back, Some(notice)))
        }
        Err(error) => context.reject(error.into(), Form::Profile, back, &typed),
    }
}

/// Changes the password and ends all other sessions.
#[server(prefix = "/actions", endpoint = "password", output = Json)]
pub async fn change_password(
    #[server(default)] current_password: String,
    #[server(default)] new_password: String,
    /// Not empty if the API tokens are revoked as well.
    #[server(default)]
    revoke_tokens: String,
) -> Result<Answer<()>, AppError> {
    use crate::shared::{
        next::LocalPath,
        requests::ChangePasswordRequest,
        strict::Expected,
        visit::{Form, Notice},
    };
    use crate::web::context::RequestContext;

    let context = RequestContext::current()?;
    let request = ChangePasswordRequest {
        current_password: current_password.into(),
        new_password: new_password.into(),
        revoke_tokens: Expected::Given(!revoke_tokens.is_empty()),
    };
    let outcome = match context.visitor() {
        Ok(who) => {
            let changed = context.accounts().change_password(who, &context.caller(), request).await;
            changed.map(|()| who.user.id).map_err(AppError::from)
        }
        Err(error) => Err(error),
    };
    match outcome {
        Ok(user) => {
            // A new password makes all browsers unknown (decision 7); this one becomes known again.
            context.remember_browser(user).await;
            Ok(context.accept((), &LocalPath::account(), Some(Notice::PasswordChanged)))
        }
        Err(error) => context.reject(error, Form::Password, LocalPath::account(), &[]),
    }
}

/// The active sessions of the user.
#[server(prefix = "/actions", endpoint = "sessions", output = Json)]
pub async fn list_own_sessions() -> Result<Vec<SessionView>, AppError> {
    use crate::web::context::RequestContext;

    let context = RequestContext::current()?;
    let id = context.visitor()?.user.id;
    Ok(context.accounts().list_sessions(&context.principal()?, id).await?)
}

/// Ends another session of the user, or all others if `session` is empty.
#[server(prefix = "/actions", endpoint = "end-session", output = Json)]
pub async fn end_own_session(#[server(default)] session: String) -> Result<Answer<()>, AppError> {
    use crate::accounts::Principal;
    use crate::shared::{
        next::LocalPath,
        visit::{Form, Notice},
    };
    use crate::web::{context::RequestContext, form_values::session_id};

    let context = RequestContext::current()?;
    let who = match context.visitor() {
        Ok(who) => who.clone(),
        Err(error) => return context.reject(error, Form::Sessions, LocalPath::account(), &[]),
    };
    let (id, caller) = (who.user.id, context.caller());
    let who = Principal::User(who);
    let (ended, notice) = match session.as_str() {
        "" => (context.accounts().end_sessions_of(&who, &caller, id).await, Notice::OtherSessionsEnded),
        session => {
            let session = session_id(session)?;
            (context.accounts().end_session_of(&who, &caller, id, session).await, Notice::SessionEnded)
        }
    };
    match ended {
        Ok(()) => Ok(context.accept((), &LocalPath::account(), Some(notice))),
        Err(error) => context.reject(error.into(), Form::Sessions, LocalPath::account(), &[]),
    }
}

/// Deletes the account; an administrator can restore it.
#[server(prefix = "/actions", endpoint = "delete-account", output = Json)]
pub async fn delete_account(#[server(default)] password: String) -> Result<Answer<()>, AppError> {
    use crate::shared::{
        next::LocalPath,
        requests::DeleteAccountRequest,
        visit::{Form, Notice},
    };
    use crate::web::{address::page, context::RequestContext};

    let context = RequestContext::current()?;
    let request = DeleteAccountRequest { password: password.into() };
    let outcome = match context.visitor() {
        Ok(who) => context.accounts().delete_account(who, &context.caller(), request).await.map_err(AppError::from),
        Err(error) => Err(error),
    };
    match outcome {
        Ok(()) => {
            // The deletion has ended all sessions, so the tokens in the cookies are of no more use.
            context.clear_sign_in();
            Ok(context.accept((), &page("/login"), Some(Notice::AccountDeleted)))
        }
        Err(error) => context.reject(error, Form::DeleteAccount, LocalPath::account(), &[]),
    }
}

/// Stores the theme, light or dark, in a cookie. `back` is the page to return to without JavaScript.
#[server(prefix = "/actions", endpoint = "theme", output = Json)]
pub async fn set_theme(
    #[server(default)] theme: String,
    #[server(default)] back: String,
) -> Result<Answer<()>, AppError> {
    use crate::shared::{next::LocalPath, visit::Theme};
    use crate::web::context::RequestContext;

    let context = RequestContext::current()?;
    context.set_theme(Theme::parse(&theme));
    // The value comes from the form. Anything but a local path would be an open redirect.
    let back = LocalPath::parse(&back).unwrap_or_else(LocalPath::account);
    Ok(context.accept((), &back, None))
}
