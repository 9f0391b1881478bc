//! What is mailed to whom: each message, who gets it ([`Mail::to`]) and what it says. A test compares it with the table in
//! `docs/mail.md`.
//!
//! A message about an account greets its owner by name if the address is confirmed. Otherwise it does not: the person who typed the
//! address also chose the name, and could send any text to anyone.

mod account;
mod email;
#[cfg(test)]
mod tests;

use super::compose::{Button, Content};
use crate::shared::fields::names::InstallationName;
use crate::shared::timestamp::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A kind of message, with everything in it that is not secret. Stored as JSON: a later version must understand the messages that
/// are waiting, so fields are only added with `#[serde(default)]`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "kind", content = "parameters", rename_all = "snake_case")]
pub enum Mail {
    /// The account was used in a browser that it had not been used in. The link ends that session.
    NewSignIn {
        name: Option<String>,
        device: Option<String>,
        address: Option<String>,
        at: Timestamp,
    },
    /// A link with which the owner chooses a new password.
    PasswordReset {
        name: Option<String>,
        minutes: u32,
    },
    PasswordChanged {
        name: Option<String>,
        at: Timestamp,
    },
    /// The account is new, or its address was replaced at once: a link and digits that confirm the address.
    ConfirmEmail {
        minutes: u32,
    },
    /// The owner wants to replace a confirmed address: a link and digits that confirm the change.
    EmailChangeConfirm {
        minutes: u32,
    },
    /// The new address was confirmed: a link and digits that undo the change.
    EmailChangeNotice {
        name: Option<String>,
        new_email: String,
        minutes: u32,
    },
    /// An administrator has replaced the address. `minutes`: of the link that undoes it, unless the administrator vouches for the
    /// new address.
    EmailChanged {
        name: Option<String>,
        new_email: String,
        minutes: Option<u32>,
    },
    /// The owner of an earlier address has replaced the address.
    EmailChangeUndone,
    /// Somebody wanted to register with the address, with strict privacy.
    RegistrationTaken,
    /// An account that an administrator has created, and a link to choose its password.
    Invitation {
        minutes: u32,
    },
    /// A token with which programs use the account.
    ApiTokenCreated {
        name: Option<String>,
        at: Timestamp,
    },
    AccountDisabled {
        name: Option<String>,
    },
    /// The account can be restored until then.
    AccountDeleted {
        name: Option<String>,
        until: Timestamp,
    },
    /// The owner, or somebody who knows the password, has deleted the account. With a link that restores it within these minutes.
    /// None: the link was sent before.
    AccountClosed {
        name: Option<String>,
        until: Timestamp,
        minutes: Option<u32>,
    },
    /// `vestibule mail test`.
    Test,
}

/// Who gets a message.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum To {
    /// The address of the account, confirmed or not.
    Address,
    /// The address of the account if it is confirmed. Otherwise it may be that of a stranger.
    Owner,
    /// The address that the account had before, if it was confirmed.
    PreviousOwner,
    /// The address that is to replace that of the account.
    NewAddress,
    /// The address that can still undo the first of the last changes.
    EarlierAddress,
    /// The address that the operator names.
    Operator,
}

/// The secrets in a message. They are sealed while the message waits.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OneTime {
    /// The token in the link.
    pub token: String,
    /// Six digits that do the same as the link.
    #[serde(default)]
    pub digits: Option<String>,
}

impl fmt::Debug for OneTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OneTime").finish_non_exhaustive()
    }
}

/// The site in whose name messages are sent. Links come from the base URL alone.
pub(super) struct Site {
    name: InstallationName,
    base_url: String,
    /// With the port, if there is one.
    pub host: String,
}

impl Site {
    pub(super) fn new(base_url: &str, name: InstallationName) -> Self {
        let host = base_url.split_once("://").map_or(base_url, |(_, host)| host);
        Self { name, base_url: base_url.to_owned(), host: host.to_owned() }
    }

    fn name(&self) -> &str {
        self.name.as_str()
    }

    /// A subject with the name of the installation, if it has one of its own: that of the product says nothing to a recipient.
    fn subject(&self, subject: String) -> String {
        match self.name.given() {
            Some(name) => format!("{name}: {subject}"),
            None => subject,
        }
    }

    fn button(&self, label: &'static str, path: &str) -> Button {
        Button { label, url: format!("{}{path}", self.base_url) }
    }

    /// A button with a one-time link.
    fn one_time(&self, label: &'static str, path: &str, one_time: &OneTime) -> Button {
        // Tokens need no escaping in a URL.
        self.button(label, &format!("{path}?token={}", one_time.token))
    }
}

