//! Server functions for the user's own account and its email address, and for the audit log.

use crate::shared::form_bodies::LanguageFields;
use crate::shared::link_pages::Confirmed;
use crate::shared::{
    Answer, AppError, AuditLogView, AuditRequest, ClientAccessFields, ClientAccessView, Json, LinkFields, LocalPath,
    PasswordFields, ProfileFields, SessionView, ThemeFields, UserView,
};
use leptos::prelude::*;

functions! {
    changes: UpdateProfile, ChangePassword, EndOwnSession, DeleteAccount, VerifyEmail, DisownRegistration, ResendConfirmation,
        CancelEmailChange, UndoEmailChange, SetLanguage, RevokeClientAccess;
    others: ListOwnSessions, ListAudit, SetTheme, ShowAccount, ListOwnClientAccess;
}

/// Changes profile, username and email, if they are still those that the page has shown. A new email requires the current password
/// and, if the current one is confirmed, waits for its confirmation.
#[server(prefix = "/actions", endpoint = "profile", output = Json)]
pub async fn update_profile(#[server(flatten)] profile: ProfileFields) -> Result<Answer<UserView>, AppError> {
    use crate::language::message;
    use crate::shared::UpdateUserRequest;
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let form = context.form(Form::Profile, LocalPath::account()).keeping(&profile);
    let saved = async {
        let (caller, id) = (context.caller(), context.visitor()?.user.id);
        let current = context.accounts().users().find_user(&caller, id).await?;
        refuse_outdated(&profile.before, &current.view().editable())?;
        let email = context.edited_email(id, &profile.email);
        let is_edited = !email.is_missing();
        let request = UpdateUserRequest {
            username: profile.username.into(),
            email,
            profile: profile.profile,
            current_password: profile.current_password,
            ..UpdateUserRequest::default()
        };
        let user = context.accounts().users().update_profile(&caller, id, request, Some(current.version)).await?;
        let is_pending = is_edited && user.pending_email.is_some();
        Ok((user.view(), if is_pending { Notice::EmailChangeRequested } else { Notice::ChangesSaved }))
    };
    let saved = saved.await.map_err(|error| changed_meanwhile(message::error_own_account_changed, error));
    form.finish_with(saved, |(user, notice), back| context.accept(user, back, Some(notice)))
}

/// Changes the password and ends all other sessions.
#[server(prefix = "/actions", endpoint = "password", output = Json)]
pub async fn change_password(#[server(flatten)] fields: PasswordFields) -> Result<Answer<()>, AppError> {
    use crate::shared::ChangePasswordRequest;
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let request = ChangePasswordRequest {
        current_password: fields.current_password,
        new_password: fields.new_password,
        revoke_tokens: Expected::Given(!fields.revoke_tokens.is_empty()),
    };
    let changed = async {
        let who = context.visitor()?;
        context.accounts().passwords().change_password(who, &context.caller(), request).await?;
        // A new password makes all browsers unknown (decision 7); this one becomes known again.
        context.remember_browser(who.user.id).await;
        Ok(())
    };
    context.form(Form::Password, page("/account/security")).finish(changed.await, Notice::PasswordChanged)
}

/// The active sessions of the user.
#[server(prefix = "/actions", endpoint = "sessions", output = Json)]
pub async fn list_own_sessions() -> Result<Vec<SessionView>, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let id = context.visitor()?.user.id;
    context.answer(context.accounts().sessions().list_sessions(&context.caller(), id).await)
}

/// Ends another session of the user, or all others if `session` is empty.
#[server(prefix = "/actions", endpoint = "end-session", output = Json)]
pub async fn end_own_session(#[server(default)] session: String) -> Result<Answer<()>, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let form = context.form(Form::Sessions, page("/account/devices"));
    let id = match context.visitor() {
        Ok(who) => who.user.id,
        Err(error) => return form.reject(error),
    };
    let (accounts, caller) = (context.accounts(), context.caller());
    match session.as_str() {
        "" => form.finish(accounts.sessions().end_sessions_of(&caller, id).await, Notice::OtherSessionsEnded),
        session => {
            let session = id_in(session)?;
            form.finish(accounts.sessions().end_session_of(&caller, id, session).await, Notice::SessionEnded)
        }
    }
}

