//! The keys that sign tokens and derive the successors of refresh tokens. The server generates them itself, and stores them in
//! the database, encrypted with the operator's secret, so that all replicas share them. With the keys that others publish it
//! verifies their tokens.

mod claims;
mod es256;
mod foreign;
mod jwt;
mod key_set;
mod rs256;
mod schedule;
pub mod sealing;
mod signing_keys;

pub use claims::{AccessClaims, ApplicationClaims, Claims, Kind, RefreshClaims, Signed};
pub use es256::Es256Key;
pub use foreign::{ForeignError, ForeignKeys, ForeignToken};
pub use jwt::{Expiry, JwtError};
pub use rs256::RsaError;
pub use schedule::{JWKS_MAX_AGE, KeyState, ScheduledKey, schedule};
pub use sealing::{Opened, Wrapping};

use crate::clock::Clock;
use crate::config::MasterSecret;
use crate::entropy::Entropy;
use crate::shared::Timestamp;
use crate::store::{Db, SigningKeyRow, StoreError};
use hmac::Mac as _;
use key_set::Keys;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest as _, Sha256};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};
use std::time::{Duration, Instant};
use tokio::sync::Mutex;
use tokio::time::sleep;
use zeroize::Zeroizing;

/// The minimum interval between two reads of the keys, so that tokens with unknown keys cannot overload the database.
const RELOAD_INTERVAL: Duration = Duration::from_millis(100);

/// The type in the header of an ID token. Neither an access token nor a logout token is one.
pub const ID_TOKEN: &str = "JWT";

/// Why the keys could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum KeyringError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(
        "the secret does not open the signing keys in this database; \
         set VESTIBULE_SECRET (or the file `secret` in the data directory) to the secret that they were created with, \
         or set VESTIBULE_SECRET_PREVIOUS to it and VESTIBULE_SECRET to a new one"
    )]
    WrongSecret,
}

/// Which of the operator's secrets encrypts the stored keys.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SealedWith {
    Current,
    /// All of them, or those that a process with the previous secret has added. The next start encrypts them with the current one.
    Previous,
}

/// The keys of this installation. Cheap to clone.
#[derive(Clone)]
pub struct Keyring(Arc<Shared>);

struct Shared {
    keys: RwLock<Arc<Keys>>,
    wrapping: Wrapping,
    /// When the keys were last read again.
    looked: Mutex<Option<Instant>>,
}

impl Keyring {
    /// Loads the keys from the database, and creates the missing ones. Keys that are encrypted with the previous secret are
    /// encrypted again with the current one.
    pub async fn open(
        db: &Db,
        wrapping: Wrapping,
        clock: &dyn Clock,
        entropy: &Arc<dyn Entropy>,
    ) -> Result<Self, KeyringError> {
        jwt::install();
        let keys = signing_keys::open_or_make(db, &wrapping, clock.now(), Arc::clone(entropy)).await?;
        Ok(Self::with(keys, wrapping))
    }

    fn with(keys: Keys, wrapping: Wrapping) -> Self {
        let keys = RwLock::new(Arc::new(keys));
        Self(Arc::new(Shared { keys, wrapping, looked: Mutex::new(None) }))
    }

    /// Checks that a secret decrypts the keys in `db`, without changing them. Says which one encrypts them; None if there are no
    /// keys.
    ///
    /// # Errors
    /// If neither secret decrypts them, or the database fails.
    pub async fn check(db: &Db, wrapping: &Wrapping) -> Result<Option<SealedWith>, KeyringError> {
        signing_keys::sealed_with(db, wrapping).await
    }

    /// Reads the keys again, because another process can have added or replaced them. Concurrent calls share one read.
    pub async fn reload(&self, db: &Db) -> Result<(), StoreError> {
        // A read that begins after this moment finds every key that the caller is missing.
        let requested = Instant::now();
        // Held until the read is done, so that concurrent calls wait for its result.
        let mut looked = self.0.looked.lock().await;
        // Another call has read the keys while this one was waiting for the lock.
        if looked.is_some_and(|looked| looked > requested) {
            return Ok(());
        }
        if let Some(looked) = *looked {
            sleep(RELOAD_INTERVAL.saturating_sub(looked.elapsed())).await;
        }
        // Before the read, so that the interval also applies while the database fails.
        *looked = Some(Instant::now());
        match signing_keys::read(db, &self.0.wrapping).await {
            Ok(Some(keys)) => self.replace(keys),
            Ok(None) => {}
            Err(KeyringError::Store(error)) => return Err(error),
            // Only logged: the keys in memory stay in use, so existing tokens remain valid.
            Err(error @ KeyringError::WrongSecret) => {
                tracing::error!(%error, "the keys were replaced with keys that the secret does not open")
            }
        }
        Ok(())
    }

    fn replace(&self, mut keys: Keys) {
        let mut current = self.0.keys.write().unwrap_or_else(PoisonError::into_inner);
        let is_same = keys.ids().eq(current.ids());
        keys.generation = current.generation + u64::from(!is_same);
        *current = Arc::new(keys);
    }

    /// A number that grows when a key is added or retired. Tokens that were verified before may not be valid any more.
    pub fn generation(&self) -> u64 {
        // Not of a clone: every request with a session asks for it.
        self.read().generation
    }

    /// A new key for access tokens, encrypted. It is not used before it is stored and the keys are reloaded.
    pub fn new_signing_key(&self, now: Timestamp, entropy: &dyn Entropy) -> SigningKeyRow {
        let seed = Zeroizing::new(entropy.bytes::<32>());
        signing_keys::signing_key(seed.as_slice(), &self.0.wrapping, now, entropy)
    }

