//! The claims of tokens. Anyone who has a token can read them, so access tokens and refresh tokens contain no personal data.
//! The tokens for applications do: the application sees them, the proxy, and a client that has asked for one.

use crate::shared::own_fields::FieldValues;
use crate::shared::{ApplicationName, GroupNames, Role, SessionId, UserId};
use serde::{Deserialize, Serialize};

/// The kind of a token. A token of one kind is never accepted as the other (RFC 8725, 3.11).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Access,
    Refresh,
    /// For one application. Vestibule itself accepts none.
    Application,
}

impl Kind {
    /// The `typ` of the header (RFC 9068, 2.1; RFC 8725, 3.11).
    pub(super) fn header(self) -> &'static str {
        match self {
            Self::Access => "at+jwt",
            Self::Refresh => "rt+jwt",
            Self::Application => "app+jwt",
        }
    }
}

/// The claims of an access token (RFC 9068). Times are seconds since 1970, and only integers are accepted (CVE-2026-25537).
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
    /// When the user last proved who they are in this session.
    pub auth_time: i64,
    /// How: values of RFC 8176.
    // Tokens of the previous version have neither this claim nor the next one.
    #[serde(default)]
    pub amr: Vec<String>,
    /// The level that this reaches.
    #[serde(default)]
    pub acr: String,
    /// The role when the token was issued. Vestibule itself does not rely on it, but reads the current role.
    pub role: Role,
    /// All groups when the token was issued; None if they are too long for a token. As with the role, Vestibule itself reads
    /// the current ones.
    // Tokens of the previous version have neither this claim nor the next one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub groups: Option<GroupNames>,
    /// Whether `groups` is missing because they are too long.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub groups_overflow: bool,
    pub client_id: String,
    #[serde(rename = "type")]
    pub kind: Kind,
}

/// The claims of a refresh token. Its `jti` is a random secret of 256 bits in base64url.
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

/// The claims of a token for one application, which a proxy gets with each request that it may forward, and clients that ask for
/// one. They have what the application may know about the user; the others are absent.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct ApplicationClaims {
    pub iss: String,
    pub aud: ApplicationName,
    pub sub: UserId,
    pub sid: SessionId,
    pub iat: i64,
    pub nbf: i64,
    pub exp: i64,
    /// When the user last proved who they are.
    pub auth_time: i64,
    /// How: values of RFC 8176.
    pub amr: Vec<String>,
    /// The level that this reaches.
    pub acr: String,
    pub username: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Whether the owner of `email` has confirmed it; present with `email`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email_verified: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub groups: Option<GroupNames>,
    /// Whether `groups` is missing because they are too long.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub groups_overflow: bool,
    /// Fields of one's own that the application learns, as far as there is room for them.
    #[serde(skip_serializing_if = "FieldValues::is_empty")]
    pub fields: FieldValues,
    #[serde(rename = "type")]
    pub kind: Kind,
}

/// The claims of one kind of token, to be signed.
pub trait Signed {
    const KIND: Kind;
}

impl Signed for ApplicationClaims {
    const KIND: Kind = Kind::Application;
}

/// The claims that the kinds have in common that Vestibule accepts, so that they are verified in one place. Not implemented for
/// [`ApplicationClaims`]: code that accepts the token of an application does not compile.
pub trait Claims: Signed {
    /// The audience of these tokens: for access tokens the base URL, which stands for this server; for refresh tokens the URL of
    /// the only endpoint that accepts them.
    fn expected_audience(issuer: &str) -> String;

    fn kind(&self) -> Kind;
    fn issuer(&self) -> &str;
    fn audience(&self) -> &str;
    /// Not before and expiry, in seconds since 1970.
    fn lifetime(&self) -> (i64, i64);
}

macro_rules! claims {
    ($name:ty, $kind:expr, $path:literal) => {
        impl Signed for $name {
            const KIND: Kind = $kind;
        }

        impl Claims for $name {
            fn expected_audience(issuer: &str) -> String {
                format!("{issuer}{}", $path)
            }

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
claims!(AccessClaims, Kind::Access, "");
claims!(RefreshClaims, Kind::Refresh, "/api/auth/refresh");
