//! Where to go after signing in. Comes from the URL, so it is checked before anyone is sent there.

use super::ids::UserId;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A path on this origin, with its query.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LocalPath(String);

impl LocalPath {
    /// Where a person goes who asked for nothing else.
    pub fn account() -> Self {
        Self("/account".to_owned())
    }

    /// The directory.
    pub fn users() -> Self {
        Self("/users".to_owned())
    }

    /// The page about one person.
    pub fn person(id: UserId) -> Self {
        Self(format!("/users/{id}"))
    }

    /// Takes a path on this origin, at most 2,048 bytes, and nothing that a browser would resolve to another
    /// one: `//host`, `/\host`, `https:`, or a control character that is dropped on the way.
    pub fn parse(raw: &str) -> Option<Self> {
        let rest = raw.strip_prefix('/')?;
        let foreign = rest.starts_with(['/', '\\']);
        let unclean = raw.chars().any(|c| c.is_control() || c == '\\' || c.is_whitespace());
        (!foreign && !unclean && raw.len() <= 2048).then(|| Self(raw.to_owned()))
    }

    /// The path asked for, or the account page.
    pub fn or_account(raw: &str) -> Self {
        Self::parse(raw).unwrap_or_else(Self::account)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// `page?name=value`, or with `&` where there is a query, the value escaped as `encodeURIComponent` would.
pub fn with_parameter(page: &str, name: &str, value: &str) -> String {
    let mark = if page.contains('?') { '&' } else { '?' };
    let mut address = format!("{page}{mark}{name}=");
    for byte in value.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => address.push(char::from(byte)),
            _ => address.push_str(&format!("%{byte:02X}")),
        }
    }
    address
}

impl fmt::Display for LocalPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
