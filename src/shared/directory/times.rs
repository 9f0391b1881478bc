//! The times by which a list of users is filtered.

use crate::shared::timestamp::Timestamp;
use std::ops::Range;

/// The value of `signed_in` for users who have never signed in.
pub const NEVER: &str = "never";

const ANY: Range<Timestamp> = Timestamp(i64::MIN)..Timestamp(i64::MAX);

/// When the users of a list were created, and when they signed in last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Times {
    pub created: Range<Timestamp>,
    /// Zero, as it is stored, means never.
    pub signed_in: Range<Timestamp>,
}

impl Default for Times {
    fn default() -> Self {
        Self { created: ANY, signed_in: ANY }
    }
}

impl Times {
    /// Whether every user has such times.
    pub fn is_any(&self) -> bool {
        *self == Self::default()
    }

    /// Whether only users who were created at some time have such times.
    pub fn limits_creation(&self) -> bool {
        self.created != ANY
    }

    /// Whether a user has such times.
    pub fn include(&self, created_at: Timestamp, last_login_at: Option<Timestamp>) -> bool {
        self.created.contains(&created_at) && self.signed_in.contains(&last_login_at.unwrap_or_default())
    }
}
