//! Tokens that this server signs with a key of somebody else (`ES256`, RFC 7518, section 3.4): the client secret at a provider that wants
//! one. ring signs.

use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use serde::Serialize;
use serde_json::json;
use zeroize::Zeroizing;

/// A private key on the curve P-256.
pub struct Es256Key(EcdsaKeyPair);

impl Es256Key {
    /// Reads PKCS #8 in base64, as a file in PEM has it. None: it is no such key.
    pub fn read(text: &str) -> Option<Self> {
        let der = Zeroizing::new(BASE64_STANDARD.decode(text).ok()?);
        EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &der, &SystemRandom::new()).ok().map(Self)
    }

    /// A token with these claims. None: it could not be signed, which should never happen.
    pub fn token(&self, kid: &str, claims: &impl Serialize) -> Option<String> {
        let encode = |part: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(part);
        let header = json!({ "alg": "ES256", "kid": kid });
        let message = [encode(header.to_string().as_bytes()), encode(&serde_json::to_vec(claims).ok()?)].join(".");
        let signature = self.0.sign(&SystemRandom::new(), message.as_bytes()).ok()?;
        Some([message, encode(signature.as_ref())].join("."))
    }
}
