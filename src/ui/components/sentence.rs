//! Audit events as sentences: "An administrator disabled your account".

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
        Outcome::Success => done(kind, event, parts),
        Outcome::Refused => refused(kind, parts).unwrap_or_else(|| say::audit_refused_other(kind.label())),
    }
}

/// The sentence about an action.
fn done(kind: EventKind, event: &AuditEventView, parts: Parts<'_>) -> String {
    let Parts { actor, account, whose, detail } = parts;
    let (is_own, is_by_visitor) = (is_by_owner(event), event.actor.kind == ActorKind::Anonymous);
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
        EventKind::UserImport => say::audit_done_user_import(actor, detail),
        EventKind::UserExport => say::audit_done_user_export(actor),
        EventKind::UserDataDownload => say::audit_done_user_data_download(actor, whose),
        EventKind::EmailConfirm => say::audit_done_email_confirm(actor, whose),
        EventKind::PasswordChange => say::audit_done_password_change(actor, whose),
        EventKind::PasswordResetIssued if is_by_visitor => say::audit_done_password_link_asked(account, actor),
        EventKind::PasswordResetIssued => say::audit_done_password_link_created(account, actor),
        EventKind::PasswordReset if event.detail.is_some() => say::audit_done_invitation_accept(actor),
        EventKind::PasswordReset => say::audit_done_password_reset(actor),
        EventKind::EmailChangeUndone => say::audit_done_email_change_undone(actor, whose),
        EventKind::SessionStart => say::audit_done_session_start(actor),
        EventKind::SessionEnd if is_own => say::audit_done_session_end_own(actor),
        EventKind::SessionEnd => say::audit_done_session_end(actor, whose),
        EventKind::SessionEndOthers if is_own => say::audit_done_session_end_others_own(actor),
        EventKind::SessionEndOthers => say::audit_done_session_end_others(actor, whose),
        EventKind::SessionReported => say::audit_done_session_reported(actor),
        EventKind::LinkVoid => say::audit_done_link_void(account),
        EventKind::TokenReuse => say::audit_done_token_reuse(whose),
        EventKind::ApiTokenCreate => say::audit_done_api_token_create(account, actor),
        EventKind::ApiTokenRevoke => say::audit_done_api_token_revoke(actor, whose),
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
    }
}

/// The same for an action that was refused; None for those that never are.
fn refused(kind: EventKind, Parts { actor, account, whose, detail }: Parts<'_>) -> Option<String> {
    Some(match kind {
        EventKind::SessionStart => say::audit_refused_session_start(account),
        EventKind::TokenReuse => say::audit_done_token_reuse(whose),
        EventKind::PasswordChange => say::audit_refused_password_change(actor, whose),
        EventKind::UserUpdate => say::audit_refused_user_update(account, actor),
        EventKind::UserSetRole => say::audit_refused_user_set_role(actor, whose),
        EventKind::UserDisable => say::audit_refused_user_disable(account, actor),
        EventKind::UserDelete => say::audit_refused_user_delete(account, actor),
        EventKind::ApiTokenCreate => say::audit_refused_api_token_create(account, actor),
        EventKind::PasswordLinksIssued => say::audit_refused_password_links_issued(actor),
        EventKind::ApplicationEnter => say::audit_refused_application_enter(actor, detail),
        _ => return None,
    })
}