/// The clients that have access to the user's account.
#[server(prefix = "/actions", endpoint = "client-access", output = Json)]
pub async fn list_own_client_access() -> Result<Vec<ClientAccessView>, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let id = context.visitor()?.user.id;
    context.answer(context.accounts().openid().list_client_access(&context.caller(), id).await)
}

/// Takes back the access of a client to an account, or to that of the user.
#[server(prefix = "/actions", endpoint = "client-access/revoke", output = Json)]
pub async fn revoke_client_access(#[server(flatten)] fields: ClientAccessFields) -> Result<Answer<()>, AppError> {
    use crate::shared::next::ClientPart;
    use crate::web::clients::client_page;
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let (account, back) = owner(&fields.id, page("/account/applications"))?;
    let back = if fields.at == "client" { client_page(&fields.client, ClientPart::Access) } else { back };
    let revoked = async {
        let account = account.unwrap_or(context.visitor()?.user.id);
        context.accounts().openid().revoke_client_access(&context.caller(), account, &fields.client).await
    };
    context.form(Form::ClientAccess, back).finish(revoked.await, Notice::AccessTakenBack)
}

/// Deletes the account; an administrator can restore it.
#[server(prefix = "/actions", endpoint = "delete-account", output = Json)]
pub async fn delete_account(#[server(default)] password: String) -> Result<Answer<()>, AppError> {
    use crate::shared::DeleteAccountRequest;
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let deleted = async {
        let request = DeleteAccountRequest { password: password.into() };
        context.accounts().users().delete_account(context.visitor()?, &context.caller(), request).await?;
        // The deletion has ended all sessions, so the tokens in the cookies are of no more use.
        context.clear_sign_in();
        Ok(())
    };
    let form = context.form(Form::DeleteAccount, page("/account/your-data"));
    form.finish_at(&page("/login"), deleted.await, Notice::AccountDeleted)
}

/// A page of the events that the current user may see.
#[server(prefix = "/actions", endpoint = "audit", output = Json)]
pub async fn list_audit(#[server(default)] request: AuditRequest) -> Result<AuditLogView, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    context.answer(context.accounts().audit().show_audit_log(&context.signed_in()?, &request).await)
}

/// Stores the theme, light or dark, in a cookie.
#[server(prefix = "/actions", endpoint = "theme", output = Json)]
pub async fn set_theme(#[server(flatten)] fields: ThemeFields) -> Result<Answer<()>, AppError> {
    use crate::shared::Theme;
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    context.set_theme(Theme::parse(&fields.theme));
    // The value comes from the form. Anything but a local path would be an open redirect.
    let back = LocalPath::or_account(&fields.back);
    Ok(context.accept((), &back, None))
}

/// Stores the language in a cookie, and in the account of who is signed in. Always a plain form, because the browser has the texts
/// of one language only.
#[server(prefix = "/actions", endpoint = "language", output = Json)]
pub async fn set_language(#[server(flatten)] fields: LanguageFields) -> Result<Answer<()>, AppError> {
    use crate::language::Language;
    use crate::shared::UpdateUserRequest;
    use crate::shared::fields::profile::Profile;
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    // One that there are no texts in changes nothing.
    if let Some(language) = Language::of_tag(&fields.language) {
        context.set_language(language);
        if let Ok(who) = context.visitor() {
            let profile = Profile { language: Text::from(language.as_str()), ..Profile::default() };
            let request = UpdateUserRequest { profile, ..UpdateUserRequest::default() };
            let saved = context.accounts().users().update_profile(&context.caller(), who.user.id, request, None).await;
            context.answer(saved)?;
        }
    }
    // The value comes from the form. Anything but a local path would be an open redirect.
    let back = LocalPath::or_account(&fields.back);
    Ok(context.accept((), &back, None))
}

