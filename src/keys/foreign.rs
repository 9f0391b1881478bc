//! Tokens that others have signed, with the keys that they publish: ID tokens and logout tokens of providers. ring verifies.
//!
//! The token says by which key and algorithm it is signed, so neither is believed without the key: it has a type, and may name its
//! algorithm. What a token says about where keys are (`jku`, `jwk`, `x5u`) is not read.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use ring::rsa::PublicKeyComponents;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256, UnparsedPublicKey,
};
use serde::Deserialize;
use serde_json::{Map, Value};
use std::ops::RangeInclusive;

/// The maximum length of a token that is parsed, in bytes.
const MAX_LENGTH: usize = 16 * 1024;
/// The maximum number of keys of a set that are looked at. Providers publish two or three.
const MAX_KEYS: usize = 100;
/// The size of RSA keys in bytes: 2048 to 8192 bits.
const RSA_BYTES: RangeInclusive<usize> = 256..=1024;
/// The size of a coordinate of P-256, and of an Ed25519 key, in bytes.
const POINT_BYTES: usize = 32;

/// Why a token is not accepted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ForeignError {
    #[error("the token cannot be read")]
    Malformed,
    #[error("the algorithm of the token is not accepted")]
    Algorithm,
    #[error("no key of this type has the id that the token names")]
    UnknownKey,
    #[error("the signature is wrong")]
    Signature,
}

/// Which algorithms are accepted. Neither `none`, nor those with a secret that both sides know.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Algorithm {
    Rs256,
    Ps256,
    Es256,
    EdDsa,
}

impl Algorithm {
    fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "RS256" => Self::Rs256,
            "PS256" => Self::Ps256,
            "ES256" => Self::Es256,
            "EdDSA" | "Ed25519" => Self::EdDsa,
            _ => return None,
        })
    }
}

/// The public half of a key.
#[derive(Debug)]
enum Public {
    Rsa(PublicKeyComponents<Vec<u8>>),
    /// An uncompressed point.
    P256(Vec<u8>),
    Ed25519(Vec<u8>),
}

impl Public {
    fn suits(&self, algorithm: Algorithm) -> bool {
        match self {
            Self::Rsa(_) => matches!(algorithm, Algorithm::Rs256 | Algorithm::Ps256),
            Self::P256(_) => algorithm == Algorithm::Es256,
            Self::Ed25519(_) => algorithm == Algorithm::EdDsa,
        }
    }

    fn verifies(&self, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> bool {
        let verified = match (self, algorithm) {
            (Self::Rsa(key), Algorithm::Rs256) => key.verify(&RSA_PKCS1_2048_8192_SHA256, message, signature),
            (Self::Rsa(key), Algorithm::Ps256) => key.verify(&RSA_PSS_2048_8192_SHA256, message, signature),
            (Self::P256(point), Algorithm::Es256) => {
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(message, signature)
            }
            (Self::Ed25519(key), Algorithm::EdDsa) => UnparsedPublicKey::new(&ED25519, key).verify(message, signature),
            _ => return false,
        };
        verified.is_ok()
    }
}

/// A key that somebody else publishes.
#[derive(Debug)]
struct ForeignKey {
    kid: Option<String>,
    /// The only algorithm that it is for. None: all that suit it.
    algorithm: Option<Algorithm>,
    issuer: Option<String>,
    public: Public,
}

/// A key as a set has it (RFC 7517, RFC 7518, RFC 8037).
#[derive(Deserialize)]
struct Jwk {
    kty: String,
    kid: Option<String>,
    alg: Option<String>,
    r#use: Option<String>,
    crv: Option<String>,
    n: Option<String>,
    e: Option<String>,
    x: Option<String>,
    y: Option<String>,
    /// The issuer that it is for, which only Microsoft says.
    issuer: Option<String>,
}

impl Jwk {
    /// None if it is for something else than signatures, or of a type that is not known here.
    fn read(self) -> Option<ForeignKey> {
        if self.r#use.is_some_and(|purpose| purpose != "sig") {
            return None;
        }
        // A key for an algorithm that is not accepted is none at all, although its type may be.
        let algorithm = match self.alg {
            Some(name) => Some(Algorithm::parse(&name)?),
            None => None,
        };
        let number = |text: Option<String>| BASE64_URL_SAFE_NO_PAD.decode(text?.trim_end_matches('=')).ok();
        let point = |text: Option<String>| number(text).filter(|bytes| bytes.len() == POINT_BYTES);
        let public = match (self.kty.as_str(), self.crv.as_deref()) {
            ("RSA", _) => {
                let (n, e) = (without_zeros(number(self.n)?), without_zeros(number(self.e)?));
                RSA_BYTES.contains(&n.len()).then_some(Public::Rsa(PublicKeyComponents { n, e }))?
            }
            ("EC", Some("P-256")) => Public::P256([vec![4], point(self.x)?, point(self.y)?].concat()),
            ("OKP", Some("Ed25519")) => Public::Ed25519(point(self.x)?),
            _ => return None,
        };
        let suits = algorithm.is_none_or(|algorithm| public.suits(algorithm));
        suits.then_some(ForeignKey { kid: self.kid, algorithm, issuer: self.issuer, public })
    }
}

