//! RSA keys: they sign the tokens of clients, because most of these know no other algorithm (`RS256`, RFC 7518, section 3.3).
//!
//! ring signs and verifies. It cannot make keys: the crate `rsa` does, which verifies passkeys anyway. Its open advisory is about
//! the time of operations with a private key, which others can measure (RUSTSEC-2023-0071); here it makes a key, and does nothing
//! with it.

use super::jwt::JwtError;
use crate::entropy::Entropy;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::rsa::PublicKeyComponents;
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RsaKeyPair, UnparsedPublicKey};
use rsa::RsaPrivateKey;
use rsa::pkcs1::EncodeRsaPrivateKey as _;
use rsa::rand_core::{TryCryptoRng, TryRng};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::convert::Infallible;
use zeroize::Zeroizing;

/// The size of new keys in bits.
const BITS: usize = 2048;
/// How often a key is made until ring accepts one: it demands more of the two primes than `rsa` guarantees.
const ATTEMPTS: usize = 16;
/// The maximum length of a token that is parsed, in bytes. With groups it has 8,000 at most (`shared/groups.rs`), and without them with
/// the resources of a token and the claims of a client some 11,000.
const MAX_LENGTH: usize = 12_288;
const ALGORITHM: &str = "RS256";

/// Why no key was made or nothing was signed. Neither should ever happen.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum RsaError {
    #[error("no RSA key could be made")]
    NotMade,
    #[error("there is no RSA key: a client gets one when it is created")]
    NoKey,
    #[error("the RSA key cannot sign")]
    NotSigned,
}

/// A key of 2048 bits or more.
pub(super) struct RsaKey {
    pair: RsaKeyPair,
    public: PublicKey,
    components: PublicKeyComponents<Vec<u8>>,
}

/// What verifies the tokens of a key.
pub(super) struct PublicKey {
    kid: String,
    /// PKCS #1, DER.
    der: Vec<u8>,
}

impl PublicKey {
    /// As it is stored.
    pub(super) fn new(kid: String, der: Vec<u8>) -> Self {
        Self { kid, der }
    }

    fn verifies(&self, message: &str, signature: &[u8]) -> bool {
        let key = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, &self.der);
        key.verify(message.as_bytes(), signature).is_ok()
    }
}

/// Its parts as they are stored.
pub(super) struct Made {
    pub kid: String,
    pub public: Vec<u8>,
    /// PKCS #1, DER.
    pub private: Zeroizing<Vec<u8>>,
}

impl RsaKey {
    /// `private`: PKCS #1, DER. None if it is no usable key.
    pub(super) fn new(private: &[u8]) -> Option<Self> {
        let pair = RsaKeyPair::from_der(private).ok()?;
        let components = PublicKeyComponents::from(pair.public());
        let public = PublicKey::new(thumbprint(&components), pair.public().as_ref().to_vec());
        Some(Self { pair, public, components })
    }

    pub(super) fn kid(&self) -> &str {
        &self.public.kid
    }

    pub(super) fn public(&self) -> &PublicKey {
        &self.public
    }

    /// Signs `claims` as a token of type `typ`. The same claims always give the same token.
    pub(super) fn sign(&self, typ: &str, claims: &impl Serialize) -> Result<String, RsaError> {
        let encode = |part: Vec<u8>| BASE64_URL_SAFE_NO_PAD.encode(part);
        let header = serde_json::json!({ "typ": typ, "alg": ALGORITHM, "kid": self.kid() });
        let claims = serde_json::to_vec(claims).map_err(|_| RsaError::NotSigned)?;
        let message = [encode(header.to_string().into_bytes()), encode(claims)].join(".");
        let mut signature = vec![0; self.pair.public().modulus_len()];
        // The generator is only asked for signatures with random padding.
        let signed = self.pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message.as_bytes(), &mut signature);
        signed.map_err(|_| RsaError::NotSigned)?;
        Ok([message, encode(signature)].join("."))
    }

    /// The public half as a JWK (RFC 7517).
    pub(super) fn jwk(&self) -> serde_json::Value {
        let [n, e] = numbers(&self.components);
        serde_json::json!({ "kty": "RSA", "use": "sig", "alg": ALGORITHM, "kid": self.kid(), "n": n, "e": e })
    }
}

/// The header of issued tokens. A token with any other member is rejected (RFC 8725, 3.10).
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OwnHeader {
    alg: String,
    typ: String,
    kid: String,
}

/// The claims of a token of type `typ` that one of these keys has signed. Neither issuer nor audience nor lifetime is checked: what
/// is valid where differs (a hint of a sign-out may have expired).
pub(super) fn verify<'a, C: DeserializeOwned>(
    keys: impl IntoIterator<Item = &'a PublicKey>,
    token: &str,
    typ: &str,
) -> Result<C, JwtError> {
    // Before anything is decoded, so that a huge token costs nothing.
    if token.len() > MAX_LENGTH {
        return Err(JwtError::Malformed);
    }
    let (message, signature) = token.rsplit_once('.').ok_or(JwtError::Malformed)?;
    let (header, claims) = message.split_once('.').ok_or(JwtError::Malformed)?;
    let decode = |part: &str| BASE64_URL_SAFE_NO_PAD.decode(part).map_err(|_| JwtError::Malformed);
    // Also refuses a fourth part, because a dot is no character of base64url.
    let (header, claims, signature) = (decode(header)?, decode(claims)?, decode(signature)?);
    let object: serde_json::Value = serde_json::from_slice(&header).map_err(|_| JwtError::Malformed)?;
    let header: OwnHeader = serde_json::from_value(object).map_err(|_| JwtError::Invalid)?;
    if header.alg != ALGORITHM || header.typ != typ {
        return Err(JwtError::Invalid);
    }
    let key = keys.into_iter().find(|key| key.kid == header.kid).ok_or(JwtError::UnknownKey)?;
    if !key.verifies(message, &signature) {
        return Err(JwtError::Invalid);
    }
    serde_json::from_slice(&claims).map_err(|_| JwtError::Invalid)
}

