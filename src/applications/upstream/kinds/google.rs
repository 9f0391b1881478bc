//! Google: accounts of people, and of Google Workspace.

use super::{FreshProof, IssuerOf, Kind, OpenId, Protocol, SecretRule, Vouching, exact_key};
use crate::applications::upstream::{ClientAuthentication, Said};

const ISSUER: &str = "https://accounts.google.com";
/// Where the addresses are that Google itself gives to people. The second one is the first for people in some countries.
const OWN_DOMAINS: [&str; 2] = ["gmail.com", "googlemail.com"];

pub(super) static KIND: Kind = Kind {
    issuer: IssuerOf::Own(ISSUER),
    is_reserved: true,
    protocol: Protocol::OpenId(OpenId {
        signs_as: Some("accounts.google.com"),
        organisation: Some("hd"),
        // What has to be escaped in the header is a matter of dispute, and the form is what it documents.
        authentication: Some(ClientAuthentication::Post),
        // It says nothing about it.
        selects_account: Some(true),
        ..OpenId::USUAL
    }),
    scopes: OpenId::SCOPES,
    hint: Some(OpenId::HINT),
    proof: Some(FreshProof {
        // It says so for this alone, and only for programs whose console allows it.
        parameter: ("claims", r#"{"id_token":{"auth_time":{"essential":true}}}"#),
        forces_sign_in: false,
    }),
    secret: SecretRule::Required,
    vouching: Vouching::Where(vouches),
    has_groups: false,
    announces_sign_outs: false,
    key_of: exact_key,
};

/// Google has confirmed other addresses at some time, but does not know whose they are today.
fn vouches(said: &Said<'_>, domain: &str) -> bool {
    said.is_verified && (OWN_DOMAINS.contains(&domain) || said.organisation.is_some())
}
