//! Server functions for one user, for administrators.

use crate::shared::{
    Answer, AppError, Json, PasswordLinkView, PurgeFields, SessionFields, UserActionFields, UserDetailsView,
    UserFields, UserView,
};
use leptos::prelude::*;

functions! {
    changes: UpdateUser, ChangeUser, PurgeUser, MarkConfirmed, IssuePasswordLink, SendInvitation, RevokeInvitation,
        EndSessionOf;
    others: ShowUser;
}

/// All data about one user.
#[server(prefix = "/actions", endpoint = "users/show", output = Json)]
pub async fn show_user(#[server(default)] id: String) -> Result<UserDetailsView, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let (caller, id) = (context.signed_in()?, id_in(&id)?);
    context.answer(context.accounts().directory().show_user_details(&caller, id).await)
}

/// Changes profile, username, email and role of a user, if the version is still current.
#[server(prefix = "/actions", endpoint = "users/update", output = Json)]
pub async fn update_user(#[server(flatten)] fields: UserFields) -> Result<Answer<UserView>, AppError> {
    use crate::language::message;
    use crate::shared::{Role, UpdateUserRequest};
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let caller = context.signed_in();
    // There is no page to return to. A signed-out visitor gets only that error.
    let id = id_in(&fields.id).map_err(|error| caller.as_ref().err().cloned().unwrap_or(error))?;
    let form = context.form(Form::User, LocalPath::user(id)).keeping(&fields);
    // Not `?`, because `reject` redirects a plain form to the sign-in page, and keeps what was typed.
    let caller = match caller {
        Ok(caller) => caller,
        Err(error) => return form.reject(error),
    };
    let accounts = context.accounts();
    // The form of a service account has no email address.
    let has_address =
        !fields.email.is_empty() || !context.answer(accounts.users().is_service_account(&caller, id).await)?;
    let email = if has_address { context.edited_email(id, &fields.email) } else { Text::Missing };
    // Only a change of the role must be confirmed: the form of an administrator also sends `admin`.
    let promotes = fields.role == Role::Admin.as_str()
        && context.answer(accounts.users().find_user(&caller, id).await)?.role != Role::Admin;
    if promotes && fields.confirmed.is_empty() {
        return form.reject(unconfirmed());
    }
    let request = UpdateUserRequest {
        username: fields.username.into(),
        email,
        profile: fields.profile,
        role: fields.role.into(),
        email_verified: if fields.email_verified.is_empty() { Expected::Missing } else { Expected::Given(true) },
        ..UpdateUserRequest::default()
    };
    // Without a valid version, the change applies to any version.
    let version = fields.version.parse().ok();
    let updated = accounts.users().update_profile(&caller, id, request, version).await;
    let updated = updated.map_err(|error| changed_meanwhile(message::error_account_changed, error));
    form.finish(updated.map(|user| user.view_for(&caller)), Notice::ChangesSaved)
}

/// Disables, enables, deletes or restores an account, or changes its role.
#[server(prefix = "/actions", endpoint = "users/change", output = Json)]
pub async fn change_user(#[server(flatten)] fields: UserActionFields) -> Result<Answer<UserView>, AppError> {
    use crate::shared::UserAction;
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let (caller, id) = (context.signed_in()?, id_in(&fields.id)?);
    let action: UserAction = fields.action.parse()?;
    let changed = context.accounts().users().change_status(&caller, id, action).await;
    // A deletion is confirmed in its own form, which also shows the error.
    let form = if action == UserAction::Delete { Form::DeleteUser } else { Form::User };
    context.form(form, LocalPath::user(id)).finish(changed.map(|user| user.view_for(&caller)), action.into())
}

/// Permanently deletes an account that was deleted. The administrator types its username to confirm.
#[server(prefix = "/actions", endpoint = "users/purge", output = Json)]
pub async fn purge_user(#[server(flatten)] fields: PurgeFields) -> Result<Answer<()>, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let (caller, id) = (context.signed_in()?, id_in(&fields.id)?);
    let purged = context.accounts().users().purge_confirmed(&caller, id, &fields.username).await;
    context.form(Form::Purge, LocalPath::user(id)).finish_at(&LocalPath::users(), purged, Notice::UserPurged)
}

/// Marks the address of a user as confirmed, without a message.
#[server(prefix = "/actions", endpoint = "users/confirm-email", output = Json)]
pub async fn mark_confirmed(#[server(default)] id: String) -> Result<Answer<UserView>, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let (caller, id) = (context.signed_in()?, id_in(&id)?);
    let marked = context.accounts().emails().mark_confirmed(&caller, id).await;
    let form = context.form(Form::User, LocalPath::user(id));
    form.finish(marked.map(|user| user.view_for(&caller)), Notice::EmailConfirmed)
}

/// Creates a link with which the user chooses a new password.
#[server(prefix = "/actions", endpoint = "users/password-link", output = Json)]
pub async fn issue_password_link(#[server(default)] id: String) -> Result<Answer<PasswordLinkView>, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let (caller, id) = (context.signed_in()?, id_in(&id)?);
    let issued = context.accounts().passwords().issue_password_link(&caller, id).await;
    let form = context.form(Form::User, LocalPath::user(id));
    form.finish_with(issued, |link, _| context.accept_link(link.view(), link.view(), id))
}

/// Sends an invitation to the address of an account without a password. It replaces the previous one.
#[server(prefix = "/actions", endpoint = "invitations/send", output = Json)]
pub async fn send_invitation(#[server(default)] id: String) -> Result<Answer<()>, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let (caller, id) = (context.signed_in()?, id_in(&id)?);
    let sent = context.accounts().invitations().send_invitation(&caller, id).await;
    context.form(Form::User, LocalPath::user(id)).finish(sent.map(|_| ()), Notice::InvitationSent)
}

/// Makes the open invitation of an account invalid.
#[server(prefix = "/actions", endpoint = "invitations/revoke", output = Json)]
pub async fn revoke_invitation(#[server(default)] id: String) -> Result<Answer<()>, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let (caller, id) = (context.signed_in()?, id_in(&id)?);
    let revoked = context.accounts().invitations().revoke_invitation(&caller, id).await;
    context.form(Form::User, LocalPath::user(id)).finish(revoked, Notice::InvitationRevoked)
}

/// Ends one session of a user, or all sessions.
#[server(prefix = "/actions", endpoint = "users/end-session", output = Json)]
pub async fn end_session_of(#[server(flatten)] fields: SessionFields) -> Result<Answer<()>, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let (caller, id) = (context.signed_in()?, id_in(&fields.id)?);
    let (accounts, form) = (context.accounts(), context.form(Form::User, LocalPath::user(id)));
    match fields.session.as_str() {
        "" => {
            // The session of the request continues.
            let is_own = caller.user_id() == Some(id);
            let notice = if is_own { Notice::OtherSessionsEnded } else { Notice::AllSessionsEnded };
            form.finish(accounts.sessions().end_sessions_of(&caller, id).await, notice)
        }
        session => {
            let session = id_in(session)?;
            form.finish(accounts.sessions().end_session_of(&caller, id, session).await, Notice::SessionEnded)
        }
    }
}
