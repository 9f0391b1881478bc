//! The bodies of forms about accounts at providers, like those of [`form_bodies`](super::form_bodies).

use serde::{Deserialize, Serialize};

/// Take over an unconfirmed account: what of it stays.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct TakeOverFields {
    /// The mark of the account there that the page has shown.
    pub shown: String,
    /// Not empty if its name stays.
    pub name: String,
    /// Not empty if its picture stays.
    pub picture: String,
}

/// Link the account at a provider that the page has shown.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct LinkIdentityFields {
    /// Its mark: another tab may have brought another one since.
    pub shown: String,
}

/// Begins the value of the button that keeps an identity, before its id: the button that unlinks it is in the same list.
pub const KEEP: &str = "keep:";

/// Unlink an account at a provider, or keep it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct IdentityFields {
    /// The id of the identity.
    pub id: String,
    /// The account; empty for the own one.
    pub user: String,
}
