//! Server functions for one person, for administrators; and for whoever opens a link.

use crate::shared::{
    directory::{InvitedUser, PasswordLinkView, PersonView},
    error::AppError,
    json::Json,
    views::{Answer, UserView},
};
use leptos::prelude::*;

/// Everything about one person.
#[server(prefix = "/actions", endpoint = "users/show", output = Json)]
pub async fn show_user(#[server(default)] id: String) -> Result<PersonView, AppError> {
    use crate::web::reply::{Exchange, account_id};

    let exchange = Exchange::current()?;
    let (who, id) = (exchange.principal()?, account_id(&id)?);
    Ok(exchange.accounts().show_person(&who, id).await?)
}

/// Changes a person's names and role, if the form was filled in on what is there now.
#[server(prefix = "/actions", endpoint = "users/update", output = Json)]
pub async fn update_user(
    #[server(default)] id: String,
    #[server(default)] version: String,
    #[server(default)] name: String,
    #[server(default)] username: String,
    #[server(default)] email: String,
    #[server(default)] role: String,
    /// A promotion to administrator has been confirmed.
    #[server(default)]
    confirmed: String,
) -> Result<Answer<UserView>, AppError> {
    use crate::shared::{
        next::LocalPath,
        requests::UpdateUserRequest,
        views::Role,
        visit::{Form, Notice},
    };
    use crate::web::reply::{Exchange, account_id, unconfirmed};

    let exchange = Exchange::current()?;
    let (who, account) = (exchange.principal()?, account_id(&id)?);
    let request = UpdateUserRequest {
        username: username.as_str().into(),
        email: email.as_str().into(),
        name: Some(name.as_str().into()),
        role: role.as_str().into(),
        ..UpdateUserRequest::default()
    };
    let (back, version) = (LocalPath::person(account), version.parse().ok());
    let typed = [("name", &*name), ("username", &username), ("email", &email), ("role", &role)];
    let accounts = exchange.accounts();
    let promotes = role == Role::Admin.as_str() && accounts.find_user(&who, account).await?.role != Role::Admin;
    if promotes && confirmed.is_empty() {
        return exchange.reject(unconfirmed(), Form::Person, back, &typed);
    }
    match accounts.update_profile(&who, &exchange.caller(), account, request, version).await {
        Ok(user) => Ok(exchange.accept(user.view_for(&who), &back, Some(Notice::ChangesSaved))),
        Err(error) => exchange.reject(error.into(), Form::Person, back, &typed),
    }
}

/// Disables, enables, deletes or restores a person's account.
#[server(prefix = "/actions", endpoint = "users/change", output = Json)]
pub async fn change_user(
    #[server(default)] id: String,
    #[server(default)] action: String,
) -> Result<Answer<UserView>, AppError> {
    use crate::shared::{directory::UserAction, next::LocalPath, visit::Form};
    use crate::web::reply::{Exchange, account_id};

    let exchange = Exchange::current()?;
    let (who, id) = (exchange.principal()?, account_id(&id)?);
    let action: UserAction = action.parse()?;
    match exchange.accounts().change_status(&who, &exchange.caller(), id, action).await {
        Ok(user) => Ok(exchange.accept(user.view_for(&who), &LocalPath::person(id), Some(action.into()))),
        Err(error) => {
            let form = if action == UserAction::Delete { Form::DeleteUser } else { Form::Person };
            exchange.reject(error.into(), form, LocalPath::person(id), &[])
        }
    }
}

/// Takes a deleted account away for good. Whoever asks types the username, to be sure which one it is.
#[server(prefix = "/actions", endpoint = "users/purge", output = Json)]
pub async fn purge_user(
    #[server(default)] id: String,
    #[server(default)] username: String,
) -> Result<Answer<()>, AppError> {
    use crate::shared::{
        next::LocalPath,
        visit::{Form, Notice},
    };
    use crate::web::reply::{Exchange, account_id};

    let exchange = Exchange::current()?;
    let (who, id) = (exchange.principal()?, account_id(&id)?);
    match exchange.accounts().purge_confirmed(&who, &exchange.caller(), id, &username).await {
        Ok(()) => Ok(exchange.accept((), &LocalPath::users(), Some(Notice::UserPurged))),
        Err(error) => exchange.reject(error.into(), Form::Purge, LocalPath::person(id), &[]),
    }
}

