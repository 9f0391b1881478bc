//! Signing keys: made by the program itself, wrapped at rest by the operator's secret.

mod claims;
mod ed25519;
mod jwt;
pub mod seal;

pub use claims::{AccessClaims, Kind, RefreshClaims};
pub use jwt::JwtError;

use crate::{
    clock::Clock,
    config::MasterSecret,
    entropy::Entropy,
    shared::timestamp::Timestamp,
    store::{
        Db, StoreError,
        sections::{self, Section},
        signing_keys::{self, SigningKeyRow},
    },
};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use ed25519_dalek::SigningKey;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};
use std::sync::Arc;
use zeroize::Zeroizing;

/// Why the signing keys cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum KeyringError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(
        "the secret does not open the signing keys in this database; \
         set VESTIBULE_SECRET (or the file `secret` in the data directory) to the one that they were made with"
    )]
    WrongSecret,
}

/// The signing keys of this installation, and the key of succession. Cheap to clone.
#[derive(Clone)]
pub struct Keyring(Arc<Keys>);

struct Keys {
    /// The newest first; that one signs.
    signing: Vec<jwt::Key>,
    succession: Zeroizing<[u8; 32]>,
}

impl Keyring {
    /// Opens the keys in the database, making the first one when there is none.
    pub async fn open(
        db: &Db,
        secret: &MasterSecret,
        clock: &dyn Clock,
        entropy: &Arc<dyn Entropy>,
    ) -> Result<Self, KeyringError> {
        ed25519::install();
        let sealing = derive(secret, "signing keys");
        let fresh = new_key(&sealing, entropy.as_ref());
        let rows = first_or_stored(db, fresh, clock.now()).await?;
        let open = |row: &SigningKeyRow| {
            let seed = seal::open(&sealing, row.kid.as_bytes(), &row.sealed_private_key);
            seed.map(|seed| jwt::Key::new(row.kid.clone(), &seed)).ok_or(KeyringError::WrongSecret)
        };
        let signing = rows.iter().map(open).collect::<Result<_, _>>()?;
        let succession = derive(secret, "succession of refresh tokens");
        Ok(Self(Arc::new(Keys { signing, succession })))
    }

    /// The one successor of a refresh token: whoever presents `jti` again gets the very same.
    pub fn successor(&self, jti: &[u8; 32], salt: &[u8]) -> [u8; 32] {
        let mut mac = <Hmac<Sha256>>::new_from_slice(self.0.succession.as_slice())
            .unwrap_or_else(|_| unreachable!("HMAC takes keys of any length"));
        mac.update(jti);
        mac.update(salt);
        mac.finalize().into_bytes().into()
    }

    /// The public keys, as a JWK set (RFC 7517, RFC 8037).
    pub fn jwks(&self) -> serde_json::Value {
        let keys: Vec<_> = self.0.signing.iter().map(jwt::Key::jwk).collect();
        serde_json::json!({ "keys": keys })
    }
}

/// Stores `fresh` if there is no key yet; gives back all there are, the newest first.
async fn first_or_stored(db: &Db, fresh: SigningKeyRow, now: Timestamp) -> Result<Vec<SigningKeyRow>, StoreError> {
    db.write(move |conn| {
        Box::pin(async move {
            sections::enter(conn, Section::SigningKeys).await?;
            let stored = signing_keys::list(conn).await?;
            if !stored.is_empty() {
                return Ok(stored);
            }
            signing_keys::insert(conn, &fresh, now).await?;
            Ok(vec![fresh])
        })
    })
    .await
}

fn new_key(sealing: &[u8; 32], entropy: &dyn Entropy) -> SigningKeyRow {
    let seed = Zeroizing::new(entropy.bytes::<32>());
    let public = SigningKey::from_bytes(&seed).verifying_key().to_bytes();
    let kid = thumbprint(&public);
    let sealed_private_key = seal::seal(sealing, kid.as_bytes(), seed.as_slice(), entropy.bytes());
    SigningKeyRow { kid, public_key: public.to_vec(), sealed_private_key }
}

/// The name of a key: its JWK thumbprint (RFC 7638, members as RFC 8037 has them).
fn thumbprint(public: &[u8; 32]) -> String {
    let x = BASE64_URL_SAFE_NO_PAD.encode(public);
    let canonical = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#);
    BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(canonical))
}

/// A key for one purpose, derived from the operator's secret (HKDF-SHA256, RFC 5869).
pub fn derive(secret: &MasterSecret, purpose: &str) -> Zeroizing<[u8; 32]> {
    let mut key = Zeroizing::new([0; 32]);
    hkdf::Hkdf::<Sha256>::new(Some(b"vestibule"), secret.expose())
        .expand(purpose.as_bytes(), key.as_mut_slice())
        .unwrap_or_else(|_| unreachable!("32 bytes are fewer than HKDF may give"));
    key
}

/// What is kept of a secret that someone else holds.
pub fn fingerprint(secret: &[u8]) -> [u8; 32] {
    Sha256::digest(secret).into()
}
