//! What an ID token must say (OpenID Connect Core 1.0, section 3.1.3.7). Its signature was verified before.

use super::{Provider, ProviderFailure};
use crate::shared::Timestamp;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256, Sha512};
use std::time::Duration;

/// By how much the clocks of both may differ.
const TOLERANCE: Duration = Duration::from_secs(30);
/// The maximum length of a subject in bytes.
const MAX_SUBJECT_BYTES: usize = 255;

/// A token whose signature is valid.
#[derive(Clone, Copy, Debug)]
pub struct SignedToken<'a> {
    pub typ: Option<&'a str>,
    /// Its hashes have 512 bits, not 256.
    pub is_ed25519: bool,
    pub claims: &'a Map<String, Value>,
}

/// What a token is compared with.
#[derive(Clone, Copy)]
pub struct ExpectedToken<'a> {
    pub nonce: &'a str,
    /// The access token that came with it.
    pub access_token: &'a str,
    pub now: Timestamp,
}

/// Checks an ID token. Returns the issuer and the subject of the account.
///
/// # Errors
/// If the token is from another provider, for another program or another sign-in, or is not valid now.
pub fn check_id_token(
    provider: &Provider,
    token: &SignedToken<'_>,
    expected: &ExpectedToken<'_>,
) -> Result<(String, String), ProviderFailure> {
    let claims = token.claims;
    // Tokens for other purposes have types of their own (RFC 8725, section 3.11), such as logout tokens.
    if token.typ.is_some_and(|typ| !typ.eq_ignore_ascii_case("JWT")) {
        return Err(ProviderFailure::Malformed);
    }
    let issuer = issuer_in(provider, claims)?;
    check_audience(provider, claims)?;
    check_times(claims, expected.now)?;
    if text_in(claims, "nonce") != Some(expected.nonce) {
        return Err(ProviderFailure::Nonce);
    }
    let hash = claims.contains_key("at_hash").then(|| hash_of(expected.access_token, token.is_ed25519));
    if hash.is_some_and(|hash| text_in(claims, "at_hash") != Some(hash.as_str())) {
        return Err(ProviderFailure::Nonce);
    }
    let name = provider.openid().map_or("sub", |openid| openid.subject);
    Ok((issuer, subject(claims, name)?))
}

/// The issuer of the account, as it is stored.
///
/// # Errors
/// If it is none that accounts of this provider have.
pub fn issuer_in(provider: &Provider, claims: &Map<String, Value>) -> Result<String, ProviderFailure> {
    let issuer = text_in(claims, "iss").ok_or(ProviderFailure::Malformed)?;
    // Others sign nothing.
    let openid = provider.openid().ok_or(ProviderFailure::Issuer)?;
    let issuer = match provider.exact_issuer() {
        Some(usual) if openid.signs_as == Some(issuer) => usual,
        _ => issuer,
    };
    let is_own = provider.issuer.admits(issuer) && (openid.admits)(&provider.definition, claims, issuer);
    if is_own { Ok(issuer.to_owned()) } else { Err(ProviderFailure::Issuer) }
}

/// Whether the token is for this server.
///
/// # Errors
/// If it is not.
pub fn check_audience(provider: &Provider, claims: &Map<String, Value>) -> Result<(), ProviderFailure> {
    let own = provider.definition.client_id.as_str();
    let (is_named, is_list) = match claims.get("aud") {
        Some(Value::String(audience)) => (audience == own, false),
        Some(Value::Array(audiences)) => (audiences.iter().any(|audience| audience == own), audiences.len() > 1),
        _ => return Err(ProviderFailure::Malformed),
    };
    let is_party = match claims.get("azp") {
        Some(party) => party == own,
        // For several programs, it must say for which of them it was issued.
        None => !is_list,
    };
    if is_named && is_party { Ok(()) } else { Err(ProviderFailure::Audience) }
}

/// Whether the token is valid at this time.
///
/// # Errors
/// If it has expired, is from the future, or does not say.
pub fn check_times(claims: &Map<String, Value>, now: Timestamp) -> Result<(), ProviderFailure> {
    let ends_at = time_in(claims, "exp")?.ok_or(ProviderFailure::Malformed)?;
    let issued_at = time_in(claims, "iat")?.ok_or(ProviderFailure::Malformed)?;
    let begins_at = time_in(claims, "nbf")?.unwrap_or(issued_at);
    if issued_at.max(begins_at) > now.plus(TOLERANCE) {
        return Err(ProviderFailure::Clock);
    }
    if ends_at <= now.minus(TOLERANCE) { Err(ProviderFailure::Expired) } else { Ok(()) }
}

