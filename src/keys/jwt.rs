//! Signing and verifying tokens.

use super::{Keyring, Keys, claims::Claims};
use crate::shared::timestamp::Timestamp;
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use ed25519_dalek::SigningKey;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, errors::ErrorKind};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use zeroize::Zeroizing;

/// A refresh token is the longest that we make, at some 500 bytes.
const MAX_LENGTH: usize = 2048;

/// Why a token is not accepted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum JwtError {
    #[error("the token cannot be read")]
    Malformed,
    #[error("the token was not made here for this")]
    Invalid,
    /// It names a key that is not known here, or not yet.
    #[error("the token names a key that is not known")]
    UnknownKey,
    #[error("the token has expired")]
    Expired,
}

/// A key that signs and verifies.
pub(super) struct Key {
    kid: String,
    public: [u8; 32],
    signing: EncodingKey,
    verifying: DecodingKey,
}

impl Key {
    /// `seed` is the private key's 32 bytes.
    pub(super) fn new(kid: String, seed: &[u8]) -> Self {
        let public = public_of(seed);
        Self { kid, public, signing: EncodingKey::from_ed_der(seed), verifying: DecodingKey::from_ed_der(&public) }
    }

    /// The public half as a JWK (RFC 8037).
    pub(super) fn jwk(&self) -> serde_json::Value {
        serde_json::json!({
            "kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA",
            "kid": self.kid, "x": BASE64_URL_SAFE_NO_PAD.encode(self.public),
        })
    }
}

/// The public half of the private key `seed`, which has 32 bytes.
pub(super) fn public_of(seed: &[u8]) -> [u8; 32] {
    let seed = Zeroizing::new(seed.try_into().unwrap_or_default());
    SigningKey::from_bytes(&seed).verifying_key().to_bytes()
}

/// The whole header of our tokens. Anything else in it (`crit`, `jku`, `jwk`, `x5u`) is not ours (RFC 8725, 3.10).
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OwnHeader {
    alg: String,
    #[expect(dead_code, reason = "may be there, says nothing")]
    typ: Option<String>,
    kid: String,
}

impl Keyring {
    /// Signs `claims` with the newest key.
    pub fn sign<C: Claims + Serialize>(&self, claims: &C) -> Result<String, jsonwebtoken::errors::Error> {
        let keys = self.keys();
        let key = keys.signing.first().ok_or(ErrorKind::InvalidKeyFormat)?;
        let mut header = Header::new(Algorithm::EdDSA);
        header.kid = Some(key.kid.clone());
        jsonwebtoken::encode(&header, claims, &key.signing)
    }

    /// Verifies a token of kind `C` that `issuer` made for itself. No leeway.
    pub fn verify<C: Claims + DeserializeOwned + Clone>(
        &self,
        token: &str,
        issuer: &str,
        now: Timestamp,
    ) -> Result<C, JwtError> {
        let keys = self.keys();
        let key = key_of(&keys, token)?;
        let data = jsonwebtoken::decode::<C>(token, &key.verifying, &signature_alone());
        let claims = data.map_err(|error| classify(error.kind()))?.claims;
        if claims.kind() != C::KIND || claims.issuer() != issuer || claims.audience() != issuer {
            return Err(JwtError::Invalid);
        }
        let (from, until) = claims.lifetime();
        let now = now.seconds();
        if now >= until {
            return Err(JwtError::Expired);
        }
        if now < from {
            return Err(JwtError::Invalid);
        }
        Ok(claims)
    }
}

/// The key that the header names, if it is one of ours and the header is one of ours.
fn key_of<'keys>(keys: &'keys Keys, token: &str) -> Result<&'keys Key, JwtError> {
    if token.len() > MAX_LENGTH {
        return Err(JwtError::Malformed);
    }
    let mut parts = token.split('.');
    let (Some(header), Some(_), Some(_), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
        return Err(JwtError::Malformed);
    };
    let header = BASE64_URL_SAFE_NO_PAD.decode(header).map_err(|_| JwtError::Malformed)?;
    let object: serde_json::Value = serde_json::from_slice(&header).map_err(|_| JwtError::Malformed)?;
    let header: OwnHeader = serde_json::from_value(object).map_err(|_| JwtError::Invalid)?;
    if header.alg != "EdDSA" {
        return Err(JwtError::Invalid);
    }
    keys.signing.iter().find(|key| key.kid == header.kid).ok_or(JwtError::UnknownKey)
}

/// jsonwebtoken checks the signature; the claims are checked here, against a clock that tests can move.
fn signature_alone() -> Validation {
    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.leeway = 0;
    validation.validate_exp = false;
    validation.validate_nbf = false;
    validation.validate_aud = false;
    validation.required_spec_claims.clear();
    validation
}

fn classify(kind: &ErrorKind) -> JwtError {
    match kind {
        ErrorKind::InvalidToken | ErrorKind::Base64(_) | ErrorKind::Utf8(_) => JwtError::Malformed,
        _ => JwtError::Invalid,
    }
}
