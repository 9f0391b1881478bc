//! Public views of accounts.

use super::fields::Problem;
use super::fields::profile::Profile;
use super::groups::GroupNames;
use super::ids::UserId;
use super::own_fields::FieldValues;
use super::timestamp::Timestamp;
use crate::language::{Language, message};
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
        text.parse().map_err(|_| Problem::new("unknown_role", message::user_role_unknown()))
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
    /// Of pages and messages. Null: as the browser prefers.
    pub language: Option<String>,
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
    /// Fields of this installation that the reader sees, by their names. Missing while none is defined, and where nobody asks for them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fields: Option<FieldValues>,
    /// Whether it has a passkey or an authenticator app. Only in the lists of pages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(skip)]
    pub second_factor: Option<bool>,
    /// Whether an invitation is open, as whose owner nobody has signed in. Only in the lists of pages.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[schemars(skip)]
    pub invited: bool,
}

impl UserView {
    /// An account for the documentation of the API and for tests.
    pub fn example(id: UserId, now: Timestamp) -> Self {
        Self {
            id,
            username: "ada".to_owned(),
            email: "ada@example.org".to_owned(),
            name: Some("Ada Lovelace".to_owned()),
            language: Some("en".to_owned()),
            role: Role::User,
            status: Status::Active,
            email_verified: true,
            created_at: now,
            updated_at: now,
            last_login_at: Some(now),
            avatar_url: None,
            external_id: None,
            groups: GroupNames::default(),
            pending_email: None,
            fields: None,
            second_factor: None,
            invited: false,
        }
    }

    pub fn profile(&self) -> Profile<Option<String>> {
        Profile { name: self.name.clone(), language: self.language.clone() }
    }

    /// The language that its owner reads. None if the account has none, or one that there are no texts in.
    pub fn language(&self) -> Option<Language> {
        Language::of_tag(self.language.as_deref()?)
    }

    /// What its owner can edit, as one text: a form sends the one that it began with, so that a change by another page is noticed.
    pub fn editable(&self) -> String {
        let profile = self.profile().into_values().map(Option::unwrap_or_default);
        profile.chain([self.username.clone(), self.email.clone()]).collect::<Vec<_>>().join("\t")
    }

    /// The name, or the username of users without a name.
    pub fn display_name(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.username)
    }

    /// Makes the address of the picture absolute, for API clients.
    pub fn absolute(self, origin: &str) -> Self {
        Self { avatar_url: self.avatar_url.map(|path| format!("{origin}{path}")), ..self }
    }
}

/// What a browser is to know about the passkeys of an account, so that it offers no others: for the methods `signal…` of
/// `PublicKeyCredential` (WebAuthn Level 3, 5.1.10).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
pub struct SignalView {
    /// The domain that the passkeys belong to.
    pub rp_id: String,
    /// In base64url, as are the ids.
    pub user_handle: String,
    pub name: String,
    pub display_name: String,
    /// The passkeys that are accepted.
    pub credential_ids: Vec<String>,
}
