//! The bodies of requests. Everything in here is untrusted until a field type has parsed it.

use super::error::{AppError, ErrorCode};
use super::fields::Fields;
use super::fields::profile::{FIELDS, Profile};
use super::groups::GroupName;
use super::own_fields::SentFields;
use super::terms::AcceptedTerms;
use super::values::{Expected, Text};
use super::views::{Role, Status};
use schemars::{JsonSchema, Schema};
use serde::{Deserialize, Serialize};

/// Register an account.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(extend("required" = ["email", "password"]))]
pub struct RegisterRequest {
    /// 3 to 80 characters: letters of one script, digits, `.`, `_`, `-`. If it is missing, it is derived from the email address.
    #[schemars(length(max = 80))]
    pub username: Text,
    /// At most 120 characters.
    #[schemars(with = "String", email, length(max = 120))]
    pub email: Text,
    /// 8 characters of four kinds, or 15 of any kind. Each server can ask for more, and refuses common and stolen ones.
    #[schemars(with = "String", length(min = 8, max = 128))]
    pub password: Text,
    /// Must equal `password`, if present.
    pub confirm_password: Text,
    #[serde(flatten)]
    pub profile: Profile<Text>,
    /// Fields of this installation, by their names. Those that it does not have are ignored.
    #[serde(skip_serializing_if = "SentFields::is_empty")]
    pub fields: SentFields,
    #[serde(flatten)]
    pub terms: AcceptedTerms,
}

/// Sign in. If several names are sent, `login` has precedence, then `username`, then `email`.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(extend("required" = ["password"]))]
pub struct LoginRequest {
    /// A username or an email address.
    pub login: Text,
    /// In place of `login`.
    pub username: Text,
    /// In place of `login`.
    pub email: Text,
    #[schemars(with = "String", length(min = 1, max = 128))]
    pub password: Text,
    /// Whether the session outlives the browser: 14 days without use in place of 12 hours.
    pub remember_me: Expected<bool>,
}

impl LoginRequest {
    /// The fields with the name of the account, by precedence.
    pub fn names(&self) -> [(&'static str, &Text); 3] {
        [("login", &self.login), ("username", &self.username), ("email", &self.email)]
    }
}

/// Complete a sign-in with a code.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(extend("required" = ["pending_token", "code"]))]
pub struct SecondFactorRequest {
    /// The one in the answer to the password.
    #[schemars(with = "String")]
    pub pending_token: Text,
    /// Six digits of an authenticator app, or a recovery code. Spaces and hyphens do not matter.
    #[schemars(with = "String", length(min = 1, max = 200))]
    pub code: Text,
    /// Whether the browser needs no second factor from then on (`VESTIBULE_TRUST_BROWSERS`). Only on pages: a client of the API has
    /// no cookie.
    #[serde(skip)]
    pub trust: Expected<bool>,
}

/// Sign in with a recovery code, to an account without a password.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(extend("required" = ["login", "recovery_code"]))]
pub struct RecoveryLoginRequest {
    /// A username or an email address.
    #[schemars(with = "String")]
    pub login: Text,
    /// Spaces and hyphens do not matter.
    #[schemars(with = "String", length(min = 1, max = 200))]
    pub recovery_code: Text,
    /// Whether the session outlives the browser: 14 days without use in place of 12 hours.
    pub remember_me: Expected<bool>,
}

/// Rename a passkey of the own account.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(extend("required" = ["name"]))]
pub struct RenamePasskeyRequest {
    /// At most 80 characters.
    #[schemars(with = "String", length(min = 1, max = 80))]
    pub name: Text,
}

/// Remove a factor.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct LastFactorRequest {
    /// Needed for the last second factor with `VESTIBULE_PASSWORD_RULES=nist`: without one the password has to be longer.
    #[schemars(length(max = 128))]
    pub current_password: Text,
}

/// Begin to sign in with a passkey.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct BeginPasskeyRequest {
    /// The one in the answer to the password, if the passkey is the second factor. Without it, any account can sign in.
    pub pending_token: Text,
}

