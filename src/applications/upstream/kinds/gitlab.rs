//! GitLab at gitlab.com, which is a provider of OpenID Connect ("GitLab as OpenID Connect identity provider"). Others, of companies, are
//! of the kind `openid`: who runs them decides which addresses people have there.

use super::{FreshProof, IssuerOf, Kind, OpenId, Protocol, SecretRule, Vouching, exact_key};

pub(super) static KIND: Kind = Kind {
    issuer: IssuerOf::Own("https://gitlab.com"),
    // It can be defined so as well, and says the same then.
    is_reserved: false,
    protocol: Protocol::OpenId(OpenId::USUAL),
    scopes: OpenId::SCOPES,
    hint: Some(OpenId::HINT),
    // What it is made of (`doorkeeper-openid_connect`) has ignored `max_age=0` for years, or asks again after a second, which may be before
    // somebody is back. `prompt=login` lets people sign in again, once.
    proof: Some(FreshProof { parameter: ("max_age", "600"), forces_sign_in: true }),
    secret: SecretRule::Required,
    // The primary address, which it sends a message before it calls it confirmed.
    vouching: Vouching::Where(|said, _| said.is_verified),
    has_groups: true,
    announces_sign_outs: false,
    key_of: exact_key,
};
