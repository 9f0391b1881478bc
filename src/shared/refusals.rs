//! What clients (OpenID Connect) were refused: the kinds of refusals, what mends them, and the views of administrators
//! ([decision 95](../../docs/decisions/0095-refusals.md)).

use super::ids::RefusalId;
use super::timestamp::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The maximum number of refusals of a client that are kept. What was refused for the same reason counts as one.
pub const MAX_REFUSALS: usize = 50;

names! {
    /// Where a client was refused something: the endpoint at `/oauth/` and this name.
    #[derive(Hash, JsonSchema)]
    pub enum ClientEndpoint {
        Authorize = "authorize",
        Token = "token",
        Userinfo = "userinfo",
        Groups = "groups",
        Introspect = "introspect",
        Revoke = "revoke",
        Device = "device",
        Logout = "logout",
    }
}

impl ClientEndpoint {
    /// The endpoint at this path.
    pub fn at(path: &str) -> Option<Self> {
        path.strip_prefix("/oauth/")?.parse().ok()
    }
}

names! {
    /// What was wrong with a request that was refused, or with a client that was refused nothing.
    #[derive(Hash, JsonSchema)]
    #[schemars(rename = "ClientFault")]
    pub enum Fault {
        /// The redirect URI is not registered. It is in `sent`.
        RedirectUri = "redirect_uri",
        /// There is none, and the client has not registered exactly one.
        RedirectUriMissing = "redirect_uri_missing",
        /// It is no address that a client can have.
        RedirectUriInvalid = "redirect_uri_invalid",
        /// The address after the sign-out is not registered. It is in `sent`.
        PostLogoutRedirectUri = "post_logout_redirect_uri",
        /// The hint is no ID token of this client.
        IdTokenHint = "id_token_hint",
        /// `code_challenge` is missing, and the client has to use PKCE.
        PkceMissing = "pkce_missing",
        /// The challenge is not made with S256, or damaged.
        PkceMethod = "pkce_method",
        /// The verifier does not belong to the challenge.
        PkceVerifier = "pkce_verifier",
        ResponseType = "response_type",
        ResponseMode = "response_mode",
        /// The client may not use the grant that is in `sent`.
        Grant = "grant",
        /// There is no such grant.
        GrantUnknown = "grant_unknown",
        /// The client may not request tokens for the resource in `sent`.
        Resource = "resource",
        /// A scope was not granted.
        Scope = "scope",
        SecretMissing = "secret_missing",
        SecretWrong = "secret_wrong",
        SecretExpired = "secret_expired",
        /// A public client has sent a secret.
        SecretUnexpected = "secret_unexpected",
        /// The client has said who it is in another way than it may.
        Authentication = "authentication",
        /// The code was used, has expired, or belongs to somebody else.
        Code = "code",
        /// The redirect URI of the token request is not that of the code.
        CodeRedirectUri = "code_redirect_uri",
        /// The refresh token was used, has expired or was revoked.
        RefreshToken = "refresh_token",
        /// The access token is not valid at this endpoint, or not any more.
        AccessToken = "access_token",
        DeviceCode = "device_code",
        /// The application does not admit the account.
        NotAdmitted = "not_admitted",
        /// The account that the client acts for is missing, or closed.
        ServiceAccount = "service_account",
        /// Another proof of who somebody is was demanded than there was.
        Proof = "proof",
        /// Too many requests.
        Limit = "limit",
        /// Nothing was refused: people sign in, and the client has not asked for their names.
        UserinfoUnasked = "userinfo_unasked",
        /// The description says what.
        Other = "other",
    }
}

impl Fault {
    /// The one with this name. One that only a newer version knows is any other one.
    pub fn from_stored(name: &str) -> Self {
        name.parse().unwrap_or(Self::Other)
    }
}

names! {
    /// The change of a client after which the same request is not refused.
    #[derive(Hash, JsonSchema)]
    #[schemars(rename = "ClientMend")]
    pub enum Mend {
        /// The address in `sent` becomes a redirect URI.
        RegisterRedirectUri = "register_redirect_uri",
        /// The address in `sent` becomes one after the sign-out.
        RegisterPostLogoutRedirectUri = "register_post_logout_redirect_uri",
        /// The client need not use PKCE.
        ExcuseFromPkce = "excuse_from_pkce",
        /// The client may use the grant in `sent`.
        AllowGrant = "allow_grant",
        /// The ID token has the claims that are otherwise only at the userinfo endpoint.
        ClaimsInIdToken = "claims_in_id_token",
    }
}

/// Something that a client was refused, once or several times for the same reason.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "ClientRefusal")]
pub struct RefusalView {
    pub id: RefusalId,
    pub endpoint: ClientEndpoint,
    /// The `error` that was sent. None: nothing was refused.
    pub error: Option<String>,
    pub fault: Fault,
    /// What was said to the developers of the client, in English.
    pub description: String,
    /// What the request had where it was wrong: an address, or a word of the protocol. It is shortened, and nothing secret.
    pub sent: Option<String>,
    /// Whether the client has shown its secret, or a token that it was given. Otherwise anybody can have sent the request, also somebody
    /// without the secret.
    pub by_client: bool,
    /// What makes it right. None: nothing that can be changed here.
    pub mend: Option<Mend>,
    /// Whether the address in `sent` leads to a host at which the client has none yet.
    pub is_elsewhere: bool,
    /// Whether it leads to the machine of whoever signs in, where the client has none yet.
    // A server of the previous version does not send it.
    #[serde(default)]
    pub is_loopback: bool,
    /// How often.
    pub times: u64,
    pub first_at: Timestamp,
    pub last_at: Timestamp,
}

/// What a client was refused, the last first.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "ClientRefusalList")]
pub struct RefusalListView {
    pub refusals: Vec<RefusalView>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_is_known_by_its_path() {
        for endpoint in ClientEndpoint::ALL {
            assert_eq!(ClientEndpoint::at(&format!("/oauth/{endpoint}")), Some(endpoint));
        }
        for path in ["/oauth/", "/oauth/jwks", "/oauth/token/", "/token", "oauth/token"] {
            assert_eq!(ClientEndpoint::at(path), None, "{path}");
        }
    }
}
