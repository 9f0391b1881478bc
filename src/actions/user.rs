//! Server functions for one user, for administrators, and for the owner of a password link.

#![expect(clippy::too_many_arguments, reason = "a server function has an argument for each field of its form")]

use crate::shared::{
    directory::{InvitedUser, PasswordLinkView, UserDetailsView},
    error::AppError,
    json::Json,
    views::{Answer, SignedIn, UserView},
};
use leptos::prelude::*;

/// All data about one user.
#[server(prefix = "/actions", endpoint = "users/show", output = Json)]
pub async fn show_user(#[server(default)] id: String) -> Result<UserDetailsView, AppError> {
    use crate::web::{context::RequestContext, form_values::account_id};

    let context = RequestContext::current()?;
    let (who, id) = (context.principal()?, account_id(&id)?);
    Ok(context.accounts().show_user_details(&who, id).await?)
}

/// Changes name, username, email and role of a user, if `version` is still current.
#[server(prefix = "/actions", endpoint = "users/update", output = Json)]
pub async fn update_user(
    #[server(default)] id: String,
    #[server(default)] version: String,
    #[server(default)] name: String,
    #[server(default)] username: String,
    #[server(default)] email: String,
    #[server(default)] role: String,
    /// Not empty if the administrator vouches for the address.
    #[server(default)]
    email_verified: String,
    /// Not empty if a promotion to administrator has been confirmed.
    #[server(default)]
    confirmed: String,
) -> Result<Answer<UserView>, AppError> {
    use crate::shared::{
        next::LocalPath,
        requests::UpdateUserRequest,
        strict::Expected,
        text::Text,
        views::Role,
        visit::{Form, Notice},
    };
    use crate::web::{
        context::RequestContext,
        form_values::{account_id, unconfirmed},
    };

    let context = RequestContext::current()?;
    let who = context.principal();
    // There is no page to return to. A signed-out visitor gets only that error.
    let account = account_id(&id).map_err(|error| who.as_ref().err().cloned().unwrap_or(error))?;
    // Without a valid version, the change applies to any version.
    let (back, version) = (LocalPath::user(account), version.parse().ok());
    let typed = [("name", &*name), ("username", &username), ("email", &email), ("role", &role)];
    // Not `?`, because `reject` redirects a plain form to the login page, and keeps what was typed.
    let who = match who {
        Ok(who) => who,
        Err(error) => return context.reject(error, Form::User, back, &typed),
    };
    let accounts = context.accounts();
    // The form of a service account has no email address.
    let has_address = !email.is_empty() || !accounts.is_service_account(&who, account).await?;
    let request = UpdateUserRequest {
        username: username.as_str().into(),
        email: if has_address { context.edited_email(account, &email) } else { Text::Missing },
        name: Some(name.as_str().into()),
        role: role.as_str().into(),
        email_verified: if email_verified.is_empty() { Expected::Missing } else { Expected::Given(true) },
        ..UpdateUserRequest::default()
    };
    // Only a change of the role must be confirmed: the form of an administrator also sends `admin`.
    let promotes = role == Role::Admin.as_str() && accounts.find_user(&who, account).await?.role != Role::Admin;
    if promotes && confirmed.is_empty() {
        return context.reject(unconfirmed(), Form::User, back, &typed);
    }
    match accounts.update_profile(&who, &context.caller(), account, request, version).await {
        Ok(user) => Ok(context.accept(user.view_for(&who), &back, Some(Notice::ChangesSaved))),
        Err(error) => context.reject(error.into(), Form::User, back, &typed),
    }
}

/// Disables, enables, deletes or restores an account.
#[server(prefix = "/actions", endpoint = "users/change", output = Json)]
pub async fn change_user(
    #[server(default)] id: String,
    #[server(default)] action: String,
) -> Result<Answer<UserView>, AppError> {
    use crate::shared::{directory::UserAction, next::LocalPath, visit::Form};
    use crate::web::{context::RequestContext, form_values::account_id};

    let context = RequestContext::current()?;
    let (who, id) = (context.principal()?, account_id(&id)?);
    let action: UserAction = action.parse()?;
    match context.accounts().change_status(&who, &context.caller(), id, action).await {
        Ok(user) => Ok(context.accept(user.view_for(&who), &LocalPath::user(id), Some(action.into()))),
        Err(error) => {
            // A deletion is confirmed in its own form, which also shows the error.
            let form = if action == UserAction::Delete { Form::DeleteUser } else { Form::User };
            context.reject(error.into(), form, LocalPath::user(id), &[])
        }
    }
}

/// Permanently deletes an account that was deleted. The administrator types its username to confirm.
#[server(prefix = "/actions", endpoint = "users/purge", output = Json)]
pub async fn purge_user(
    #[server(default)] id: String,
    #[server(default)] username: String,
) -> Result<Answer<()>, AppError> {
    use crate::shared::{
        next::LocalPath,
        visit::{Form, Notice},
    };
    use crate::web::{context::RequestContext, form_values::account_id};

    let context = RequestContext::current()?;
    let (who, id) = (context.principal()?, account_id(&id)?);
    match context.accounts().purge_confirmed(&who, &context.caller(), id, &username).await {
        Ok(()) => Ok(context.accept((), &LocalPath::users(), Some(Notice::UserPurged))),
        Err(error) => context.reject(error.into(), Form::Purge, LocalPath::user(id), &[]),
    }
}

