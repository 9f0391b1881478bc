//! Audit events as sentences: "An administrator disabled your account".

#[cfg(test)]
mod tests;

use crate::language::say;
use crate::shared::audit::{ActorKind, AuditEventView, AuditLogView, EventKind, NamedDevice, NamedUser, Outcome};
use crate::shared::ids::UserId;
use crate::shared::timestamp::Timestamp;
use std::borrow::Cow;

/// Who reads events, and the names of what is in them as ids.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    /// The user, if they read their own events.
    pub own: Option<UserId>,
    /// The account, if all events are about the same one.
    pub subject: Option<UserId>,
    pub people: &'a [NamedUser],
    pub devices: &'a [NamedDevice],
    pub now: Timestamp,
}

impl<'a> Reader<'a> {
    /// The reader of a page of the audit log. `own`: the user, if it has their own events.
    pub fn of(log: &'a AuditLogView, own: Option<UserId>, now: Timestamp) -> Self {
        Self { own, subject: None, people: &log.people, devices: &log.devices, now }
    }

    /// The name of a user; None if the user was deleted permanently, or if the reader may not see the name.
    pub fn name_of(&self, id: UserId) -> Option<&'a str> {
        self.people.iter().find(|person| person.id == id).map(|person| person.name.as_str())
    }

    /// The device of an event; None if it is not known, or hidden.
    pub fn device_of(&self, event: &AuditEventView) -> Option<&'a NamedDevice> {
        let agent = event.device.as_deref()?;
        self.devices.iter().find(|device| device.agent == agent)
    }

    /// Who did it.
    pub fn actor(&self, event: &AuditEventView) -> &'a str {
        match (event.actor.kind, event.actor.id) {
            (ActorKind::System, _) => say::audit_actor_operator(),
            (ActorKind::Anonymous, _) => say::audit_actor_visitor(),
            // The server hides the ids of others in a user's own events. They can only be administrators.
            (ActorKind::User, None) => say::audit_actor_administrator(),
            (ActorKind::User, Some(id)) => match self.name_of(id) {
                Some(name) => name,
                None if self.subject == Some(id) => say::audit_actor_subject(),
                None => say::audit_actor_deleted(),
            },
        }
    }

    /// Who did it, at the beginning of a sentence: in German with the auxiliary verb, which depends on the person.
    fn beginning(&self, event: &AuditEventView) -> Cow<'static, str> {
        match event.actor.id {
            Some(id) if event.actor.kind == ActorKind::User && self.own == Some(id) => say::audit_actor_you().into(),
            _ => say::audit_actor_other(self.actor(event)).into(),
        }
    }

    /// The account that it was done to: as an object, and as what something belongs to. German has two forms of it.
    fn account(&self, event: &AuditEventView) -> [Cow<'static, str>; 2] {
        let [account, whose] = match event.target_id {
            None => [say::audit_account_unknown(), say::audit_whose_unknown()],
            Some(id) if self.own == Some(id) => [say::audit_account_yours(), say::audit_whose_yours()],
            Some(id) if self.subject == Some(id) => [say::audit_account_this(), say::audit_whose_this()],
            Some(_) if is_by_owner(event) => [say::audit_account_own(), say::audit_whose_own()],
            Some(id) => match self.name_of(id) {
                Some(name) => return [say::audit_account_named(name).into(), say::audit_whose_named(name).into()],
                // Users get no names of others, so a missing name does not mean a deleted account.
                None if self.own.is_some() => [say::audit_account_other(), say::audit_whose_other()],
                None => [say::audit_account_gone(), say::audit_whose_gone()],
            },
        };
        [account.into(), whose.into()]
    }
}

/// Whether the owner of the account did it.
fn is_by_owner(event: &AuditEventView) -> bool {
    event.actor.id.is_some() && event.actor.id == event.target_id
}

/// What sentences are made of.
#[derive(Clone, Copy)]
struct Parts<'a> {
    actor: &'a str,
    account: &'a str,
    whose: &'a str,
    detail: &'a str,
}

