//! What pages show of an account at a provider that has just been proved, until it is linked or opens an account.

use super::journey::Handle;
use super::own_fields::StoredValue;
use serde::{Deserialize, Serialize};

/// An account at a provider that has just been proved. Only the browser that has it in a cookie may see it.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct ArrivalView {
    /// Says in a form which account at a provider its page has shown.
    pub mark: String,
    /// The title of the provider.
    pub provider: String,
    /// The address or the name there.
    pub label: Option<String>,
    /// The address there; empty if the provider does not say.
    pub email: String,
    /// Whether the address counts as confirmed.
    pub is_vouched: bool,
    /// A username that was free when the page was shown, and that a new account can have.
    pub username: String,
    /// What the person is called there; empty if the provider does not say.
    pub name: String,
    /// The fields of one's own that whoever opens an account is asked for.
    #[serde(default)]
    pub fields: Vec<StoredValue>,
    /// The version of the terms that they are asked to accept.
    #[serde(default)]
    pub terms: Option<i64>,
    /// Whether somebody who was signed in has asked for the link.
    #[serde(default)]
    pub is_asked: bool,
    /// The page that was requested.
    pub next: Handle,
    /// The account with the address, which was never confirmed. None: there is no such account.
    pub unconfirmed: Option<UnconfirmedView>,
}

/// An account that goes to the owner of its address, who decides what they keep of it.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct UnconfirmedView {
    pub username: String,
    pub name: Option<String>,
    pub has_picture: bool,
}
