//! Signing and verifying tokens.

mod algorithms;
#[cfg(test)]
mod tests;

pub(super) use algorithms::{hmac, install};

use super::Keyring;
use super::claims::{AccessClaims, Claims, Kind, Signed};
use crate::shared::Timestamp;
use algorithms::Signer;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, DecodingKey, Header, Validation};
use ring::signature::{Ed25519KeyPair, KeyPair as _};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// The maximum length of a token that is parsed, in bytes. The longest issued tokens are refresh tokens of about 500 bytes.
const MAX_LENGTH: usize = 2048;

/// The `typ` of refresh tokens that were issued before they had a key and a type of their own. They are refreshed like the
/// others, until the last of them has expired.
const EARLY_TYPE: &str = "JWT";

/// Why a token is rejected.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum JwtError {
    #[error("the token is malformed")]
    Malformed,
    #[error("the token is not valid here")]
    Invalid,
    /// The key is not known in this process, possibly because another replica has created it recently.
    #[error("the key of the token is not known")]
    UnknownKey,
    #[error("the token has expired")]
    Expired,
}

/// A key that signs and verifies with one algorithm.
pub(super) struct Key {
    kid: String,
    signer: Signer,
    verifying: DecodingKey,
}

impl Key {
    /// An Ed25519 key; `seed` is the private key of 32 bytes.
    pub(super) fn new(kid: String, seed: &[u8]) -> Self {
        let pair = pair_of(seed);
        let verifying = DecodingKey::from_ed_der(pair.public_key().as_ref());
        Self { kid, signer: Signer::Ed25519(Box::new(pair)), verifying }
    }

    /// A key whose id is its thumbprint.
    pub(super) fn of_seed(seed: &[u8]) -> Self {
        Self::new(thumbprint(&public_of(seed)), seed)
    }

    /// An HMAC key. Anyone who can verify with it can also sign, so it is never published.
    pub(super) fn of_secret(kid: String, secret: &[u8]) -> Self {
        Self { kid, signer: Signer::HmacSha256(hmac(secret)), verifying: DecodingKey::from_secret(secret) }
    }

    pub(super) fn kid(&self) -> &str {
        &self.kid
    }

    /// Signs `claims` as a token of type `typ`. The token is assembled here, because `jsonwebtoken::encode` would expand the
    /// private key again for each token.
    fn sign(&self, typ: &str, claims: &impl Serialize) -> Result<String, serde_json::Error> {
        let mut header = Header::new(self.signer.algorithm());
        (header.typ, header.kid) = (Some(typ.to_owned()), Some(self.kid.clone()));
        let encode = |part: Vec<u8>| BASE64_URL_SAFE_NO_PAD.encode(part);
        let message = [encode(serde_json::to_vec(&header)?), encode(serde_json::to_vec(claims)?)].join(".");
        let signature = encode(self.signer.sign(message.as_bytes()));
        Ok([message, signature].join("."))
    }

    /// The public half as a JWK (RFC 8037); a secret has none.
    pub(super) fn jwk(&self) -> Option<serde_json::Value> {
        let Signer::Ed25519(pair) = &self.signer else { return None };
        Some(serde_json::json!({
            "kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA",
            "kid": self.kid, "x": BASE64_URL_SAFE_NO_PAD.encode(pair.public_key()),
        }))
    }
}

/// The public half of the private key `seed`, which has 32 bytes.
pub(super) fn public_of(seed: &[u8]) -> Vec<u8> {
    pair_of(seed).public_key().as_ref().to_vec()
}

fn pair_of(seed: &[u8]) -> Ed25519KeyPair {
    Ed25519KeyPair::from_seed_unchecked(seed).unwrap_or_else(|_| unreachable!("a seed has 32 bytes"))
}

/// The id of a key: its JWK thumbprint (RFC 7638), with the members that RFC 8037 defines.
pub(super) fn thumbprint(public: &[u8]) -> String {
    let x = BASE64_URL_SAFE_NO_PAD.encode(public);
    let canonical = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#);
    BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(canonical))
}

/// The header of issued tokens. A token with any other member (`crit`, `jku`, `jwk`, `x5u`) is rejected (RFC 8725, 3.10).
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OwnHeader {
    alg: Algorithm,
    typ: Option<String>,
    kid: String,
}

