//! Audit events as sentences: "An administrator disabled your account".

#[cfg(test)]
mod tests;

use crate::language::say;
use crate::language::sentences::Parts;
use crate::shared::fields::profile::FIELDS;
use crate::shared::{
    ActorKind, AuditEventView, AuditLogView, EventKind, FactorKind, NamedDevice, NamedUser, Outcome, Timestamp, Titled,
    UserId,
};
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
    /// What the applications and providers are called.
    pub titles: &'a [Titled],
    pub now: Timestamp,
}

impl<'a> Reader<'a> {
    /// The reader of a page of the audit log. `own`: the user, if it has their own events.
    pub fn of(log: &'a AuditLogView, own: Option<UserId>, now: Timestamp) -> Self {
        Self { own, subject: None, people: &log.people, devices: &log.devices, titles: &log.titles, now }
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

    /// What an application or a provider is called. One that exists no more keeps its name.
    fn title_of(&self, noun: &str, name: &'a str) -> &'a str {
        let titled = self.titles.iter().find(|titled| titled.noun == noun && titled.name == name);
        titled.map_or(name, |titled| titled.title.as_str())
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

/// An event as a sentence without a full stop. One that only a newer version knows keeps its name.
pub fn sentence(event: &AuditEventView, reader: &Reader<'_>) -> String {
    let Ok(kind) = event.event.parse::<EventKind>() else { return event.event.clone() };
    let (actor, [account, whose]) = (reader.beginning(event), reader.account(event));
    let detail = detail(kind, event, reader);
    let by = match event.actor.kind {
        ActorKind::Anonymous => "visitor",
        ActorKind::User | ActorKind::System if is_by_owner(event) => "owner",
        ActorKind::User | ActorKind::System => "other",
    };
    let parts = Parts { account: &account, actor: &actor, by, detail: &detail, whose: &whose };
    match event.result {
        Outcome::Success => kind.sentences().done(&parts),
        Outcome::Refused => kind.sentences().refused(&parts).unwrap_or_else(|| say::audit_refused_other(kind.label())),
    }
}

/// The detail in words.
fn detail<'a>(kind: EventKind, event: &'a AuditEventView, reader: &Reader<'a>) -> Cow<'a, str> {
    let detail = event.detail.as_deref().unwrap_or_default();
    match kind {
        EventKind::UserUpdate => fields(detail),
        EventKind::UserSetRole => role(detail).into(),
        EventKind::FactorAdd | EventKind::FactorRemove => factor(detail).into(),
        EventKind::FactorReset => reset(detail).into(),
        EventKind::ApplicationCreate
        | EventKind::ApplicationUpdate
        | EventKind::ApplicationDelete
        | EventKind::ApplicationEnter => reader.title_of("application", detail).into(),
        EventKind::ProviderCreate
        | EventKind::ProviderUpdate
        | EventKind::ProviderDelete
        | EventKind::IdentityLink
        | EventKind::IdentityUnlink
        | EventKind::IdentityKeep
        | EventKind::IdentityTakeOver => reader.title_of("provider", detail).into(),
        // A name, or no part of the sentence.
        _ => detail.into(),
    }
}

/// The fields that were changed. Those without a word of their own keep their names.
fn fields(names: &str) -> Cow<'_, str> {
    let words = names.split(' ').map(|name| {
        let of_profile = FIELDS.each_ref().into_values().find(|field| field.name == name);
        Cow::Borrowed(match (of_profile, name) {
            (Some(field), _) => (field.changed)(),
            (None, "") => say::audit_field_unknown(),
            (None, "username") => say::audit_field_username(),
            (None, "email") => say::audit_field_email(),
            (None, "pending_email") => say::audit_field_pending_email(),
            (None, "email_verified") => say::audit_field_email_verified(),
            (None, other) => other,
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
    match name.parse::<FactorKind>() {
        Ok(kind) => kind.changed(),
        Err(_) if name == "password" => say::audit_factor_password(),
        Err(_) => name,
    }
}