/// Makes a key. That takes a tenth of a second on average, and several times that if the numbers are unlucky.
pub(super) fn make(entropy: &dyn Entropy) -> Result<Made, RsaError> {
    for _ in 0..ATTEMPTS {
        let Ok(key) = RsaPrivateKey::new(&mut Random(entropy), BITS) else { continue };
        let Ok(document) = key.to_pkcs1_der() else { continue };
        let private = Zeroizing::new(document.as_bytes().to_vec());
        if let Some(key) = RsaKey::new(&private) {
            let PublicKey { kid, der } = key.public;
            return Ok(Made { kid, public: der, private });
        }
    }
    Err(RsaError::NotMade)
}

/// The modulus and the exponent, as a JWK has them.
fn numbers(public: &PublicKeyComponents<Vec<u8>>) -> [String; 2] {
    [&public.n, &public.e].map(|number| BASE64_URL_SAFE_NO_PAD.encode(number))
}

/// The id of a key: its JWK thumbprint (RFC 7638).
fn thumbprint(public: &PublicKeyComponents<Vec<u8>>) -> String {
    let [n, e] = numbers(public);
    BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(format!(r#"{{"e":"{e}","kty":"RSA","n":"{n}"}}"#)))
}

/// The random generator of the program for `rsa`.
struct Random<'a>(&'a dyn Entropy);

impl TryRng for Random<'_> {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(u32::from_le_bytes(self.0.bytes()))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(u64::from_le_bytes(self.0.bytes()))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        self.0.fill(bytes);
        Ok(())
    }
}

impl TryCryptoRng for Random<'_> {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::SystemEntropy;
    use proptest::prelude::*;
    use serde_json::{Value, json};
    use std::sync::LazyLock;

    /// Making one takes seconds without optimisation.
    static KEY: LazyLock<RsaKey> =
        LazyLock::new(|| RsaKey::new(&make(&SystemEntropy).expect("a key").private).expect("a usable key"));

    fn verify_own(token: &str, typ: &str) -> Result<Value, JwtError> {
        verify([KEY.public()], token, typ)
    }

    #[test]
    fn a_token_is_valid_as_its_own_type_alone() {
        let token = KEY.sign("at+jwt", &json!({ "sub": "maren" })).expect("a token");
        assert_eq!(token, KEY.sign("at+jwt", &json!({ "sub": "maren" })).expect("the same token"));
        assert_eq!(verify_own(&token, "at+jwt"), Ok(json!({ "sub": "maren" })));
        assert_eq!(verify_own(&token, "JWT"), Err(JwtError::Invalid));
        assert_eq!(verify::<Value>([], &token, "at+jwt"), Err(JwtError::UnknownKey));
        for header in [
            json!({ "typ": "at+jwt", "alg": "none", "kid": KEY.kid() }),
            json!({ "typ": "at+jwt", "alg": "HS256", "kid": KEY.kid() }),
            json!({ "typ": "at+jwt", "alg": "RS256", "kid": KEY.kid(), "jwk": KEY.jwk() }),
            json!({ "typ": "at+jwt", "alg": "RS256" }),
        ] {
            let header = BASE64_URL_SAFE_NO_PAD.encode(header.to_string());
            let (_, rest) = token.split_once('.').expect("parts");
            assert_eq!(verify_own(&format!("{header}.{rest}"), "at+jwt"), Err(JwtError::Invalid), "{header}");
        }
    }

    #[test]
    fn a_stored_key_has_the_same_id() {
        let public = KEY.jwk();
        assert_eq!(public["kid"], KEY.kid());
        assert_eq!(public["e"], "AQAB");
        assert_eq!(public["n"].as_str().map(str::len), Some(342));
        assert!(RsaKey::new(b"no key").is_none() && RsaKey::new(b"").is_none());
    }

    #[test]
    fn a_public_key_verifies_as_it_was_stored() {
        let token = KEY.sign("JWT", &json!({ "sub": "maren" })).expect("a token");
        let der = KEY.public().der.clone();
        let stored = PublicKey::new(KEY.kid().to_owned(), der.clone());
        assert_eq!(verify::<Value>([&stored], &token, "JWT"), Ok(json!({ "sub": "maren" })));
        let damaged = PublicKey::new(KEY.kid().to_owned(), der[1..].to_vec());
        assert_eq!(verify::<Value>([&damaged], &token, "JWT"), Err(JwtError::Invalid));
    }

    proptest! {
        #[test]
        fn nothing_else_is_a_token(text in "[A-Za-z0-9_-]{0,9}(\\.[A-Za-z0-9_-]{0,9}){0,4}|\\PC{0,20}") {
            prop_assert!(verify_own(&text, "at+jwt").is_err());
        }

        #[test]
        fn a_changed_signature_is_refused(at in 0..256_usize, difference in 1..=u8::MAX) {
            let token = KEY.sign("JWT", &json!({ "sub": "maren" })).expect("a token");
            let (message, signature) = token.rsplit_once('.').expect("parts");
            let mut signature = BASE64_URL_SAFE_NO_PAD.decode(signature).expect("base64url");
            signature[at] ^= difference;
            let changed = format!("{message}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature));
            prop_assert_eq!(verify_own(&changed, "JWT"), Err(JwtError::Invalid));
        }
    }
}