/// Whether an expired token is rejected.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Expiry {
    Checked,
    /// For signing out: an expired token is sufficient to end its session.
    Ignored,
}

impl Keyring {
    /// Signs `claims` with the key that signs tokens of their kind at `now`.
    pub fn sign<C: Signed + Serialize>(&self, claims: &C, now: Timestamp) -> Result<String, serde_json::Error> {
        self.keys().signer(C::KIND, now).sign(C::KIND.header(), claims)
    }

    /// Verifies a token of kind `C` that was issued by and for `issuer`. There is no leeway for clock differences.
    pub fn verify<C: Claims + DeserializeOwned + Clone>(
        &self,
        token: &str,
        issuer: &str,
        now: Timestamp,
        expiry: Expiry,
    ) -> Result<C, JwtError> {
        // One version of the keys for the whole check, because a reload may replace them meanwhile.
        let keys = self.keys();
        let header = header_of(token)?;
        let is_early = C::KIND == Kind::Refresh && header.typ.as_deref() == Some(EARLY_TYPE);
        // Checked first, so that a token of one kind is never verified with a key of the other.
        if !is_early && header.typ.as_deref() != Some(C::KIND.header()) {
            return Err(JwtError::Invalid);
        }
        // Early refresh tokens have the key and the audience of access tokens.
        let (like, audience) = match is_early {
            true => (Kind::Access, AccessClaims::expected_audience(issuer)),
            false => (C::KIND, C::expected_audience(issuer)),
        };
        let key = keys.of(like).find(|key| key.kid == header.kid).ok_or(JwtError::UnknownKey)?;
        // The key determines the algorithm: a token that names another one is rejected (RFC 8725, 3.1).
        if header.alg != key.signer.algorithm() {
            return Err(JwtError::Invalid);
        }
        let data = jsonwebtoken::decode::<C>(token, &key.verifying, &signature_alone(header.alg));
        let claims = data.map_err(|error| classify(error.kind()))?.claims;
        // A valid signature alone is not enough: the token may be meant for another installation or another endpoint.
        if claims.kind() != C::KIND || claims.issuer() != issuer || claims.audience() != audience {
            return Err(JwtError::Invalid);
        }
        let (from, until) = claims.lifetime();
        let now = now.seconds();
        if now >= until && expiry == Expiry::Checked {
            return Err(JwtError::Expired);
        }
        if now < from {
            return Err(JwtError::Invalid);
        }
        Ok(claims)
    }
}

/// Parses the header of a token, and checks that it has the form of an issued token.
fn header_of(token: &str) -> Result<OwnHeader, JwtError> {
    // Before anything is decoded, so that a huge token costs nothing.
    if token.len() > MAX_LENGTH {
        return Err(JwtError::Malformed);
    }
    // Exactly three parts: a token of five parts is encrypted (RFC 7516), and none of ours is.
    let mut parts = token.split('.');
    let (Some(header), Some(_), Some(_), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
        return Err(JwtError::Malformed);
    };
    let header = BASE64_URL_SAFE_NO_PAD.decode(header).map_err(|_| JwtError::Malformed)?;
    // In two steps, to tell malformed JSON from a valid header that is not ours.
    let object: serde_json::Value = serde_json::from_slice(&header).map_err(|_| JwtError::Malformed)?;
    serde_json::from_value(object).map_err(|_| JwtError::Invalid)
}

/// jsonwebtoken checks the signature; the claims are checked here, against a clock that tests can move.
fn signature_alone(algorithm: Algorithm) -> Validation {
    let mut validation = Validation::new(algorithm);
    validation.leeway = 0;
    validation.validate_exp = false;
    validation.validate_nbf = false;
    validation.validate_aud = false;
    // By default jsonwebtoken requires `exp`.
    validation.required_spec_claims.clear();
    validation
}

fn classify(kind: &ErrorKind) -> JwtError {
    match kind {
        ErrorKind::InvalidToken | ErrorKind::Base64(_) | ErrorKind::Utf8(_) => JwtError::Malformed,
        _ => JwtError::Invalid,
    }
}
