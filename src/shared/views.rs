//! Public views of accounts and sessions.

use super::{
    groups::GroupNames,
    ids::{SessionId, UserId},
    next::Destination,
    timestamp::Timestamp,
    visit::Notice,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A text that is no role and no status.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UnknownValue(pub String);

impl fmt::Display for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "“{}” is neither a role nor a status", self.0)
    }
}

impl std::error::Error for UnknownValue {}

/// The permissions of an account.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
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
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Active,
    Disabled,
    /// Can be restored for 30 days. Its username and email stay reserved, and only administrators see it.
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

/// The response of a form's server function.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Answer<T> {
    Accepted(T),
    /// Only for forms sent without JavaScript: the browser is redirected back to the form, and an encrypted cookie
    /// carries the errors and the typed values.
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

/// The result of a sign-in.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SignedIn {
    pub user: UserView,
    /// The page to open next.
    pub next: Destination,
}

/// The result of a registration.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Registration {
    /// The new user, who is signed in; none if the email address has to be confirmed first.
    pub user: Option<UserView>,
    /// The page to open next.
    pub next: Destination,
    // The default is for responses of the previous version during an upgrade.
    #[serde(default = "Registration::default_notice")]
    pub notice: Notice,
}

impl Registration {
    fn default_notice() -> Notice {
        Notice::Welcome
    }
}

impl From<SignedIn> for Registration {
    fn from(SignedIn { user, next }: SignedIn) -> Self {
        Self { user: Some(user), next, notice: Notice::Welcome }
    }
}
