//! What people enter and choose who come from a provider, and what proves who they are without a password.

use super::fields::profile::Profile;
use super::own_fields::SentFields;
use super::terms::AcceptedTerms;
use super::values::Text;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Open an account with an account at a provider. It has no password.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct FirstTimeRequest {
    /// The mark of the account at the provider that the page has shown: another tab may have brought another one since.
    pub shown: String,
    /// If it is missing, it is derived from the email address.
    pub username: Text,
    /// It counts as confirmed if it is the one for which the provider vouches.
    pub email: Text,
    #[serde(flatten)]
    pub profile: Profile<Text>,
    /// Fields of this installation, by their names.
    #[serde(skip_serializing_if = "SentFields::is_empty")]
    pub fields: SentFields,
    #[serde(flatten)]
    pub terms: AcceptedTerms,
}

/// What the owner of an address keeps of the unconfirmed account that had it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct TakenOver {
    pub name: bool,
    pub picture: bool,
}

/// A code that was sent to the confirmed address, to prove who one is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "ProofCode")]
pub struct ProofCodeView {
    /// Is sent with the code.
    pub mail_proof: String,
    /// In how many seconds the code ends.
    pub expires_in: u64,
}