/// An event as a sentence without a full stop. One that only a newer version knows keeps its name.
pub fn sentence(event: &AuditEventView, reader: &Reader<'_>) -> String {
    let Ok(kind) = event.event.parse::<EventKind>() else { return event.event.clone() };
    let (actor, [account, whose], detail) = (reader.beginning(event), reader.account(event), detail(kind, event));
    let parts = Parts { actor: &actor, account: &account, whose: &whose, detail: &detail };
    match event.result {
        Outcome::Success => done_in_person(kind, event, parts).unwrap_or_else(|| done(kind, parts)),
        Outcome::Refused => refused(kind, parts).unwrap_or_else(|| say::audit_refused_other(kind.label())),
    }
}

/// The sentence about an action of which more is known than that it was done; None for others.
fn done_in_person(kind: EventKind, event: &AuditEventView, Parts { actor, account, .. }: Parts<'_>) -> Option<String> {
    let (is_own, is_by_visitor) = (is_by_owner(event), event.actor.kind == ActorKind::Anonymous);
    match kind {
        EventKind::PasswordResetIssued if is_by_visitor => Some(say::audit_done_password_link_asked(account, actor)),
        EventKind::PasswordReset if event.detail.is_some() => Some(say::audit_done_invitation_accept(actor)),
        EventKind::SessionEnd if is_own => Some(say::audit_done_session_end_own(actor)),
        EventKind::SessionEndOthers if is_own => Some(say::audit_done_session_end_others_own(actor)),
        _ => None,
    }
}

