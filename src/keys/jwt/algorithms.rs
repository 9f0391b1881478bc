//! The two signature algorithms of tokens.

use hmac::{Hmac, KeyInit as _, Mac as _};
use jsonwebtoken::crypto::{CryptoProvider, JwtSigner, JwtVerifier, KeyUtils};
use jsonwebtoken::errors::{Error, ErrorKind};
use jsonwebtoken::{Algorithm, AlgorithmFamily, DecodingKey, EncodingKey};
use ring::signature::{ED25519, Ed25519KeyPair, UnparsedPublicKey};
use sha2::Sha256;
use signature::Verifier;

/// With it jsonwebtoken verifies the two signature algorithms of tokens. jsonwebtoken's own provider depends on `rsa`
/// (RUSTSEC-2023-0071), and an algorithm that is not available cannot be confused with another (RFC 8725, 3.1).
static PROVIDER: CryptoProvider =
    CryptoProvider { signer_factory: no_signer, verifier_factory: verifier, key_utils: KeyUtils::new_unimplemented() };

/// Installs the provider for the process. Further calls have no effect.
pub(in crate::keys) fn install() {
    // An error means that an earlier call has already installed it.
    let _ = PROVIDER.install_default();
}

/// A key that signs. Both algorithms are deterministic: the same message always gets the same signature.
pub(super) enum Signer {
    /// The expanded private key. jsonwebtoken would expand it again for each token.
    Ed25519(Box<Ed25519KeyPair>),
    HmacSha256(Hmac<Sha256>),
}

impl Signer {
    pub(super) fn algorithm(&self) -> Algorithm {
        match self {
            Self::Ed25519(_) => Algorithm::EdDSA,
            Self::HmacSha256(_) => Algorithm::HS256,
        }
    }

    pub(super) fn sign(&self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::Ed25519(pair) => pair.sign(message).as_ref().to_vec(),
            // The clone has already processed the key, so only the message remains to be hashed.
            Self::HmacSha256(mac) => mac.clone().chain_update(message).finalize().into_bytes().to_vec(),
        }
    }
}

/// HMAC-SHA256 with `secret` as its key.
pub(in crate::keys) fn hmac(secret: &[u8]) -> Hmac<Sha256> {
    <Hmac<Sha256>>::new_from_slice(secret).unwrap_or_else(|_| unreachable!("HMAC takes keys of any length"))
}

struct Ed25519Verifier(UnparsedPublicKey<Vec<u8>>);

impl Verifier<Vec<u8>> for Ed25519Verifier {
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> Result<(), signature::Error> {
        self.0.verify(message, signature).map_err(|_| signature::Error::new())
    }
}

impl JwtVerifier for Ed25519Verifier {
    fn algorithm(&self) -> Algorithm {
        Algorithm::EdDSA
    }
}

struct HmacVerifier(Hmac<Sha256>);

impl Verifier<Vec<u8>> for HmacVerifier {
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> Result<(), signature::Error> {
        // Compares in constant time, and rejects truncated signatures.
        let mac = self.0.clone().chain_update(message);
        mac.verify_slice(signature).map_err(|_| signature::Error::new())
    }
}

impl JwtVerifier for HmacVerifier {
    fn algorithm(&self) -> Algorithm {
        Algorithm::HS256
    }
}

/// The verifier for an algorithm, if the key belongs to it: a public key is never used as a secret.
fn verifier(algorithm: &Algorithm, key: &DecodingKey) -> Result<Box<dyn JwtVerifier>, Error> {
    let bytes = key.try_get_as_bytes()?;
    match (algorithm, key.family()) {
        (Algorithm::EdDSA, AlgorithmFamily::Ed) => {
            Ok(Box::new(Ed25519Verifier(UnparsedPublicKey::new(&ED25519, bytes.to_vec()))))
        }
        (Algorithm::HS256, AlgorithmFamily::Hmac) => Ok(Box::new(HmacVerifier(hmac(bytes)))),
        _ => Err(ErrorKind::InvalidAlgorithm.into()),
    }
}

/// jsonwebtoken only verifies; [`Signer`] signs.
fn no_signer(_: &Algorithm, _: &EncodingKey) -> Result<Box<dyn JwtSigner>, Error> {
    Err(ErrorKind::InvalidAlgorithm.into())
}