/// The detail in words.
fn detail(kind: EventKind, event: &AuditEventView) -> Cow<'_, str> {
    let detail = event.detail.as_deref().unwrap_or_default();
    match kind {
        EventKind::UserUpdate => fields(detail),
        EventKind::UserSetRole => role(detail).into(),
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

fn role(name: &str) -> &str {
    match name {
        "user" => say::audit_role_user(),
        "admin" => say::audit_role_admin(),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::audit::ActorView;
    use crate::shared::ids::AuditEventId;
    use uuid::Uuid;

    const MAREN: UserId = UserId(Uuid::from_u128(2));
    const BOSS: UserId = UserId(Uuid::from_u128(3));

    fn event(kind: &str, actor: Option<UserId>, detail: Option<&str>) -> AuditEventView {
        AuditEventView {
            id: AuditEventId(Uuid::from_u128(1)),
            at: Timestamp(0),
            event: kind.to_owned(),
            result: Outcome::Success,
            actor: ActorView { kind: ActorKind::User, id: actor },
            target_id: Some(MAREN),
            address: None,
            device: None,
            request_id: None,
            detail: detail.map(str::to_owned),
        }
    }

    fn people() -> Vec<NamedUser> {
        let named = |id, name: &str| NamedUser { id, name: name.to_owned() };
        vec![named(MAREN, "Maren Holt"), named(BOSS, "Ottoline")]
    }

    fn reader(people: &[NamedUser], own: Option<UserId>, subject: Option<UserId>) -> Reader<'_> {
        Reader { own, subject, people, devices: &[], now: Timestamp(0) }
    }

    #[test]
    fn an_event_is_a_sentence_for_its_reader() {
        let (people, disabled) = (people(), event("user.disable", Some(BOSS), None));
        let of = |event: &AuditEventView, own, subject| sentence(event, &reader(&people, own, subject));
        assert_eq!(of(&disabled, None, None), "Ottoline disabled the account of Maren Holt");
        assert_eq!(of(&disabled, None, Some(MAREN)), "Ottoline disabled this account");
        assert_eq!(of(&disabled, Some(BOSS), None), "You disabled the account of Maren Holt");
        let hidden = event("user.disable", None, None);
        assert_eq!(of(&hidden, Some(MAREN), None), "An administrator disabled your account");
        let own = event("password.change", Some(MAREN), None);
        assert_eq!(of(&own, Some(MAREN), None), "You changed the password of your account");
        assert_eq!(of(&own, None, None), "Maren Holt changed the password of their own account");
    }

    #[test]
    fn users_without_a_name_are_described() {
        let of = |event: &AuditEventView, own, subject| sentence(event, &reader(&[], own, subject));
        let disabled = event("user.disable", Some(BOSS), None);
        assert_eq!(of(&disabled, None, None), "A deleted user disabled an account that no longer exists");
        assert_eq!(of(&disabled, Some(BOSS), None), "You disabled another account");
        assert_eq!(of(&event("session.start", Some(MAREN), None), None, Some(MAREN)), "The user signed in");
        let operator = ActorView { kind: ActorKind::System, id: None };
        let made = AuditEventView { actor: operator, ..event("user.create", None, Some("user")) };
        assert_eq!(of(&made, Some(MAREN), None), "The operator created your account");
    }

    #[test]
    fn details_are_words_of_the_sentence() {
        let people = people();
        let of = |kind, detail| sentence(&event(kind, Some(BOSS), detail), &reader(&people, None, Some(MAREN)));
        assert_eq!(of("user.set_role", Some("admin")), "Ottoline set the role of this account to admin");
        assert_eq!(of("group.add", Some("editors")), "Ottoline added this account to the group editors");
        assert_eq!(
            of("user.update", Some("name email")),
            "Ottoline changed the name and email address of this account"
        );
        assert_eq!(of("user.update", None), "Ottoline changed the details of this account");
        assert_eq!(of("of.a_newer_version", None), "of.a_newer_version");
    }

    #[test]
    fn refusals_say_what_was_not_done() {
        let anonymous = ActorView { kind: ActorKind::Anonymous, id: None };
        let mut one = event("session.start", None, Some("no_match"));
        one.result = Outcome::Refused;
        one.actor = anonymous;
        assert_eq!(
            sentence(&one, &reader(&people(), None, None)),
            "A sign-in to the account of Maren Holt was refused"
        );
        one.target_id = None;
        assert_eq!(sentence(&one, &reader(&[], None, None)), "A sign-in to an unknown account was refused");
        one.event = "user.restore".to_owned();
        assert_eq!(sentence(&one, &reader(&[], None, None)), "Account restored: refused");
    }

    #[test]
    fn no_placeholder_is_left() {
        for kind in EventKind::ALL {
            for result in Outcome::ALL {
                let one = AuditEventView { result, ..event(kind.as_str(), Some(BOSS), Some("x")) };
                let text = sentence(&one, &reader(&[], None, None));
                assert!(!text.contains(['@', '#', '%']) && text.contains(' '), "{text}");
            }
        }
    }
}
