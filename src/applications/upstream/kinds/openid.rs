//! Any provider of OpenID Connect, and what those have in common that have a kind of their own.

use super::{FreshProof, IssuerOf, Kind, Protocol, SecretRule, Vouching, exact_key};
use crate::applications::upstream::{ClientAuthentication, Metadata};
use crate::shared::ProviderDefinition;
use serde_json::{Map, Value};

/// What is special about a provider of OpenID Connect.
pub struct OpenId {
    /// Where it answers, if its documentation says so. None: it publishes that.
    pub known: Option<fn() -> Metadata>,
    /// The claim with the id of an account.
    pub subject: &'static str,
    /// The issuer in some of its tokens, in place of the usual one.
    pub signs_as: Option<&'static str>,
    /// Whether a token with these claims and this issuer, which accounts there can have, is right for the provider.
    pub admits: fn(&ProviderDefinition, &Map<String, Value>, &str) -> bool,
    /// Whether a key, which may name an issuer, signs a token with these claims.
    pub key_signs: fn(Option<&str>, &Map<String, Value>) -> bool,
    /// Whether userinfo is asked if the token has no address.
    pub asks_userinfo: bool,
    /// The claim with the domain of the organisation that an account belongs to.
    pub organisation: Option<&'static str>,
    /// How this server says who it is. None: as the metadata says.
    pub authentication: Option<ClientAuthentication>,
    /// Whether people can choose another account there. None: as the metadata says.
    pub selects_account: Option<bool>,
    /// Whether this value of `email_verified` confirms the address.
    pub confirms: fn(&Value) -> bool,
    /// Whether it answers with a form that another site sends (`response_mode=form_post`), and says the name of somebody beside the token
    /// that it signs.
    pub answers_by_post: bool,
}

impl OpenId {
    /// As the specification has it.
    pub const USUAL: Self = Self {
        known: None,
        subject: "sub",
        signs_as: None,
        admits: |_, _, _| true,
        key_signs: |_, _| true,
        asks_userinfo: true,
        organisation: None,
        authentication: None,
        selects_account: None,
        // A text, as some programs write it, is no confirmation.
        confirms: |value| *value == Value::Bool(true),
        answers_by_post: false,
    };
    pub const SCOPES: &'static [&'static str] = &["openid", "email", "profile"];
    pub const HINT: &'static str = "login_hint";
    /// A sign-in that is not older than now.
    pub const PROOF: FreshProof = FreshProof { parameter: ("max_age", "0"), forces_sign_in: true };
}

pub(super) static KIND: Kind = Kind {
    issuer: IssuerOf::Defined,
    is_reserved: false,
    protocol: Protocol::OpenId(OpenId::USUAL),
    scopes: OpenId::SCOPES,
    hint: Some(OpenId::HINT),
    proof: Some(OpenId::PROOF),
    secret: SecretRule::Optional,
    vouching: Vouching::InTrustedDomains,
    has_groups: true,
    announces_sign_outs: true,
    key_of: exact_key,
};
