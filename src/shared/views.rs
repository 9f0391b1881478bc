//! What is told of accounts and sessions.

use super::{
    ids::{SessionId, UserId},
    next::LocalPath,
    timestamp::Timestamp,
};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A text that should have named a role or a status.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UnknownValue(pub String);

impl fmt::Display for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "“{}” is neither a role nor a status", self.0)
    }
}

impl std::error::Error for UnknownValue {}

/// What an account may do.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    User,
    Admin,
}

impl Role {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Admin => "admin",
        }
    }
}

impl FromStr for Role {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "user" => Ok(Self::User),
            "admin" => Ok(Self::Admin),
            _ => Err("a role is user or admin".to_owned()),
        }
    }
}

impl TryFrom<String> for Role {
    type Error = UnknownValue;

    fn try_from(text: String) -> Result<Self, UnknownValue> {
        text.parse().map_err(|_| UnknownValue(text))
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Whether an account can be used.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Active,
    Disabled,
    /// Soft: its name and address stay taken, it is seen by administrators alone.
    Deleted,
}

impl Status {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Disabled => "disabled",
            Self::Deleted => "deleted",
        }
    }
}

impl FromStr for Status {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "active" => Ok(Self::Active),
            "disabled" => Ok(Self::Disabled),
            "deleted" => Ok(Self::Deleted),
            _ => Err("a status is active, disabled or deleted".to_owned()),
        }
    }
}

impl TryFrom<String> for Status {
    type Error = UnknownValue;

    fn try_from(text: String) -> Result<Self, UnknownValue> {
        text.parse().map_err(|_| UnknownValue(text))
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// An account as its owner and administrators see it; the only user that the browser knows.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
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
    /// Where the picture is, 256 pixels a side; it changes with the picture.
    pub avatar_url: Option<String>,
    /// The account's id in the system that it was imported from; only for administrators.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
}

impl UserView {
    /// What to call the person: the name, else the username.
    pub fn display_name(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.username)
    }

    /// The same for other programs, to which an address is one of `origin`. Pages need none: they are of that origin.
    pub fn absolute(self, origin: &str) -> Self {
        Self { avatar_url: self.avatar_url.map(|path| format!("{origin}{path}")), ..self }
    }
}

/// A session of an account: one sign-in on one device.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SessionView {
    pub id: SessionId,
    /// Whether it is the one that asks.
    pub current: bool,
    /// Whether it outlives the browser.
    pub remember: bool,
    pub created_at: Timestamp,
    pub last_used_at: Timestamp,
    pub expires_at: Timestamp,
}

/// What a form's server function answers when it did not fail outright.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Answer<T> {
    Accepted(T),
    /// Only for a form that was sent without JavaScript: the browser is on its way back to the form, the
    /// messages and what was typed travel in a cookie that no one can read or forge.
    Rejected,
}

impl<T> Answer<T> {
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Answer<U> {
        match self {
            Self::Accepted(value) => Answer::Accepted(change(value)),
            Self::Rejected => Answer::Rejected,
        }
    }
}

/// A person has just signed in, or signed up.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SignedIn {
    pub user: UserView,
    /// Where they were going.
    pub next: LocalPath,
}