/// The sentence about an action.
fn done(kind: EventKind, Parts { actor, account, whose, detail }: Parts<'_>) -> String {
    match kind {
        EventKind::UserRegister => say::audit_done_user_register(actor),
        EventKind::UserSetUp => say::audit_done_user_set_up(actor),
        EventKind::UserCreate => say::audit_done_user_create(account, actor),
        EventKind::UserInvite => say::audit_done_user_invite(account, actor),
        EventKind::UserRevokeInvitation => say::audit_done_user_revoke_invitation(account, actor),
        EventKind::UserUpdate => say::audit_done_user_update(actor, detail, whose),
        EventKind::UserSetRole => say::audit_done_user_set_role(actor, detail, whose),
        EventKind::UserDisable => say::audit_done_user_disable(account, actor),
        EventKind::UserEnable => say::audit_done_user_enable(account, actor),
        EventKind::UserDelete => say::audit_done_user_delete(account, actor),
        EventKind::UserRestore => say::audit_done_user_restore(account, actor),
        EventKind::UserPurge => say::audit_done_user_purge(account, actor),
        EventKind::UserSetPassword => say::audit_done_user_set_password(actor, whose),
        EventKind::UserStartOver => say::audit_done_user_start_over(account, actor),
        EventKind::UserImport => say::audit_done_user_import(actor, detail),
        EventKind::UserExport => say::audit_done_user_export(actor),
        EventKind::UserDataDownload => say::audit_done_user_data_download(actor, whose),
        EventKind::EmailConfirm => say::audit_done_email_confirm(actor, whose),
        EventKind::PasswordChange => say::audit_done_password_change(actor, whose),
        EventKind::PasswordResetIssued => say::audit_done_password_link_created(account, actor),
        EventKind::PasswordLinkRevoked => say::audit_done_password_link_revoked(account, actor),
        EventKind::PasswordReset => say::audit_done_password_reset(actor),
        EventKind::EmailChangeUndone => say::audit_done_email_change_undone(actor, whose),
        EventKind::SessionStart => say::audit_done_session_start(actor),
        EventKind::SessionEnd => say::audit_done_session_end(actor, whose),
        EventKind::SessionEndOthers => say::audit_done_session_end_others(actor, whose),
        EventKind::SessionReported => say::audit_done_session_reported(actor),
        EventKind::StepUp => say::audit_done_session_step_up(actor),
        EventKind::LinkVoid => say::audit_done_link_void(account),
        EventKind::TokenReuse => say::audit_done_token_reuse(whose),
        EventKind::ApiTokenCreate => say::audit_done_api_token_create(account, actor),
        EventKind::ApiTokenRevoke => say::audit_done_api_token_revoke(actor, whose),
        EventKind::FactorAdd | EventKind::RecoveryCodesNew => say::audit_done_factor_add(account, actor, detail),
        EventKind::FactorRemove | EventKind::FactorReset => say::audit_done_factor_remove(account, actor, detail),
        EventKind::FactorUse => say::audit_refused_factor_use(whose),
        EventKind::FactorClock => say::audit_done_factor_clock(whose),
        EventKind::RecoveryCodeUse => say::audit_done_recovery_code_use(actor, whose),
        EventKind::ServiceAccountCreate => say::audit_done_service_account_create(account, actor),
        EventKind::GroupCreate => say::audit_done_group_create(actor, detail),
        EventKind::GroupUpdate => say::audit_done_group_update(actor, detail),
        EventKind::GroupDelete => say::audit_done_group_delete(actor, detail),
        EventKind::GroupAdd => say::audit_done_group_add(account, actor, detail),
        EventKind::GroupRemove => say::audit_done_group_remove(account, actor, detail),
        EventKind::ApplicationCreate => say::audit_done_application_create(actor, detail),
        EventKind::ApplicationUpdate => say::audit_done_application_update(actor, detail),
        EventKind::ApplicationDelete => say::audit_done_application_delete(actor, detail),
        EventKind::ApplicationEnter => say::audit_done_application_enter(actor, detail),
        EventKind::AvatarSet => say::audit_done_avatar_set(actor, whose),
        EventKind::AvatarRemove => say::audit_done_avatar_remove(actor, whose),
        EventKind::KeyRotate => say::audit_done_key_rotate(actor),
        EventKind::KeyRetire => say::audit_done_key_retire(actor),
        EventKind::PasswordLinksIssued => say::audit_done_password_links_issued(actor),
        EventKind::MailingBegin => say::audit_done_mailing_begin(actor),
        EventKind::MailingStop => say::audit_done_mailing_stop(actor),
        EventKind::MailFailed => say::audit_done_mail_failed(whose),
        // What is left is about clients and providers.
        _ => {
            let parts = || Parts { actor, account, whose, detail };
            let found = done_about_client(kind, parts()).or_else(|| done_about_provider(kind, parts()));
            found.unwrap_or_else(|| kind.label().to_owned())
        }
    }
}

/// The sentence about an action that has to do with a client; None for others.
fn done_about_client(kind: EventKind, Parts { actor, account, detail, .. }: Parts<'_>) -> Option<String> {
    Some(match kind {
        EventKind::ClientCreate => say::audit_done_client_create(actor, detail),
        EventKind::ClientUpdate => say::audit_done_client_update(actor, detail),
        EventKind::ClientDelete => say::audit_done_client_delete(actor, detail),
        EventKind::ClientSecretAdd => say::audit_done_client_secret_add(actor, detail),
        EventKind::ClientSecretRemove => say::audit_done_client_secret_remove(actor, detail),
        EventKind::ClientConsent => say::audit_done_client_consent(actor, detail),
        EventKind::ClientRevoke => say::audit_done_client_revoke(account, actor, detail),
        EventKind::ClientTokenReuse => say::audit_done_client_token_reuse(detail),
        EventKind::ClientLogoutFailed => say::audit_done_client_logout_failed(detail),
        _ => return None,
    })
}

