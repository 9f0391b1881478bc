//! Signing and verifying tokens.

use super::{
    Keyring,
    claims::{Claims, Kind},
};
use crate::shared::timestamp::Timestamp;
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use ed25519_dalek::SigningKey;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, errors::ErrorKind};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

/// The maximum length of a token that is parsed, in bytes. The longest issued tokens are refresh tokens of about 500 bytes.
const MAX_LENGTH: usize = 2048;

/// The `typ` of refresh tokens that were issued before they had a key and a type of their own. They are refreshed like the
/// others, until the last of them has expired.
const EARLY_TYPE: &str = "JWT";

/// Why a token is rejected.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum JwtError {
    #[error("the token cannot be read")]
    Malformed,
    #[error("the token was not made here for this")]
    Invalid,
    /// The key is not known in this process, possibly because another replica has created it recently.
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

    /// A key whose id is its thumbprint.
    pub(super) fn of_seed(seed: &[u8]) -> Self {
        Self::new(thumbprint(&public_of(seed)), seed)
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

/// The id of a key: its JWK thumbprint (RFC 7638), with the members that RFC 8037 defines.
pub(super) fn thumbprint(public: &[u8; 32]) -> String {
    let x = BASE64_URL_SAFE_NO_PAD.encode(public);
    let canonical = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#);
    BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(canonical))
}

/// The header of issued tokens. A token with any other member (`crit`, `jku`, `jwk`, `x5u`) is rejected (RFC 8725, 3.10).
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OwnHeader {
    alg: String,
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
    /// Signs `claims` with the newest key for tokens of their kind.
    pub fn sign<C: Claims + Serialize>(&self, claims: &C) -> Result<String, jsonwebtoken::errors::Error> {
        let keys = self.keys();
        let key = keys.of(C::KIND).next().ok_or(ErrorKind::InvalidKeyFormat)?;
        let mut header = Header::new(Algorithm::EdDSA);
        header.typ = Some(C::KIND.header().to_owned());
        header.kid = Some(key.kid.clone());
        jsonwebtoken::encode(&header, claims, &key.signing)
    }

    /// Verifies a token of kind `C` that was issued by and for `issuer`. There is no leeway for clock differences.
    pub fn verify<C: Claims + DeserializeOwned + Clone>(
        &self,
        token: &str,
        issuer: &str,
        now: Timestamp,
        expiry: Expiry,
    ) -> Result<C, JwtError> {
        let keys = self.keys();
        let header = header_of(token)?;
        let is_early = C::KIND == Kind::Refresh && header.typ.as_deref() == Some(EARLY_TYPE);
        if !is_early && header.typ.as_deref() != Some(C::KIND.header()) {
            return Err(JwtError::Invalid);
        }
        // Early refresh tokens have the key and the audience of access tokens.
        let like = if is_early { Kind::Access } else { C::KIND };
        let key = keys.of(like).find(|key| key.kid == header.kid).ok_or(JwtError::UnknownKey)?;
        let data = jsonwebtoken::decode::<C>(token, &key.verifying, &signature_alone());
        let claims = data.map_err(|error| classify(error.kind()))?.claims;
        if claims.kind() != C::KIND || claims.issuer() != issuer || claims.audience() != like.audience(issuer) {
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
    if header.alg == "EdDSA" { Ok(header) } else { Err(JwtError::Invalid) }
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

#[cfg(test)]
mod tests;
