//! Ed25519 for jsonwebtoken, the only algorithm of Vestibule's public keys. With jsonwebtoken's feature `aws_lc_rs` or
//! `rust_crypto` this file is not needed; it avoids their dependencies.

use ed25519_dalek::{Signature, VerifyingKey};
use jsonwebtoken::{
    Algorithm, AlgorithmFamily, DecodingKey, EncodingKey,
    crypto::{CryptoProvider, JwtSigner, JwtVerifier, KeyUtils},
    errors::{Error, ErrorKind},
    signature::{self, Verifier},
};

static PROVIDER: CryptoProvider =
    CryptoProvider { signer_factory: no_signer, verifier_factory: verifier, key_utils: KeyUtils::new_unimplemented() };

/// Installs the provider for the process. Further calls have no effect.
pub(crate) fn install() {
    // An error means that an earlier call has already installed it.
    let _ = PROVIDER.install_default();
}

struct Ed25519(VerifyingKey);

impl Verifier<Vec<u8>> for Ed25519 {
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> Result<(), signature::Error> {
        let signature = Signature::from_slice(signature).map_err(|_| signature::Error::new())?;
        self.0.verify_strict(message, &signature).map_err(|_| signature::Error::new())
    }
}

impl JwtVerifier for Ed25519 {
    fn algorithm(&self) -> Algorithm {
        Algorithm::EdDSA
    }
}

fn verifier(algorithm: &Algorithm, key: &DecodingKey) -> Result<Box<dyn JwtVerifier>, Error> {
    match (algorithm, key.family()) {
        (Algorithm::EdDSA, AlgorithmFamily::Ed) => {
            let bytes = <&[u8; 32]>::try_from(key.try_get_as_bytes()?).map_err(|_| ErrorKind::InvalidKeyFormat)?;
            let key = VerifyingKey::from_bytes(bytes).map_err(|_| ErrorKind::InvalidKeyFormat)?;
            Ok(Box::new(Ed25519(key)))
        }
        _ => Err(ErrorKind::InvalidAlgorithm.into()),
    }
}

/// The journal only verifies.
fn no_signer(_: &Algorithm, _: &EncodingKey) -> Result<Box<dyn JwtSigner>, Error> {
    Err(ErrorKind::InvalidAlgorithm.into())
}