/// ring accepts no number that begins with zeros; some programs write one.
fn without_zeros(number: Vec<u8>) -> Vec<u8> {
    number.into_iter().skip_while(|byte| *byte == 0).collect()
}

/// The keys that somebody else publishes.
#[derive(Debug)]
pub struct ForeignKeys(Vec<ForeignKey>);

/// What a valid token says.
#[derive(Debug)]
pub struct ForeignToken {
    /// The type in its header.
    pub typ: Option<String>,
    /// Whether it was signed with Ed25519, whose hashes have 512 bits.
    pub is_ed25519: bool,
    /// The issuer that the key is for, if its owner says so.
    pub key_issuer: Option<String>,
    pub claims: Map<String, Value>,
}

/// The header of a token, as far as it is read.
#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    typ: Option<String>,
    /// Names members that must be understood, and none is.
    crit: Option<Value>,
}

impl ForeignKeys {
    /// The keys of a JWK set. Those that cannot be used are left out. None if it is no set.
    pub fn read(document: &[u8]) -> Option<Self> {
        #[derive(Deserialize)]
        struct Set {
            keys: Vec<Value>,
        }

        let set: Set = serde_json::from_slice(document).ok()?;
        let keys = set.keys.into_iter().take(MAX_KEYS);
        Some(Self(keys.filter_map(|key| serde_json::from_value::<Jwk>(key).ok()?.read()).collect()))
    }

    /// The claims of a token that one of these keys has signed. Only the signature is checked.
    ///
    /// # Errors
    /// If none has.
    pub fn verify(&self, token: &str) -> Result<ForeignToken, ForeignError> {
        // Before anything is decoded, so that a huge token costs nothing.
        if token.len() > MAX_LENGTH {
            return Err(ForeignError::Malformed);
        }
        let (message, signature) = token.rsplit_once('.').ok_or(ForeignError::Malformed)?;
        let (header, claims) = message.split_once('.').ok_or(ForeignError::Malformed)?;
        let decode = |part: &str| BASE64_URL_SAFE_NO_PAD.decode(part).map_err(|_| ForeignError::Malformed);
        // Also refuses a fourth part, because a dot is no character of base64url.
        let (header, claims, signature) = (decode(header)?, decode(claims)?, decode(signature)?);
        let header: Header = serde_json::from_slice(&header).map_err(|_| ForeignError::Malformed)?;
        if header.crit.is_some() {
            return Err(ForeignError::Malformed);
        }
        let algorithm = Algorithm::parse(&header.alg).ok_or(ForeignError::Algorithm)?;
        let key = self.check(&header, algorithm, message.as_bytes(), &signature)?;
        let claims = serde_json::from_slice(&claims).map_err(|_| ForeignError::Malformed)?;
        let (is_ed25519, key_issuer) = (algorithm == Algorithm::EdDsa, key.issuer.clone());
        Ok(ForeignToken { typ: header.typ, is_ed25519, key_issuer, claims })
    }

    /// The key that has signed. A token without the id of one may be signed by any that suits.
    fn check(
        &self,
        header: &Header,
        algorithm: Algorithm,
        message: &[u8],
        signature: &[u8],
    ) -> Result<&ForeignKey, ForeignError> {
        let is_meant = |key: &&ForeignKey| header.kid.is_none() || key.kid == header.kid;
        let suits =
            |key: &&ForeignKey| key.public.suits(algorithm) && key.algorithm.is_none_or(|only| only == algorithm);
        let mut candidates = self.0.iter().filter(is_meant).filter(suits).peekable();
        if candidates.peek().is_none() {
            // With the key that the token names, and another algorithm than it is for.
            let is_known = header.kid.is_some() && self.0.iter().any(|key| key.kid == header.kid);
            return Err(if is_known { ForeignError::Algorithm } else { ForeignError::UnknownKey });
        }
        let signed = candidates.find(|key| key.public.verifies(algorithm, message, signature));
        signed.ok_or(ForeignError::Signature)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::{Entropy, SystemEntropy};
    use crate::keys::rs256::{self, RsaKey};
    use proptest::prelude::*;
    use ring::rand::SystemRandom;
    use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _};
    use serde_json::json;

