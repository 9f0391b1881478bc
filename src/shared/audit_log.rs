//! The page of the audit log: its events, with the names of what they are about.

use super::audit::AuditEventView;
use super::ids::{AuditEventId, UserId};
use super::sessions::DeviceKind;
use crate::language::Message;
use serde::{Deserialize, Serialize};

/// A page of events with the names of the users and the devices in it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct AuditLogView {
    pub events: Vec<AuditEventView>,
    pub next: Option<AuditEventId>,
    pub prev: Option<AuditEventId>,
    /// The users that the reader may see. Permanently deleted users are missing.
    pub people: Vec<NamedUser>,
    // The default is for responses of the previous version during an upgrade.
    #[serde(default)]
    pub devices: Vec<NamedDevice>,
    // The default is for responses of the previous version during an upgrade.
    #[serde(default)]
    pub titles: Vec<Titled>,
}

/// A user's id and name.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct NamedUser {
    pub id: UserId,
    pub name: String,
}

/// The title of an application or a provider in these events.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Titled {
    /// `application`, or `provider`.
    pub noun: String,
    /// The detail of the events.
    pub name: String,
    pub title: String,
}

/// A user agent in words.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct NamedDevice {
    pub agent: String,
    pub words: Message,
    pub kind: DeviceKind,
}
