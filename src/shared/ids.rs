//! Identifiers. Those of accounts and sessions are UUIDs of version 7, so they sort by the time they were made.

use super::timestamp::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize, JsonSchema)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }
    };
}

/// A UUID of version 7 (RFC 9562, 5.7). A time before 1970 counts as 1970.
pub fn id_at(at: Timestamp, random: &[u8; 10]) -> Uuid {
    uuid::Builder::from_unix_timestamp_millis(u64::try_from(at.0).unwrap_or(0), random).into_uuid()
}

id!(
    /// An account.
    UserId
);
id!(
    /// One sign-in on one device, from login to logout: the `sid` of its tokens.
    SessionId
);
id!(
    /// An API token.
    ApiTokenId
);
id!(
    /// A passkey of an account.
    PasskeyId
);
id!(
    /// A browser in which an account needs no second factor.
    TrustedBrowserId
);
id!(
    /// A secret of a client.
    ClientSecretId
);
id!(
    /// What was granted to a client with one code: access tokens name it.
    ClientGrantId
);
id!(
    /// Something that a client was refused.
    RefusalId
);
id!(
    /// An account at a provider that is linked to an account here.
    IdentityId
);
id!(
    /// An event in the audit log.
    AuditEventId
);

impl AuditEventId {
    /// The lowest id of events at this time.
    pub fn first_at(at: Timestamp) -> Self {
        // All random bits are zero, so no id of the same millisecond is lower.
        Self(id_at(at, &[0; 10]))
    }
}

id!(
    /// A profile picture. All bits are random, so that the ids of other pictures cannot be guessed.
    AvatarId
);