    fn encode(bytes: impl AsRef<[u8]>) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(bytes)
    }

    fn keys(set: &Value) -> ForeignKeys {
        ForeignKeys::read(set.to_string().as_bytes()).expect("a set")
    }

    fn ed25519() -> Ed25519KeyPair {
        let entropy: &dyn Entropy = &SystemEntropy;
        Ed25519KeyPair::from_seed_unchecked(&entropy.bytes::<32>()).expect("a key")
    }

    fn ed25519_token(pair: &Ed25519KeyPair, header: &Value) -> String {
        let message = [encode(header.to_string()), encode(json!({ "sub": "maren" }).to_string())].join(".");
        let signature = encode(pair.sign(message.as_bytes()));
        [message, signature].join(".")
    }

    #[test]
    fn tokens_of_each_kind_of_key_are_verified() {
        let rsa = RsaKey::new(&rs256::make(&SystemEntropy).expect("a key").private).expect("a usable key");
        let own = rsa.sign("JWT", &json!({ "sub": "maren" })).expect("a token");
        let verified = keys(&json!({ "keys": [{ "kty": "oct" }, rsa.jwk()] })).verify(&own).expect("a valid token");
        assert_eq!((verified.typ.as_deref(), verified.is_ed25519), (Some("JWT"), false));
        assert_eq!(verified.claims["sub"], "maren");

        let random = SystemRandom::new();
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).expect("a key");
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8.as_ref(), &random).expect("a key");
        let point = pair.public_key().as_ref();
        let set = json!({ "keys": [{ "kty": "EC", "crv": "P-256", "kid": "a", "use": "sig",
            "x": encode(&point[1..33]), "y": encode(&point[33..]) }] });
        let message = [encode(r#"{"alg":"ES256","kid":"a"}"#), encode("{}")].join(".");
        let signature = encode(pair.sign(&random, message.as_bytes()).expect("a signature"));
        keys(&set).verify(&[message, signature].join(".")).expect("a valid token");

        let pair = ed25519();
        let jwk = json!({ "kty": "OKP", "crv": "Ed25519", "kid": "b", "x": encode(pair.public_key()) });
        for header in [json!({ "alg": "EdDSA", "kid": "b" }), json!({ "alg": "Ed25519" })] {
            let verified = keys(&json!({ "keys": [jwk] })).verify(&ed25519_token(&pair, &header));
            assert!(verified.expect("a valid token").is_ed25519);
        }
    }

    #[test]
    fn what_a_header_says_is_not_believed() {
        let pair = ed25519();
        let jwk = json!({ "kty": "OKP", "crv": "Ed25519", "kid": "b", "x": encode(pair.public_key()) });
        let keys =
            keys(&json!({ "keys": [jwk, { "kty": "RSA", "kid": "small", "n": encode([1_u8; 128]), "e": "AQAB" }] }));
        for (header, expected) in [
            (json!({ "alg": "none", "kid": "b" }), ForeignError::Algorithm),
            (json!({ "alg": "HS256", "kid": "b" }), ForeignError::Algorithm),
            (json!({ "alg": "RS256", "kid": "b" }), ForeignError::Algorithm),
            (json!({ "alg": "RS256", "kid": "small" }), ForeignError::UnknownKey),
            (json!({ "alg": "EdDSA", "kid": "c" }), ForeignError::UnknownKey),
            (json!({ "alg": "EdDSA", "kid": "b", "crit": ["exp"] }), ForeignError::Malformed),
            (json!({ "kid": "b" }), ForeignError::Malformed),
        ] {
            assert_eq!(keys.verify(&ed25519_token(&pair, &header)).err(), Some(expected), "{header}");
        }
        // By another key, which the token brings along.
        let other = ed25519();
        let jwk = json!({ "kty": "OKP", "crv": "Ed25519", "kid": "b", "x": encode(other.public_key()) });
        let token = ed25519_token(&other, &json!({ "alg": "EdDSA", "kid": "b", "jwk": jwk }));
        assert_eq!(keys.verify(&token).err(), Some(ForeignError::Signature));
        assert_eq!(keys.verify(&"a".repeat(MAX_LENGTH + 1)).err(), Some(ForeignError::Malformed));
        assert!(ForeignKeys::read(b"<html>").is_none() && ForeignKeys::read(b"{}").is_none());
    }

    proptest! {
        #[test]
        fn nothing_else_is_a_token(text in "[A-Za-z0-9_-]{0,9}(\\.[A-Za-z0-9_-]{0,9}){0,4}|\\PC{0,20}") {
            let keys = keys(&json!({ "keys": [] }));
            prop_assert!(keys.verify(&text).is_err());
        }

        #[test]
        fn any_key_is_read(kty in "RSA|EC|OKP|oct", crv in "P-256|Ed25519", number in "[A-Za-z0-9_=-]{0,90}") {
            let key = json!({ "kty": kty, "crv": crv, "n": number, "e": number, "x": number, "y": number });
            let keys = keys(&json!({ "keys": [key, number] }));
            prop_assert!(keys.verify("a.b.c").is_err());
        }
    }
}
