//! The bodies of requests. Everything in here is untrusted until a field type has parsed it.

use super::{strict::Expected, text::Text};
use serde::Deserialize;

/// Register an account.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct RegisterRequest {
    /// If an API client omits it, it is derived from the email's local part.
    pub username: Text,
    pub email: Text,
    pub password: Text,
    /// Must equal `password`, if present.
    pub confirm_password: Text,
    pub name: Text,
}

/// Sign in. If several names are sent, `login` has precedence, then `username`, then `email`.
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
    /// The field with the name of the account, and its value.
    pub fn name(&self) -> Option<(&'static str, &Text)> {
        [("login", &self.login), ("username", &self.username), ("email", &self.email)]
            .into_iter()
            .find(|(_, text)| !text.is_missing())
    }
}

/// Change an account. Omitted fields do not change (RFC 7396, sent as JSON).
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct UpdateUserRequest {
    pub username: Text,
    pub email: Text,
    /// An empty string or an explicit null removes the name.
    #[serde(deserialize_with = "explicit")]
    pub name: Option<Text>,
    /// Required if the email address changes.
    pub current_password: Text,
    pub role: Text,
    pub status: Text,
    /// Only for administrators, about others.
    pub email_verified: Expected<bool>,
}

/// Distinguishes an explicit null from a missing field.
fn explicit<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Text>, D::Error> {
    // `Option` would read null as `None`, which here means that the field is missing.
    Text::deserialize(deserializer).map(Some)
}

/// Create an account for another user, who sets the password with a one-time link.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct InviteUserRequest {
    /// If omitted, it is derived from the email's local part.
    pub username: Text,
    pub email: Text,
    pub name: Text,
    /// Default: `user`.
    pub role: Text,
    /// Whether the link is sent to the address of the account. Otherwise it is returned, to be passed on.
    pub invite: Expected<bool>,
}

/// Request a password link by mail.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ForgotPasswordRequest {
    pub email: Text,
}

/// Set a password with a password link.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ResetPasswordRequest {
    pub token: Text,
    pub password: Text,
}

/// Use a one-time link that needs nothing but its token.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct LinkRequest {
    pub token: Text,
}

/// Change the password.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ChangePasswordRequest {
    pub current_password: Text,
    pub new_password: Text,
}

/// Delete the own account.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct DeleteAccountRequest {
    pub password: Text,
}