/// When the person has signed in there. None: the token does not say.
///
/// # Errors
/// If it is in the future, or no time.
pub fn signed_in_at(claims: &Map<String, Value>, now: Timestamp) -> Result<Option<Timestamp>, ProviderFailure> {
    let at = time_in(claims, "auth_time")?;
    if at.is_some_and(|at| at > now.plus(TOLERANCE)) { Err(ProviderFailure::Clock) } else { Ok(at) }
}

/// A claim that is a text and not empty.
pub fn text_in<'a>(claims: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    claims.get(name)?.as_str().filter(|text| !text.is_empty())
}

/// A claim that is a time: seconds since 1970, maybe with a fraction.
fn time_in(claims: &Map<String, Value>, name: &str) -> Result<Option<Timestamp>, ProviderFailure> {
    let Some(value) = claims.get(name).filter(|value| !value.is_null()) else { return Ok(None) };
    let seconds = value.as_i64().or_else(|| value.as_f64().map(|seconds| seconds.floor() as i64));
    seconds.map(|seconds| Some(Timestamp::from_seconds(seconds))).ok_or(ProviderFailure::Malformed)
}

/// Whether an account can have this id.
pub fn is_subject(text: &str) -> bool {
    !text.is_empty() && text.len() <= MAX_SUBJECT_BYTES && !text.chars().any(char::is_control)
}

fn subject(claims: &Map<String, Value>, name: &str) -> Result<String, ProviderFailure> {
    let subject = text_in(claims, name).ok_or(ProviderFailure::Malformed)?;
    if is_subject(subject) { Ok(subject.to_owned()) } else { Err(ProviderFailure::Malformed) }
}

