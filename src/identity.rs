//! When two names are the same: the keys of uniqueness, computed here so that both engines agree.

use crate::shared::fields::{Problem, email::EmailAddress, username::Username};

/// A username in its one form, and the key under which it is unique.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CanonicalUsername {
    /// NFKC.
    pub username: Username,
    /// NFKC and case-folded.
    pub key: String,
}

/// An address, and the key under which it is unique.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CanonicalEmail {
    pub email: EmailAddress,
    pub key: String,
}

/// Parses a username, and refuses one whose letters are of more than one script.
pub fn username(_raw: &str) -> Result<CanonicalUsername, Problem> {
    todo!()
}

/// Parses an email address.
pub fn email(_raw: &str) -> Result<CanonicalEmail, Problem> {
    todo!()
}

/// The key of whatever was typed to sign in, were it a username or an address.
pub fn key(_raw: &str) -> String {
    todo!()
}
