//! Public views of accounts and sessions.

use super::{
    fields::Problem,
    groups::GroupNames,
    ids::{SessionId, UserId},
    timestamp::Timestamp,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A text that is no role and no status.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UnknownValue(pub String);

impl fmt::Display for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "“{}” is neither a role nor a status", self.0)
    }
}

impl std::error::Error for UnknownValue {}

names! {
    /// The permissions of an account.
    #[derive(JsonSchema)]
    pub enum Role else "a role is user or admin" {
        User = "user",
        Admin = "admin",
    }
}

impl Role {
    /// Parses the field of a request.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        text.parse().map_err(|_| Problem::new("unknown_role", "The role must be user or admin."))
    }
}

impl TryFrom<String> for Role {
    type Error = UnknownValue;

    fn try_from(text: String) -> Result<Self, UnknownValue> {
        text.parse().map_err(|_| UnknownValue(text))
    }
}

names! {
    /// Whether an account can be used.
    #[derive(JsonSchema)]
    pub enum Status else "a status is active, disabled or deleted" {
        Active = "active",
        Disabled = "disabled",
        /// Can be restored for 30 days. Its username and email stay reserved, and only administrators see it.
        Deleted = "deleted",
    }
}

impl TryFrom<String> for Status {
    type Error = UnknownValue;

    fn try_from(text: String) -> Result<Self, UnknownValue> {
        text.parse().map_err(|_| UnknownValue(text))
    }
}

/// An account, as its owner and administrators see it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct UserView {
    pub id: UserId,
    pub username: String,
    pub email: String,
    pub name: Option<String>,
    pub role: Role,
    pub status: Status,
    pub email_verified: bool,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub last_login_at: Option<Timestamp>,
    /// The address of the picture (256 by 256 pixels); each picture has a new address.
    pub avatar_url: Option<String>,
    /// The account's id in the system that it was imported from; only for administrators.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// The names of the groups that the account belongs to.
    // The default is for responses of the previous version during an upgrade.
    #[serde(default)]
    pub groups: GroupNames,
    /// The new address, while it waits for its confirmation. Only where one account is read or changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pending_email: Option<String>,
}

impl UserView {
    /// The name, or the username of users without a name.
    pub fn display_name(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.username)
    }

    /// Makes the address of the picture absolute, for API clients.
    pub fn absolute(self, origin: &str) -> Self {
        Self { avatar_url: self.avatar_url.map(|path| format!("{origin}{path}")), ..self }
    }
}

/// The kind of a device, as far as its `User-Agent` tells.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeviceKind {
    Desktop,
    Phone,
    Tablet,
    /// Not a browser: a command-line tool, a library or a crawler.
    Program,
    #[default]
    Unknown,
}

impl DeviceKind {
    pub fn label(self) -> &'static str {
        match self {
            Self::Desktop => "Computer",
            Self::Phone => "Phone",
            Self::Tablet => "Tablet",
            Self::Program => "Program",
            Self::Unknown => "Other device",
        }
    }
}

/// A session of an account: one sign-in on one device.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct SessionView {
    pub id: SessionId,
    /// Whether it is the session of the request.
    pub current: bool,
    /// Whether it persists after the browser is closed.
    pub remember: bool,
    /// Browser and system, such as `Firefox on Linux`, or the name of a program.
    // Defaults for responses of the previous version during an upgrade.
    #[serde(default)]
    pub device: String,
    #[serde(default)]
    pub kind: DeviceKind,
    /// The address of the last use.
    #[serde(default)]
    pub address: Option<String>,
    pub created_at: Timestamp,
    /// The last use. Written once a minute, so it can be a minute older.
    pub last_used_at: Timestamp,
    pub expires_at: Timestamp,
}

names! {
    /// Why a session is over, as the sign-in page explains it.
    pub enum EndReason {
        /// The user signed out, or ended the session from another device.
        SignedOut = "signed_out",
        /// An administrator or the operator ended the session.
        Administrator = "administrator",
        PasswordChanged = "password_changed",
        /// A change of the email address was undone, which makes the password invalid.
        EmailChangeUndone = "email_change_undone",
        AccountDisabled = "account_disabled",
        AccountDeleted = "account_deleted",
        /// A refresh token was used twice, which is how theft shows.
        TokenReused = "token_reused",
        /// The account had the maximum number of sessions, and this was the oldest.
        TooManySessions = "too_many_sessions",
        /// The owner of the account has reported the sign-in as somebody else's.
        Reported = "reported",
        /// The session was not used for too long, or has reached its maximum age. Never stored, because nothing is written
        /// when time runs out.
        Expired = "expired",
        /// The session was ended by a version that did not store the reason, or stores one that this version does not know.
        Unknown = "unknown",
    }
}

impl EndReason {
    pub fn text(self) -> &'static str {
        match self {
            Self::SignedOut => "You were signed out because this session was ended from another device.",
            Self::Administrator => "You were signed out because an administrator ended this session.",
            Self::PasswordChanged => "You were signed out because your password was changed.",
            Self::EmailChangeUndone => {
                "You were signed out because a change of your email address was undone. Choose a new password with the link in the message."
            }
            Self::AccountDisabled => "You were signed out because your account was disabled.",
            Self::AccountDeleted => "You were signed out because your account was deleted.",
            Self::TokenReused => {
                "You were signed out because this session was used in two places. If the other one was not you, change your password."
            }
            Self::TooManySessions => "You were signed out because you signed in on too many other devices.",
            Self::Reported => "You were signed out because the owner of the account reported this sign-in.",
            Self::Expired => "You were signed out because your session expired.",
            Self::Unknown => "You were signed out because your session was ended.",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::UnknownName;

    #[test]
    fn each_reason_has_a_name_and_a_text_of_its_own() {
        for reason in EndReason::ALL {
            assert_eq!(reason.as_str().parse::<EndReason>(), Ok(reason));
            assert!(reason.text().starts_with("You were signed out because "), "{reason:?}");
            let same = EndReason::ALL.into_iter().filter(|other| other.text() == reason.text()).count();
            assert_eq!(same, 1, "{reason:?}");
        }
        assert_eq!("of_a_newer_version".parse::<EndReason>(), Err(UnknownName));
    }
}