    /// Whether there is a key for the tokens of clients. The first client makes one.
    pub fn has_client_key(&self) -> bool {
        !self.keys().clients.is_empty()
    }

    /// A new key for the tokens of clients, encrypted. It is not used before it is stored and the keys are reloaded. Takes a tenth
    /// of a second or more, so it is not for a thread that serves requests.
    pub fn new_client_signing_key(&self, now: Timestamp, entropy: &dyn Entropy) -> Result<SigningKeyRow, RsaError> {
        Ok(signing_keys::client_signing_key(rs256::make(entropy)?, &self.0.wrapping, now, entropy))
    }

    /// Signs a token of a client: [`ID_TOKEN`] for an ID token, `at+jwt` for an access token, `logout+jwt` for a logout token, `groups+jwt`
    /// for groups.
    ///
    /// # Errors
    /// If there is no key yet.
    pub fn sign_client_token(&self, typ: &str, claims: &impl Serialize, now: Timestamp) -> Result<String, RsaError> {
        self.keys().client_signer(now).ok_or(RsaError::NoKey)?.sign(typ, claims)
    }

    /// The claims of a token of this type that was signed for a client. Only the signature is checked.
    pub fn verify_client_token<C: DeserializeOwned>(&self, token: &str, typ: &str) -> Result<C, JwtError> {
        rs256::verify(self.keys().clients.iter().map(|(_, key)| key.public()), token, typ)
    }

    /// The same for an ID token that a client sends back as a hint: its key may have been retired since, and it may have expired.
    pub fn verify_hint<C: DeserializeOwned>(&self, token: &str) -> Result<C, JwtError> {
        let keys = self.keys();
        let all = keys.clients.iter().map(|(_, key)| key.public()).chain(&keys.retired);
        rs256::verify(all, token, ID_TOKEN)
    }

    /// The public keys for the tokens of clients, as a JWK set. Apart from [`Keyring::jwks`]: a key type that a program does not
    /// know makes some refuse the whole set.
    pub fn client_jwks(&self) -> serde_json::Value {
        let keys: Vec<_> = self.keys().clients.iter().map(|(_, key)| key.jwk()).collect();
        serde_json::json!({ "keys": keys })
    }

    /// Derives the successor of a refresh token. The same `jti` and `salt` always result in the same successor, so that a retry
    /// within the grace period gets the same token.
    pub fn successor(&self, jti: &[u8; 32], salt: &[u8]) -> [u8; 32] {
        let mac = jwt::hmac(&self.keys().succession);
        mac.chain_update(jti).chain_update(salt).finalize().into_bytes().into()
    }

    /// Authenticates data that a client sends back, with a key that all replicas share. Each `purpose` has a key of its own.
    pub fn authenticate(&self, purpose: &str, text: &[u8]) -> [u8; 32] {
        let key = expand(&self.keys().succession, purpose);
        jwt::hmac(key.as_slice()).chain_update(text).finalize().into_bytes().into()
    }

    /// Encrypts data that a client stores and sends back, with a key that all replicas share. `nonce` must be random, so that
    /// equal texts are encrypted differently.
    pub fn seal(&self, context: &[u8], text: &[u8], nonce: [u8; sealing::NONCE]) -> Vec<u8> {
        sealing::seal(&self.sealing_key(), context, text, nonce)
    }

    /// Decrypts data that [`Keyring::seal`] has encrypted in the same context.
    pub fn open_sealed(&self, context: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        sealing::open(&self.sealing_key(), context, sealed)
    }

    fn sealing_key(&self) -> Zeroizing<[u8; 32]> {
        expand(&self.keys().succession, "sealing")
    }

    /// The public keys, as a JWK set (RFC 7517, RFC 8037).
    pub fn jwks(&self) -> serde_json::Value {
        let keys: Vec<_> = self.keys().signing.iter().filter_map(jwt::Key::jwk).collect();
        serde_json::json!({ "keys": keys })
    }

    fn keys(&self) -> Arc<Keys> {
        // A clone of the `Arc`, so that no lock is held while a token is signed or verified.
        Arc::clone(&self.read())
    }

    fn read(&self) -> RwLockReadGuard<'_, Arc<Keys>> {
        self.0.keys.read().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Derives a key for one purpose from the operator's secret (HKDF-SHA256, RFC 5869).
pub fn derive(secret: &MasterSecret, purpose: &str) -> Zeroizing<[u8; 32]> {
    expand(secret.expose(), purpose)
}

fn expand(secret: &[u8], purpose: &str) -> Zeroizing<[u8; 32]> {
    let mut key = Zeroizing::new([0; 32]);
    hkdf::Hkdf::<Sha256>::new(Some(b"vestibule"), secret)
        .expand(purpose.as_bytes(), key.as_mut_slice())
        .unwrap_or_else(|_| unreachable!("32 bytes are fewer than HKDF may give"));
    key
}

/// The SHA-256 of a secret. It is stored instead of the secret itself.
pub fn fingerprint(secret: &[u8]) -> [u8; 32] {
    Sha256::digest(secret).into()
}

/// The first `bytes` bytes of the fingerprint of a text, at most 32, in hexadecimal.
pub fn short_fingerprint(text: &str, bytes: usize) -> String {
    fingerprint(text.as_bytes()).iter().take(bytes).map(|byte| format!("{byte:02x}")).collect()
}
