//! Apple ("Sign in with Apple REST API" in its documentation). It is a provider of OpenID Connect with three peculiarities: when it is
//! asked for name or address, it answers with a form; the secret is a token that this server signs; and the name comes the first time
//! only, beside the token.

use super::{IssuerOf, Kind, OpenId, Protocol, SecretRule, Vouching, exact_key};
use crate::applications::upstream::{ClientAuthentication, Metadata, Said};

const ISSUER: &str = "https://appleid.apple.com";
/// Where the addresses are that Apple itself gives to people. The last one forwards to theirs.
const OWN_DOMAINS: [&str; 4] = ["icloud.com", "me.com", "mac.com", "privaterelay.appleid.com"];

pub(super) static KIND: Kind = Kind {
    issuer: IssuerOf::Own(ISSUER),
    is_reserved: true,
    protocol: Protocol::OpenId(OpenId {
        known: Some(metadata),
        // It has no such endpoint.
        asks_userinfo: false,
        // "A string or Boolean value."
        confirms: |value| *value == true || *value == "true",
        answers_by_post: true,
        ..OpenId::USUAL
    }),
    scopes: &["name", "email"],
    hint: None,
    // It cannot be asked to let somebody sign in again.
    proof: None,
    secret: SecretRule::SigningKey,
    vouching: Vouching::Where(vouches),
    has_groups: false,
    announces_sign_outs: false,
    key_of: exact_key,
};

/// As its documentation has it. What it publishes named another issuer in June 2025 than its tokens did.
fn metadata() -> Metadata {
    Metadata {
        issuer: ISSUER.to_owned(),
        authorization_endpoint: "https://appleid.apple.com/auth/authorize".to_owned(),
        token_endpoint: "https://appleid.apple.com/auth/token".to_owned(),
        jwks_uri: Some("https://appleid.apple.com/auth/keys".to_owned()),
        userinfo_endpoint: None,
        names_issuer: false,
        authentication: ClientAuthentication::Post,
        can_select_account: false,
        is_private: false,
    }
}

/// Apple has confirmed other addresses at some time, but does not know whose they are today.
fn vouches(said: &Said<'_>, domain: &str) -> bool {
    said.is_verified && OWN_DOMAINS.contains(&domain)
}
