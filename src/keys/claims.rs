//! What the tokens say. No personal data: whoever holds a token can read it.

use crate::shared::{
    ids::{SessionId, UserId},
    views::Role,
};
use serde::{Deserialize, Serialize};

/// Which of the two tokens it is; one is never taken for the other (RFC 8725, 3.11).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Access,
    Refresh,
}

impl Kind {
    /// The `typ` of the header (RFC 9068, 2.1; RFC 8725, 3.11).
    pub(super) fn header(self) -> &'static str {
        match self {
            Self::Access => "at+jwt",
            Self::Refresh => "rt+jwt",
        }
    }

    /// Who accepts the token: the base URL stands for everyone who verifies access tokens, one address of it for us alone.
    pub fn audience(self, issuer: &str) -> String {
        match self {
            Self::Access => issuer.to_owned(),
            Self::Refresh => format!("{issuer}/api/auth/refresh"),
        }
    }
}

/// An access token, at most 15 minutes (RFC 9068). Instants are seconds since 1970, and nothing but whole numbers
/// (CVE-2026-25537).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct AccessClaims {
    pub iss: String,
    pub aud: String,
    pub sub: UserId,
    pub sid: SessionId,
    pub jti: uuid::Uuid,
    pub iat: i64,
    pub nbf: i64,
    pub exp: i64,
    /// When the session began: when the password was typed.
    pub auth_time: i64,
    /// As it was when the token was issued. Vestibule itself never relies on it.
    pub role: Role,
    pub client_id: String,
    #[serde(rename = "type")]
    pub kind: Kind,
}

/// A refresh token. Its `jti` is 256 bits that nobody can guess, in base64url.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefreshClaims {
    pub iss: String,
    pub aud: String,
    pub sub: UserId,
    pub sid: SessionId,
    pub jti: String,
    pub iat: i64,
    pub nbf: i64,
    pub exp: i64,
    #[serde(rename = "type")]
    pub kind: Kind,
}

/// What both have in common, checked in one place.
pub trait Claims {
    const KIND: Kind;

    fn kind(&self) -> Kind;
    fn issuer(&self) -> &str;
    fn audience(&self) -> &str;
    /// From when on, until when; seconds since 1970.
    fn lifetime(&self) -> (i64, i64);
}

macro_rules! claims {
    ($name:ty, $kind:expr) => {
        impl Claims for $name {
            const KIND: Kind = $kind;

            fn kind(&self) -> Kind {
                self.kind
            }

            fn issuer(&self) -> &str {
                &self.iss
            }

            fn audience(&self) -> &str {
                &self.aud
            }

            fn lifetime(&self) -> (i64, i64) {
                (self.nbf, self.exp)
            }
        }
    };
}
claims!(AccessClaims, Kind::Access);
claims!(RefreshClaims, Kind::Refresh);