/// Confirms an email address with the link in a message.
#[server(prefix = "/actions", endpoint = "verify-email", output = Json)]
pub async fn verify_email(#[server(flatten)] link: LinkFields) -> Result<Answer<Confirmed>, AppError> {
    use crate::accounts::ConfirmedEmail;
    use crate::shared::Destination;
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let form = context.form(Form::VerifyEmail, page_with("/verify-email", "token", &link.token));
    let holder = context.link_holder(&link);
    let after = context.after_link(&link.token).await;
    let confirmed = context.accounts().emails().confirm_email(&context.caller(), &link.token, holder).await;
    form.finish_with(confirmed, |ConfirmedEmail { user, is_less }, _| {
        let visitor = context.visitor().ok().map(|who| who.user.id);
        // The message may have been for another account than the one that is signed in here.
        let is_own = visitor == Some(user.id);
        let next = Destination::from(match visitor {
            Some(_) if is_own => after.next.or_account(),
            Some(_) => LocalPath::account(),
            None => after.next.on("/login"),
        });
        let is_led_on = !link.led_on.is_empty();
        let answer = match is_led_on {
            true => Confirmed::LedOn { next: next.clone() },
            false => Confirmed::Before(is_own.then(|| Box::new(user.view()))),
        };
        let notice = if is_less { Notice::EmailConfirmedWithout } else { Notice::EmailConfirmed };
        context.accept_document(answer, &next, after.flash(notice), is_led_on)
    })
}

/// Takes the account that a link confirms, whose holder has not registered it. The answer is the address of the page on which they
/// choose a password.
#[server(prefix = "/actions", endpoint = "verify-email/disown", output = Json)]
pub async fn disown_registration(#[server(flatten)] link: LinkFields) -> Result<Answer<LocalPath>, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let form = context.form(Form::Disown, page_with("/verify-email", "token", &link.token));
    let disowned = context.accounts().emails().disown_registration(&context.caller(), &link.token, &link.digits).await;
    form.finish_with(disowned, |token, _| {
        let next = page_with("/reset-password", "token", &token);
        context.accept(next.clone(), &next, Some(Notice::AccountIsYours))
    })
}

/// Sends the user the message that confirms their address again.
#[server(prefix = "/actions", endpoint = "resend-confirmation", output = Json)]
pub async fn resend_confirmation() -> Result<Answer<()>, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let sent =
        async { context.accounts().emails().resend_confirmation(context.visitor()?, &context.asking_caller()).await };
    let form = context.form(Form::ResendConfirmation, LocalPath::account());
    form.finish(sent.await, Notice::ConfirmationSent)
}

/// The user's account as it is now, with the new address that waits for its confirmation.
#[server(prefix = "/actions", endpoint = "account", output = Json)]
pub async fn show_account() -> Result<UserView, AppError> {
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let id = context.visitor()?.user.id;
    Ok(context.answer(context.accounts().users().find_user(&context.caller(), id).await)?.view())
}

/// Cancels a change of the user's address that waits for its confirmation.
#[server(prefix = "/actions", endpoint = "email/cancel", output = Json)]
pub async fn cancel_email_change() -> Result<Answer<UserView>, AppError> {
    use crate::shared::UpdateUserRequest;
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    let cancelled = async {
        let user = &context.visitor()?.user;
        let request = UpdateUserRequest { email: user.email.as_str().into(), ..UpdateUserRequest::default() };
        context.accounts().users().update_profile(&context.caller(), user.id, request, None).await
    };
    let form = context.form(Form::CancelEmailChange, LocalPath::account());
    form.finish(cancelled.await.map(|user| user.view()), Notice::EmailChangeCancelled)
}

/// Undoes a change of the address with the link that was sent to the previous one, a deletion, or the removal of the password.
#[server(prefix = "/actions", endpoint = "email/undo", output = Json)]
pub async fn undo_email_change(#[server(flatten)] link: LinkFields) -> Result<Answer<()>, AppError> {
    use crate::shared::Handle;
    use crate::web::prelude::*;

    let context = RequestContext::current()?;
    // The page opens only with the token.
    let form = context.form(Form::UndoEmailChange, page_with("/undo-email-change", "token", &link.token));
    let holder = context.link_holder(&link);
    let undone = context.accounts().emails().undo_email_change(&context.caller(), &link.token, holder).await;
    form.finish_at(&login_before(After::Undo, &Handle::default()), undone, Notice::EmailChangeUndone)
}
