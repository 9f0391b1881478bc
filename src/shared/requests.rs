//! What people and programs ask for. Everything in here is untrusted until a field type has parsed it.

use super::text::Text;
use serde::Deserialize;

/// Create an account for oneself.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct RegisterRequest {
    /// Left out by an API client, it is made from the email's local part.
    pub username: Text,
    pub email: Text,
    pub password: Text,
    /// Checked when it is sent.
    pub confirm_password: Text,
    pub name: Text,
}

/// Sign in. When several names are sent, `login` wins, then `username`, then `email`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct LoginRequest {
    /// A username or an email address.
    pub login: Text,
    pub username: Text,
    pub email: Text,
    pub password: Text,
    pub remember_me: bool,
}

impl LoginRequest {
    /// The field that names the account, and what it holds.
    pub fn name(&self) -> Option<(&'static str, &Text)> {
        [("login", &self.login), ("username", &self.username), ("email", &self.email)]
            .into_iter()
            .find(|(_, text)| !text.is_missing())
    }
}

/// Change an account: what is left out stays (RFC 7396, sent as JSON).
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct UpdateUserRequest {
    pub username: Text,
    pub email: Text,
    /// An empty text, or null where it is written out, takes the name away.
    #[serde(deserialize_with = "written")]
    pub name: Option<Text>,
    /// Needed when the email address changes.
    pub current_password: Text,
    pub role: Text,
    pub status: Text,
}

/// A null that was written out is not the same as nothing.
fn written<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Text>, D::Error> {
    Text::deserialize(deserializer).map(Some)
}

/// Make an account for someone, who chooses the password by a link.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct InviteUserRequest {
    /// Left out, it is made from the email's local part.
    pub username: Text,
    pub email: Text,
    pub name: Text,
    /// `user` when it is left out.
    pub role: Text,
}

/// Choose a password by a link.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ResetPasswordRequest {
    pub token: Text,
    pub password: Text,
}

/// Choose another password.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ChangePasswordRequest {
    pub current_password: Text,
    pub new_password: Text,
}

/// Delete one's own account.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct DeleteAccountRequest {
    pub password: Text,
}