impl Mail {
    /// The name of the kind: the column `kind` of the outbox, and in the log.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::NewSignIn { .. } => "new_sign_in",
            Self::PasswordReset { .. } => "password_reset",
            Self::PasswordChanged { .. } => "password_changed",
            Self::ConfirmEmail { .. } => "confirm_email",
            Self::EmailChangeConfirm { .. } => "email_change_confirm",
            Self::EmailChangeNotice { .. } => "email_change_notice",
            Self::EmailChanged { .. } => "email_changed",
            Self::EmailChangeUndone => "email_change_undone",
            Self::RegistrationTaken => "registration_taken",
            Self::Invitation { .. } => "invitation",
            Self::ApiTokenCreated { .. } => "api_token_created",
            Self::AccountDisabled { .. } => "account_disabled",
            Self::AccountDeleted { .. } => "account_deleted",
            Self::AccountClosed { .. } => "account_closed",
            Self::Test => "test",
        }
    }

    /// Who gets the message. An address that is not confirmed gets only what confirms it (`docs/decisions/0047-messages.md`).
    pub fn to(&self) -> To {
        match self {
            Self::Invitation { .. }
            | Self::PasswordReset { .. }
            | Self::ConfirmEmail { .. }
            | Self::RegistrationTaken => To::Address,
            Self::NewSignIn { .. }
            | Self::PasswordChanged { .. }
            | Self::ApiTokenCreated { .. }
            | Self::AccountDisabled { .. }
            | Self::AccountDeleted { .. }
            | Self::AccountClosed { minutes: Some(_), .. } => To::Owner,
            Self::EmailChangeNotice { .. } | Self::EmailChanged { .. } | Self::EmailChangeUndone => To::PreviousOwner,
            Self::EmailChangeConfirm { .. } => To::NewAddress,
            Self::AccountClosed { minutes: None, .. } => To::EarlierAddress,
            Self::Test => To::Operator,
        }
    }

    /// The message as JSON, with its kind.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_else(|_| unreachable!("messages serialize to JSON"))
    }

    /// None if only another version knows the message.
    pub fn from_json(json: &str) -> Option<Self> {
        serde_json::from_str(json).ok()
    }

    /// What the message says. None if it needs a one-time link and there is none.
    pub(super) fn content(&self, site: &Site, one_time: Option<&OneTime>) -> Option<Content> {
        let content = match self {
            Self::NewSignIn { name, device, address, at } => {
                account::new_sign_in(site, one_time?, name.as_deref(), device.as_deref(), address.as_deref(), *at)
            }
            Self::PasswordReset { name, minutes } => {
                account::password_reset(site, one_time?, name.as_deref(), *minutes)
            }
            Self::PasswordChanged { name, at } => account::password_changed(site, name.as_deref(), *at),
            Self::ConfirmEmail { minutes } => email::confirm(site, one_time?, *minutes),
            Self::EmailChangeConfirm { minutes } => email::confirm_change(site, one_time?, *minutes),
            Self::EmailChangeNotice { name, new_email, minutes } => {
                email::change_notice(site, one_time?, name.as_deref(), new_email, *minutes)
            }
            Self::EmailChanged { name, new_email, minutes } => {
                let undo = match minutes {
                    Some(minutes) => Some((one_time?, *minutes)),
                    None => None,
                };
                email::changed(site, name.as_deref(), new_email, undo)
            }
            Self::EmailChangeUndone => email::change_undone(site),
            Self::RegistrationTaken => account::registration_taken(site),
            Self::Invitation { minutes } => account::invitation(site, one_time?, *minutes),
            Self::ApiTokenCreated { name, at } => account::api_token_created(site, name.as_deref(), *at),
            Self::AccountDisabled { name } => account::disabled(site, name.as_deref()),
            Self::AccountDeleted { name, until } => account::deleted(site, name.as_deref(), *until),
            Self::AccountClosed { name, until, minutes: Some(minutes) } => {
                account::closed(site, one_time?, name.as_deref(), *until, *minutes)
            }
            Self::AccountClosed { name, until, minutes: None } => {
                account::closed_elsewhere(site, name.as_deref(), *until)
            }
            Self::Test => test(site),
        };
        // The host, because readers compare it with that of the link, and anybody can give an installation any name.
        let footer =
            format!("{} ({}) has sent this message automatically. Replies are not read.", site.name(), site.host);
        Some(Content { subject: site.subject(content.subject), footer, ..content })
    }
}

fn test(site: &Site) -> Content {
    Content {
        subject: "Test message".to_owned(),
        paragraphs: vec![format!("{} can send mail to this address.", site.name())],
        ..Content::default()
    }
}

/// A lifetime as text: `30 minutes`, `1 hour`, `3 days`.
fn lifetime(minutes: u32) -> String {
    let (count, unit) = match minutes {
        minutes if minutes >= 48 * 60 && minutes.is_multiple_of(24 * 60) => (minutes / (24 * 60), "day"),
        minutes if minutes >= 60 && minutes.is_multiple_of(60) => (minutes / 60, "hour"),
        minutes => (minutes, "minute"),
    };
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {unit}{plural}")
}
