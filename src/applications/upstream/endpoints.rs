//! Where a provider answers, and how.

use url::Url;

/// The maximum length of an address in bytes.
const MAX_ADDRESS_BYTES: usize = 2_000;

/// How this server says who it is when it exchanges a code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ClientAuthentication {
    /// Id and secret in the header `Authorization`.
    Basic,
    /// Both in the form.
    Post,
}

/// Where a provider answers, and how.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Metadata {
    pub issuer: String,
    pub authorization_endpoint: String,
    pub token_endpoint: String,
    /// None: it signs nothing.
    pub jwks_uri: Option<String>,
    pub userinfo_endpoint: Option<String>,
    /// Whether each of its answers says which provider it is from (RFC 9207).
    pub names_issuer: bool,
    pub authentication: ClientAuthentication,
    /// Whether it lets people choose another account.
    pub can_select_account: bool,
    /// Whether it is in a private network that the operator lists.
    pub is_private: bool,
}

/// An address to which browsers and this server may be sent.
pub(super) fn is_address(text: &str, needs_tls: bool) -> bool {
    let Ok(url) = Url::parse(text) else { return false };
    let is_web = url.scheme() == "https" || (url.scheme() == "http" && !needs_tls);
    let has_more = url.fragment().is_some() || !url.username().is_empty() || url.password().is_some();
    is_web && url.has_host() && !has_more && text.len() <= MAX_ADDRESS_BYTES
}