/// Creates a link with which the user chooses a new password.
#[server(prefix = "/actions", endpoint = "users/password-link", output = Json)]
pub async fn issue_password_link(#[server(default)] id: String) -> Result<Answer<PasswordLinkView>, AppError> {
    use crate::shared::{next::LocalPath, visit::Form};
    use crate::web::{context::RequestContext, form_values::account_id};

    let context = RequestContext::current()?;
    let (who, id) = (context.principal()?, account_id(&id)?);
    match context.accounts().issue_password_link(&who, &context.caller(), id).await {
        Ok(link) => Ok(context.accept_link(link.view(), link.view(), id)),
        Err(error) => context.reject(error.into(), Form::User, LocalPath::user(id), &[]),
    }
}

/// Creates an account, and the link with which its owner chooses a password. `delivery`: `mail` if the link is sent to the
/// address of the account; otherwise it is returned, to be passed on.
#[server(prefix = "/actions", endpoint = "users/create", output = Json)]
pub async fn create_user(
    #[server(default)] name: String,
    #[server(default)] username: String,
    #[server(default)] email: String,
    #[server(default)] role: String,
    #[server(default)] delivery: String,
) -> Result<Answer<InvitedUser>, AppError> {
    use crate::accounts::SetupLink;
    use crate::shared::{
        next::LocalPath,
        requests::InviteUserRequest,
        strict::Expected,
        visit::{Form, Notice},
    };
    use crate::web::{address::page, context::RequestContext};

    let context = RequestContext::current()?;
    let typed =
        [("name", &*name), ("username", &username), ("email", &email), ("role", &role), ("delivery", &delivery)];
    let who = match context.principal() {
        Ok(who) => who,
        Err(error) => return context.reject(error, Form::CreateUser, page("/users/new"), &typed),
    };
    let request = InviteUserRequest {
        username: username.as_str().into(),
        email: email.as_str().into(),
        name: name.as_str().into(),
        role: role.as_str().into(),
        invite: Expected::Given(delivery == "mail"),
    };
    match context.accounts().invite_user(&who, &context.caller(), request).await {
        Ok((user, SetupLink::Shown(link))) => {
            let invited = InvitedUser { user: user.view(), link: Some(link.view()) };
            Ok(context.accept_link(invited, link.view(), user.id))
        }
        Ok((user, SetupLink::Mailed(_))) => {
            let invited = InvitedUser { user: user.view(), link: None };
            Ok(context.accept(invited, &LocalPath::user(user.id), Some(Notice::InvitationSent)))
        }
        Err(error) => context.reject(error.into(), Form::CreateUser, page("/users/new"), &typed),
    }
}

/// Ends one session of a user, or all sessions if `session` is empty.
#[server(prefix = "/actions", endpoint = "users/end-session", output = Json)]
pub async fn end_session_of(
    #[server(default)] id: String,
    #[server(default)] session: String,
) -> Result<Answer<()>, AppError> {
    use crate::shared::{
        next::LocalPath,
        visit::{Form, Notice},
    };
    use crate::web::{
        context::RequestContext,
        form_values::{account_id, session_id},
    };

    let context = RequestContext::current()?;
    let (who, caller, id) = (context.principal()?, context.caller(), account_id(&id)?);
    let (ended, notice) = match session.as_str() {
        "" => {
            // The session of the request continues.
            let notice = if who.user_id() == Some(id) { Notice::OtherSessionsEnded } else { Notice::AllSessionsEnded };
            (context.accounts().end_sessions_of(&who, &caller, id).await, notice)
        }
        session => {
            let session = session_id(session)?;
            (context.accounts().end_session_of(&who, &caller, id, session).await, Notice::SessionEnded)
        }
    };
    match ended {
        Ok(()) => Ok(context.accept((), &LocalPath::user(id), Some(notice))),
        Err(error) => context.reject(error.into(), Form::User, LocalPath::user(id), &[]),
    }
}

/// Sets a new password with the token of a password link or of an invitation, which also signs in.
#[server(prefix = "/actions", endpoint = "reset-password", output = Json)]
pub async fn reset_password(
    #[server(default)] token: String,
    #[server(default)] password: String,
) -> Result<Answer<Option<SignedIn>>, AppError> {
    use crate::shared::{
        requests::ResetPasswordRequest,
        visit::{Form, Notice},
    };
    use crate::web::{
        address::{page, page_with},
        context::RequestContext,
    };

    let context = RequestContext::current()?;
    let request = ResetPasswordRequest { token: token.as_str().into(), password: password.into() };
    let visitor = context.visitor().ok();
    match context.accounts().reset_password_in_browser(request, &context.caller(), visitor).await {
        Ok(Some(sign_in)) => {
            let notice = Some(Notice::InvitationAccepted);
            Ok(context.accept_sign_in(sign_in, context.home(), notice).await.map(Some))
        }
        Ok(None) => Ok(context.accept(None, &page("/login"), Some(Notice::PasswordChosen))),
        Err(error) => {
            // The page opens only with the token.
            let back = page_with("/reset-password", "token", &token);
            context.reject(error.into(), Form::ResetPassword, back, &[])
        }
    }
}