/// The sentence about an action that has to do with a provider, or with the owner of an address; None for others.
fn done_about_provider(kind: EventKind, Parts { actor, account, detail, .. }: Parts<'_>) -> Option<String> {
    Some(match kind {
        EventKind::ProviderCreate => say::audit_done_provider_create(actor, detail),
        EventKind::ProviderUpdate => say::audit_done_provider_update(actor, detail),
        EventKind::ProviderDelete => say::audit_done_provider_delete(actor, detail),
        EventKind::IdentityLink => say::audit_done_identity_link(account, actor, detail),
        EventKind::IdentityUnlink => say::audit_done_identity_unlink(account, actor, detail),
        EventKind::EmailDisown => say::audit_done_email_disown(account),
        EventKind::IdentityTakeOver => say::audit_done_identity_take_over(account, detail),
        _ => return None,
    })
}

/// The same for an action that was refused; None for those that never are.
fn refused(kind: EventKind, Parts { actor, account, whose, detail }: Parts<'_>) -> Option<String> {
    Some(match kind {
        EventKind::SessionStart => say::audit_refused_session_start(account),
        EventKind::StepUp => say::audit_refused_session_step_up(actor),
        EventKind::FactorUse => say::audit_refused_factor_use(whose),
        EventKind::TokenReuse => say::audit_done_token_reuse(whose),
        EventKind::PasswordChange => say::audit_refused_password_change(actor, whose),
        EventKind::UserUpdate => say::audit_refused_user_update(account, actor),
        EventKind::UserSetRole => say::audit_refused_user_set_role(actor, whose),
        EventKind::UserDisable => say::audit_refused_user_disable(account, actor),
        EventKind::UserDelete => say::audit_refused_user_delete(account, actor),
        EventKind::ApiTokenCreate => say::audit_refused_api_token_create(account, actor),
        EventKind::PasswordLinksIssued => say::audit_refused_password_links_issued(actor),
        EventKind::ApplicationEnter => say::audit_refused_application_enter(actor, detail),
        EventKind::ClientConsent => say::audit_refused_client_consent(actor, detail),
        EventKind::ClientTokenReuse => say::audit_done_client_token_reuse(detail),
        EventKind::ClientLogoutFailed => say::audit_done_client_logout_failed(detail),
        EventKind::IdentityLink => say::audit_refused_identity_link(account, detail),
        _ => return None,
    })
}

/// The detail in words.
fn detail(kind: EventKind, event: &AuditEventView) -> Cow<'_, str> {
    let detail = event.detail.as_deref().unwrap_or_default();
    match kind {
        EventKind::UserUpdate => fields(detail),
        EventKind::UserSetRole => role(detail).into(),
        EventKind::FactorAdd | EventKind::FactorRemove => factor(detail).into(),
        EventKind::FactorReset => reset(detail).into(),
        EventKind::RecoveryCodesNew => say::audit_factor_recovery_codes().into(),
        _ => detail.into(),
    }
}

/// The fields that were changed. Those without a word of their own keep their names.
fn fields(names: &str) -> Cow<'_, str> {
    let words = names.split(' ').map(|name| {
        Cow::Borrowed(match name {
            "" => say::audit_field_unknown(),
            "name" => say::audit_field_name(),
            "language" => say::audit_field_language(),
            "username" => say::audit_field_username(),
            "email" => say::audit_field_email(),
            "pending_email" => say::audit_field_pending_email(),
            "email_verified" => say::audit_field_email_verified(),
            other => other,
        })
    });
    words.reduce(|first, second| say::audit_fields(&first, &second).into()).unwrap_or_default()
}

/// What was removed, by the name of the repair that did it. Empty: somebody reset the factors.
fn reset(repair: &str) -> &'static str {
    match repair {
        "reported" | "email_undone" | "deletion_undone" | "removal_undone" => say::audit_factor_recent(),
        _ => say::audit_factor_all(),
    }
}

fn role(name: &str) -> &str {
    match name {
        "user" => say::audit_role_user(),
        "admin" => say::audit_role_admin(),
        other => other,
    }
}

fn factor(name: &str) -> &str {
    match name {
        "passkey" => say::audit_factor_passkey(),
        "authenticator" => say::audit_factor_authenticator(),
        "password" => say::audit_factor_password(),
        other => other,
    }
}
