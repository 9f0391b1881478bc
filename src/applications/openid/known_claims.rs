//! The claims that clients get: the one list of their names. What a person's claims are is said in `accounts/openid/claims.rs`, and what a
//! token says of itself in `accounts/openid/tokens/id_token.rs`, by a match over all of them.

use super::Scope;

names! {
    /// What an ID token says of itself and of the sign-in (OpenID Connect Core, section 2).
    pub enum TokenClaim {
        Subject = "sub",
        Issuer = "iss",
        Audience = "aud",
        AuthorizedParty = "azp",
        Expiry = "exp",
        IssuedAt = "iat",
        AuthTime = "auth_time",
        Nonce = "nonce",
        Acr = "acr",
        Amr = "amr",
        Session = "sid",
    }
}

names! {
    /// What is said of a person, in ID tokens and at the userinfo endpoint.
    pub enum PersonClaim {
        Name = "name",
        GivenName = "given_name",
        FamilyName = "family_name",
        Username = "preferred_username",
        Picture = "picture",
        Locale = "locale",
        UpdatedAt = "updated_at",
        Email = "email",
        EmailVerified = "email_verified",
        /// The definition of a client may give it another name.
        Groups = "groups",
    }
}

/// What other tokens and answers have, or what means something in each token (RFC 7519, RFC 7662, RFC 9068, OpenID Connect Core).
const OTHERS: [&str; 18] = [
    "_claim_names",
    "_claim_sources",
    "act",
    "active",
    "at_hash",
    "c_hash",
    "client_id",
    "cnf",
    "events",
    "grant",
    "groups_overflow",
    "jti",
    "may_act",
    "nbf",
    "scope",
    "token_type",
    "type",
    "username",
];

impl PersonClaim {
    /// The scope that it is part of.
    pub fn scope(self) -> Scope {
        match self {
            Self::Name | Self::GivenName | Self::FamilyName | Self::Username => Scope::Profile,
            Self::Picture | Self::Locale | Self::UpdatedAt => Scope::Profile,
            Self::Email | Self::EmailVerified => Scope::Email,
            Self::Groups => Scope::Groups,
        }
    }
}

/// The claims that a client can get without a rule of its own.
pub fn supported_claims() -> impl Iterator<Item = &'static str> {
    TokenClaim::ALL.into_iter().map(TokenClaim::as_str).chain(PersonClaim::ALL.into_iter().map(PersonClaim::as_str))
}

/// Whether Vestibule itself gives this claim a meaning, so that no rule of a client can set it.
pub fn is_reserved_claim(name: &str) -> bool {
    OTHERS.contains(&name) || supported_claims().any(|known| known == name)
}