/// Makes a link by which the person chooses another password.
#[server(prefix = "/actions", endpoint = "users/password-link", output = Json)]
pub async fn issue_password_link(#[server(default)] id: String) -> Result<Answer<PasswordLinkView>, AppError> {
    use crate::shared::{next::LocalPath, visit::Form};
    use crate::web::reply::{Exchange, account_id};

    let exchange = Exchange::current()?;
    let (who, id) = (exchange.principal()?, account_id(&id)?);
    match exchange.accounts().issue_password_link(&who, &exchange.caller(), id).await {
        Ok(link) => Ok(exchange.accept_link(link.view(), link.view(), id)),
        Err(error) => exchange.reject(error.into(), Form::Person, LocalPath::person(id), &[]),
    }
}

/// Makes an account for someone, and the link by which they choose a password.
#[server(prefix = "/actions", endpoint = "users/create", output = Json)]
pub async fn create_user(
    #[server(default)] name: String,
    #[server(default)] username: String,
    #[server(default)] email: String,
    #[server(default)] role: String,
) -> Result<Answer<InvitedUser>, AppError> {
    use crate::shared::{requests::InviteUserRequest, visit::Form};
    use crate::web::{address::page, reply::Exchange};

    let exchange = Exchange::current()?;
    let request = InviteUserRequest {
        username: username.as_str().into(),
        email: email.as_str().into(),
        name: name.as_str().into(),
        role: role.as_str().into(),
    };
    match exchange.accounts().invite_user(&exchange.principal()?, &exchange.caller(), request).await {
        Ok((user, link)) => {
            let invited = InvitedUser { user: user.view(), link: link.view() };
            Ok(exchange.accept_link(invited, link.view(), user.id))
        }
        Err(error) => {
            let typed = [("name", &*name), ("username", &username), ("email", &email), ("role", &role)];
            exchange.reject(error.into(), Form::CreateUser, page("/users/new"), &typed)
        }
    }
}

/// Ends a session of a person; all of them when none is named.
#[server(prefix = "/actions", endpoint = "users/end-session", output = Json)]
pub async fn end_session_of(
    #[server(default)] id: String,
    #[server(default)] session: String,
) -> Result<Answer<()>, AppError> {
    use crate::shared::{
        next::LocalPath,
        visit::{Form, Notice},
    };
    use crate::web::reply::{Exchange, account_id, session_id};

    let exchange = Exchange::current()?;
    let (who, caller, id) = (exchange.principal()?, exchange.caller(), account_id(&id)?);
    let ended = match session.as_str() {
        "" => exchange.accounts().end_sessions_of(&who, &caller, id).await,
        session => exchange.accounts().end_session_of(&who, &caller, id, session_id(session)?).await,
    };
    match ended {
        Ok(()) => Ok(exchange.accept((), &LocalPath::person(id), Some(Notice::SessionEnded))),
        Err(error) => exchange.reject(error.into(), Form::Person, LocalPath::person(id), &[]),
    }
}

/// Chooses a password by a link.
#[server(prefix = "/actions", endpoint = "reset-password", output = Json)]
pub async fn reset_password(
    #[server(default)] token: String,
    #[server(default)] password: String,
) -> Result<Answer<()>, AppError> {
    use crate::shared::{
        requests::ResetPasswordRequest,
        visit::{Form, Notice},
    };
    use crate::web::{
        address::{page, page_with},
        reply::Exchange,
    };

    let exchange = Exchange::current()?;
    let request = ResetPasswordRequest { token: token.as_str().into(), password: password.into() };
    match exchange.accounts().reset_password(request, &exchange.caller()).await {
        Ok(()) => Ok(exchange.accept((), &page("/login"), Some(Notice::PasswordChosen))),
        Err(error) => {
            let back = page_with("/reset-password", "token", &token);
            exchange.reject(error.into(), Form::ResetPassword, back, &[])
        }
    }
}