/// Change an account. Omitted fields do not change (RFC 7396, sent as JSON).
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(transform = describe_null)]
pub struct UpdateUserRequest {
    /// 3 to 80 characters: letters of one script, digits, `.`, `_`, `-`.
    #[schemars(length(max = 80))]
    pub username: Text,
    /// A confirmed address of one's own is replaced only when the new one is confirmed. At most 120 characters.
    #[schemars(length(max = 120))]
    pub email: Text,
    #[serde(flatten, deserialize_with = "Profile::with_null")]
    pub profile: Profile<Text>,
    /// Fields of this installation, by their names. Omitted ones do not change; null, an empty text and an empty array remove a value.
    #[serde(skip_serializing_if = "SentFields::is_empty")]
    pub fields: SentFields,
    /// Required if the own email address changes.
    pub current_password: Text,
    /// Only for administrators, about others.
    #[schemars(with = "Option<Role>")]
    pub role: Text,
    /// Only for administrators, about others.
    #[schemars(with = "Option<Status>")]
    pub status: Text,
    /// Only for administrators, about others.
    pub email_verified: Expected<bool>,
}

/// Says how a field of the profile is removed.
fn describe_null(schema: &mut Schema) {
    for field in FIELDS.each_ref().into_values() {
        if let Some(about) = schema.pointer_mut(&format!("/properties/{}/description", field.name)) {
            let limit = about.as_str().unwrap_or_default();
            *about = format!("{limit} An empty string or an explicit null removes the {}.", field.name).into();
        }
    }
}

/// Create an account for another user, who sets the password with a one-time link.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(extend("required" = ["email"]))]
pub struct InviteUserRequest {
    /// If omitted, it is derived from the email's local part.
    #[schemars(length(max = 80))]
    pub username: Text,
    /// At most 120 characters.
    #[schemars(with = "String", email, length(max = 120))]
    pub email: Text,
    #[serde(flatten)]
    pub profile: Profile<Text>,
    /// Fields of this installation, by their names.
    #[serde(skip_serializing_if = "SentFields::is_empty")]
    pub fields: SentFields,
    /// Default: `user`.
    #[schemars(with = "Option<Role>")]
    pub role: Text,
    /// Whether the link is sent to the address of the account. Otherwise it is returned, to be passed on.
    pub invite: Expected<bool>,
    /// The groups that the account is added to. An API token needs the scope `groups:write` for them.
    #[schemars(with = "Option<Vec<GroupName>>", length(max = 1000))]
    pub groups: Expected<Vec<Text>>,
}

/// Request a password link by mail.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(extend("required" = ["email"]))]
pub struct ForgotPasswordRequest {
    #[schemars(with = "String", email, length(max = 120))]
    pub email: Text,
}

/// Set a password with a password link.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(extend("required" = ["token", "password"]))]
pub struct ResetPasswordRequest {
    /// The token in the link.
    #[schemars(with = "String")]
    pub token: Text,
    /// The new password.
    #[schemars(with = "String", length(min = 8, max = 128))]
    pub password: Text,
    #[serde(flatten)]
    pub terms: AcceptedTerms,
}

/// Use a one-time link that needs nothing but its token.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(extend("required" = ["token"]))]
pub struct LinkRequest {
    /// The token in the link.
    #[schemars(with = "String")]
    pub token: Text,
}

impl LinkRequest {
    /// The token; empty, which is no valid one, if it is missing.
    pub fn token(&self) -> Result<&str, AppError> {
        let mut fields = Fields::default();
        fields.expect_text("token", &self.token);
        fields.finish().map_err(|errors| AppError::fields(ErrorCode::ValidationFailed, errors))?;
        Ok(self.token.as_str())
    }
}

/// Change the password.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(extend("required" = ["new_password"]))]
pub struct ChangePasswordRequest {
    /// Required if the account has one.
    #[schemars(length(max = 128))]
    pub current_password: Text,
    #[schemars(with = "String", length(min = 8, max = 128))]
    pub new_password: Text,
    /// Whether the API tokens of the account are revoked as well. Default: false.
    pub revoke_tokens: Expected<bool>,
}

/// Delete the own account.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct DeleteAccountRequest {
    /// The current password. Required if the account has one.
    #[schemars(length(max = 128))]
    pub password: Text,
}

/// Confirm a new authenticator app.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
#[schemars(extend("required" = ["setup", "code"]))]
pub struct ConfirmAuthenticatorRequest {
    /// The `setup` of the new secret.
    #[schemars(with = "String")]
    pub setup: Text,
    /// The six digits that the app shows.
    #[schemars(with = "String")]
    pub code: Text,
    /// Whether other sessions end that have begun without a second factor, before the account had one.
    // The form of the page has no such field.
    #[serde(skip_serializing)]
    pub end_other_sessions: Expected<bool>,
}
