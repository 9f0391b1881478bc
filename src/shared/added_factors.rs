//! A factor that has just been added, and the sessions that have begun without one.

use super::factors::{AuthenticatorView, PasskeyView};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "AddedPasskey")]
pub struct AddedPasskeyView {
    #[serde(flatten)]
    pub passkey: PasskeyView,
    /// How many other sessions of the account go on that have begun with less than a second factor, before it had one.
    pub sessions_without_factor: u64,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "AddedAuthenticator")]
pub struct AddedAuthenticatorView {
    #[serde(flatten)]
    pub authenticator: AuthenticatorView,
    /// How many other sessions of the account go on that have begun with less than a second factor, before it had one.
    pub sessions_without_factor: u64,
}
