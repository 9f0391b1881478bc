//! Audit events as sentences: "An administrator disabled your account".

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

    /// Who did it, at the beginning of a sentence.
    pub fn actor(&self, event: &AuditEventView) -> &'a str {
        match (event.actor.kind, event.actor.id) {
            (ActorKind::System, _) => "The operator",
            (ActorKind::Anonymous, _) => "A visitor",
            // The server hides the ids of others in a user's own events. They can only be administrators.
            (ActorKind::User, None) => "An administrator",
            (ActorKind::User, Some(id)) if self.own == Some(id) => "You",
            (ActorKind::User, Some(id)) => match self.name_of(id) {
                Some(name) => name,
                None if self.subject == Some(id) => "The user",
                None => "A deleted user",
            },
        }
    }

    /// The account that it was done to.
    fn account(&self, event: &AuditEventView) -> Cow<'a, str> {
        let Some(id) = event.target_id else { return "an unknown account".into() };
        if self.own == Some(id) {
            return "your account".into();
        }
        if self.subject == Some(id) {
            return "this account".into();
        }
        match self.name_of(id) {
            _ if is_by_owner(event) => "their own account".into(),
            Some(name) => format!("the account of {name}").into(),
            // Users get no names of others, so a missing name does not mean a deleted account.
            None if self.own.is_some() => "another account".into(),
            None => "an account that no longer exists".into(),
        }
    }
}

/// Whether the owner of the account did it.
fn is_by_owner(event: &AuditEventView) -> bool {
    event.actor.id.is_some() && event.actor.id == event.target_id
}

/// An event as a sentence without a full stop. One that only a newer version knows keeps its name.
pub fn sentence(event: &AuditEventView, reader: &Reader<'_>) -> String {
    let Ok(kind) = event.event.parse::<EventKind>() else { return event.event.clone() };
    let template = match event.result {
        Outcome::Success => done(kind, event),
        Outcome::Refused => refused(kind),
    };
    if template.is_empty() {
        return format!("{}: refused", kind.label());
    }
    let mut text = String::new();
    for character in template.chars() {
        match character {
            '@' => text.push_str(reader.actor(event)),
            '#' => text.push_str(&reader.account(event)),
            '%' => text.push_str(&detail(kind, event)),
            other => text.push(other),
        }
    }
    text
}

/// The sentence, with `@` for who did it, `#` for the account and `%` for the detail.
fn done(kind: EventKind, event: &AuditEventView) -> &'static str {
    let is_own = is_by_owner(event);
    match kind {
        EventKind::UserRegister => "@ registered",
        EventKind::UserSetUp => "@ became the first administrator",
        EventKind::UserCreate => "@ created #",
        EventKind::UserInvite => "@ sent an invitation for #",
        EventKind::UserRevokeInvitation => "@ revoked the invitation for #",
        EventKind::UserUpdate => "@ changed the % of #",
        EventKind::UserSetRole => "@ set the role of # to %",
        EventKind::UserDisable => "@ disabled #",
        EventKind::UserEnable => "@ enabled #",
        EventKind::UserDelete => "@ deleted #",
        EventKind::UserRestore => "@ restored #",
        EventKind::UserPurge => "@ permanently deleted #",
        EventKind::UserSetPassword => "@ set the password of #",
        EventKind::UserImport => "@ imported accounts: %",
        EventKind::UserExport => "@ exported the accounts",
        EventKind::UserDataDownload => "@ downloaded the data of #",
        EventKind::EmailConfirm => "@ confirmed the email address of #",
        EventKind::PasswordChange => "@ changed the password of #",
        EventKind::PasswordResetIssued if event.actor.kind == ActorKind::Anonymous => {
            "@ asked for a password link for #"
        }
        EventKind::PasswordResetIssued => "@ created a password link for #",
        EventKind::PasswordReset if event.detail.is_some() => "@ accepted the invitation",
        EventKind::PasswordReset => "@ set a password with a link",
        EventKind::EmailChangeUndone => "@ undid a change of the email address of #",
        EventKind::SessionStart => "@ signed in",
        EventKind::SessionEnd if is_own => "@ signed out",
        EventKind::SessionEnd => "@ signed out a device of #",
        EventKind::SessionEndOthers if is_own => "@ signed out all other devices",
        EventKind::SessionEndOthers => "@ signed out all devices of #",
        EventKind::SessionReported => "@ reported a sign-in as somebody else's",
        EventKind::LinkVoid => "A link for # became invalid after wrong codes",
        EventKind::TokenReuse => TOKEN_REUSE,
        EventKind::ApiTokenCreate => "@ created an API token for #",
        EventKind::ApiTokenRevoke => "@ revoked an API token of #",
        EventKind::ServiceAccountCreate => "@ created # for a program",
        EventKind::GroupCreate => "@ created the group %",
        EventKind::GroupUpdate => "@ changed the description of the group %",
        EventKind::GroupDelete => "@ deleted the group %",
        EventKind::GroupAdd => "@ added # to the group %",
        EventKind::GroupRemove => "@ removed # from the group %",
        EventKind::ApplicationCreate => "@ created the application %",
        EventKind::ApplicationUpdate => "@ changed the application %",
        EventKind::ApplicationDelete => "@ deleted the application %",
        EventKind::ApplicationEnter => "@ entered the application %",
        EventKind::AvatarSet => "@ set the picture of #",
        EventKind::AvatarRemove => "@ removed the picture of #",
        EventKind::KeyRotate => "@ created a signing key",
        EventKind::KeyRetire => "@ retired a signing key",
        EventKind::PasswordLinksIssued => "@ created a file of password links",
        EventKind::MailingBegin => "@ began to send invitations",
        EventKind::MailingStop => "@ stopped sending invitations",
        EventKind::MailFailed => "A message to the owner of # was not delivered",
    }
}

const TOKEN_REUSE: &str = "A session of # ended because a used token came again";

/// The same for an action that was refused; empty for those that never are.
fn refused(kind: EventKind) -> &'static str {
    match kind {
        EventKind::SessionStart => "A sign-in to # was refused",
        EventKind::TokenReuse => TOKEN_REUSE,
        EventKind::PasswordChange => "@ could not change the password of #",
        EventKind::UserUpdate => "@ could not change #",
        EventKind::UserSetRole => "@ could not change the role of #",
        EventKind::UserDisable => "@ could not disable #",
        EventKind::UserDelete => "@ could not delete #",
        EventKind::ApiTokenCreate => "@ could not create an API token for #",
        EventKind::PasswordLinksIssued => "@ could not create a file of password links",
        EventKind::ApplicationEnter => "@ was not admitted to the application %",
        _ => "",
    }
}

/// The detail in words: of a change, the names of the fields.
fn detail(kind: EventKind, event: &AuditEventView) -> Cow<'_, str> {
    let detail = event.detail.as_deref().unwrap_or_default();
    if kind != EventKind::UserUpdate {
        return detail.into();
    }
    let words = detail.split(' ').map(|field| match field {
        "" => "details",
        "email" => "email address",
        "pending_email" => "requested email address",
        "email_verified" => "confirmation of the email address",
        field => field,
    });
    words.collect::<Vec<_>>().join(" and ").into()
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