/// The left half of the hash of an access token.
fn hash_of(access_token: &str, is_ed25519: bool) -> String {
    if is_ed25519 {
        BASE64_URL_SAFE_NO_PAD.encode(&Sha512::digest(access_token)[..32])
    } else {
        BASE64_URL_SAFE_NO_PAD.encode(&Sha256::digest(access_token)[..16])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::applications::upstream::MICROSOFT_ISSUERS;
    use crate::shared::{ProviderDefinition, ProviderKind, ProviderName, ProviderSource};
    use serde_json::json;

    const NOW: Timestamp = Timestamp(1_700_000_000_000);
    /// The directory of the personal accounts of Microsoft.
    const CONSUMERS: &str = "9188040d-6c67-4c5b-b112-36a304b66dad";
    const TENANT: &str = "2f2e4a8c-1d3b-4f6a-9c7e-0a1b2c3d4e5f";

    fn provider(definition: ProviderDefinition) -> Provider {
        let definition = ProviderDefinition { client_id: "vestibule".to_owned(), ..definition };
        Provider::new(ProviderName::from_stored("corp".to_owned()), definition, None, ProviderSource::Database)
    }

    fn openid() -> Provider {
        provider(ProviderDefinition { issuer: Some("https://id.example".to_owned()), ..ProviderDefinition::default() })
    }

    fn microsoft(tenant: Option<&str>) -> Provider {
        let tenant = tenant.map(str::to_owned);
        provider(ProviderDefinition { kind: ProviderKind::Microsoft, tenant, ..ProviderDefinition::default() })
    }

    /// A valid token with these claims changed; null removes one.
    fn check(provider: &Provider, changes: Value) -> Result<(String, String), ProviderFailure> {
        let seconds = NOW.seconds();
        let mut claims = json!({ "iss": "https://id.example", "sub": "7", "aud": "vestibule", "nonce": "n",
            "iat": seconds, "exp": seconds + 300 });
        for (name, value) in changes.as_object().expect("an object") {
            claims[name] = value.clone();
        }
        let mut claims = claims.as_object().expect("an object").clone();
        claims.retain(|_, value| !value.is_null());
        let token = SignedToken { typ: Some("JWT"), is_ed25519: false, claims: &claims };
        let expected = ExpectedToken { nonce: "n", access_token: "token", now: NOW };
        check_id_token(provider, &token, &expected)
    }

    #[test]
    fn a_valid_token_names_issuer_and_subject() {
        let named = Ok(("https://id.example".to_owned(), "7".to_owned()));
        for changes in [
            json!({}),
            json!({ "aud": ["vestibule"], "azp": "vestibule" }),
            json!({ "aud": ["other", "vestibule"], "azp": "vestibule" }),
            json!({ "at_hash": hash_of("token", false) }),
            json!({ "exp": NOW.seconds() - 29, "iat": NOW.seconds() - 60 }),
            json!({ "iat": NOW.seconds() + 30, "nbf": NOW.seconds() + 29 }),
            json!({ "iat": 1_699_999_999.5 }),
        ] {
            assert_eq!(check(&openid(), changes.clone()), named, "{changes}");
        }
    }

    #[test]
    fn each_lie_has_its_failure() {
        for (changes, expected) in [
            (json!({ "iss": "https://id.example/" }), ProviderFailure::Issuer),
            (json!({ "iss": null }), ProviderFailure::Malformed),
            (json!({ "aud": "other" }), ProviderFailure::Audience),
            (json!({ "aud": ["other", "vestibule"] }), ProviderFailure::Audience),
            (json!({ "azp": "other" }), ProviderFailure::Audience),
            (json!({ "aud": null }), ProviderFailure::Malformed),
            (json!({ "nonce": "m" }), ProviderFailure::Nonce),
            (json!({ "nonce": null }), ProviderFailure::Nonce),
            (json!({ "at_hash": hash_of("other", false) }), ProviderFailure::Nonce),
            (json!({ "at_hash": 7 }), ProviderFailure::Nonce),
            (json!({ "exp": NOW.seconds() - 30 }), ProviderFailure::Expired),
            (json!({ "exp": null }), ProviderFailure::Malformed),
            (json!({ "exp": "tomorrow" }), ProviderFailure::Malformed),
            (json!({ "iat": NOW.seconds() + 31 }), ProviderFailure::Clock),
            (json!({ "nbf": NOW.seconds() + 31 }), ProviderFailure::Clock),
            (json!({ "sub": "" }), ProviderFailure::Malformed),
            (json!({ "sub": 7 }), ProviderFailure::Malformed),
            (json!({ "sub": "a".repeat(256) }), ProviderFailure::Malformed),
        ] {
            assert_eq!(check(&openid(), changes.clone()), Err(expected), "{changes}");
        }
    }

    #[test]
    fn google_has_two_names() {
        let google = provider(ProviderDefinition { kind: ProviderKind::Google, ..ProviderDefinition::default() });
        for issuer in ["https://accounts.google.com", "accounts.google.com"] {
            let checked = check(&google, json!({ "iss": issuer }));
            assert_eq!(checked, Ok(("https://accounts.google.com".to_owned(), "7".to_owned())), "{issuer}");
        }
        assert_eq!(check(&google, json!({})), Err(ProviderFailure::Issuer));
    }

    #[test]
    fn the_issuer_of_microsoft_is_that_of_the_directory() {
        let issuer_of = |tenant: &str| format!("{MICROSOFT_ISSUERS}{tenant}/v2.0");
        let token = |tenant: &str, named: &str| json!({ "iss": issuer_of(named), "tid": tenant, "oid": "o" });
        let all = microsoft(None);
        let (issuer, subject) = check(&all, token(TENANT, TENANT)).expect("a valid token");
        assert_eq!((issuer.as_str(), subject.as_str()), (issuer_of(TENANT).as_str(), "o"));
        for (provider, tenant, named) in [
            (&all, TENANT, CONSUMERS),
            (&all, "common", "common"),
            (&microsoft(Some("consumers")), TENANT, TENANT),
            (&microsoft(Some("organizations")), CONSUMERS, CONSUMERS),
            (&microsoft(Some(TENANT)), CONSUMERS, CONSUMERS),
        ] {
            assert_eq!(check(provider, token(tenant, named)), Err(ProviderFailure::Issuer), "{tenant} {named}");
        }
        assert!(check(&microsoft(Some("consumers")), token(CONSUMERS, CONSUMERS)).is_ok());
        let without = json!({ "iss": issuer_of(TENANT), "tid": TENANT });
        assert_eq!(check(&all, without), Err(ProviderFailure::Malformed));
    }

    #[test]
    fn a_logout_token_is_no_id_token() {
        let claims = Map::new();
        let token = SignedToken { typ: Some("logout+jwt"), is_ed25519: false, claims: &claims };
        let expected = ExpectedToken { nonce: "n", access_token: "token", now: NOW };
        assert_eq!(check_id_token(&openid(), &token, &expected), Err(ProviderFailure::Malformed));
        let later = json!({ "auth_time": NOW.seconds() + 31 });
        assert_eq!(signed_in_at(later.as_object().expect("an object"), NOW), Err(ProviderFailure::Clock));
    }
}
