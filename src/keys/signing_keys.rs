//! How the signing keys are stored: encrypted with the operator's secret.

use super::rs256::{Made, PublicKey, RsaKey};
use super::{KeyringError, Keys, Opened, SealedWith, Wrapping, jwt};
use crate::entropy::Entropy;
use crate::shared::Timestamp;
use crate::store::clients::keys::{self as client_keys, RetiredKeyRow};
use crate::store::locks;
use crate::store::sealed;
use crate::store::{AdvisoryLock, Conn, Db, SigningKeyRow, StoreError, Tx};
use std::sync::Arc;
use zeroize::Zeroizing;

/// The name of the sealed secret that is the key for deriving the successors of refresh tokens.
const SUCCESSION: &str = "succession of refresh tokens";

/// The stored keys, encrypted.
struct Sealed {
    signing: Vec<SigningKeyRow>,
    clients: Vec<SigningKeyRow>,
    /// They are public.
    retired: Vec<RetiredKeyRow>,
    succession: Option<Vec<u8>>,
}

/// The stored keys, decrypted. Missing keys are empty or None.
struct Unsealed {
    signing: Vec<UnsealedKey>,
    clients: Vec<UnsealedKey>,
    retired: Vec<RetiredKeyRow>,
    succession: Option<Opened>,
}

struct UnsealedKey {
    kid: String,
    created_at: Timestamp,
    /// The private key: a seed of Ed25519, or that of an RSA key in PKCS #1.
    seed: Opened,
}

/// Loads the keys from the database, and creates the missing ones.
pub(super) async fn open_or_make(
    db: &Db,
    wrapping: &Wrapping,
    now: Timestamp,
    entropy: Arc<dyn Entropy>,
) -> Result<Keys, KeyringError> {
    let wrapping = wrapping.clone();
    let job = async move |mut tx: Tx| {
        // Without the lock, two replicas that start at the same time could create different keys.
        locks::acquire(&mut tx, AdvisoryLock::SigningKeys).await?;
        // Opened before anything is written: with a wrong secret, this changes nothing.
        let mut found = fetch(&mut tx).await?.open(&wrapping).ok_or(KeyringError::WrongSecret)?;
        found.make_missing(&mut tx, &wrapping, now, entropy.as_ref()).await?;
        let sealed_again = found.seal_again(&mut tx, &wrapping, entropy.as_ref()).await?;
        Ok::<_, KeyringError>((found.into_keys().ok_or(KeyringError::WrongSecret)?, sealed_again))
    };
    let (keys, sealed_again) = db.write(job).await?;
    // Not in the transaction, which may not be committed.
    if sealed_again > 0 {
        tracing::info!(
            keys = sealed_again,
            "the secret was rotated: the keys that VESTIBULE_SECRET_PREVIOUS had encrypted are encrypted with VESTIBULE_SECRET now"
        );
    }
    Ok(keys)
}

/// Loads the keys from the database. None if there are no keys yet.
pub(super) async fn read(db: &Db, wrapping: &Wrapping) -> Result<Option<Keys>, KeyringError> {
    let sealed = db.read(async |mut conn| fetch(&mut conn).await).await?;
    Ok(sealed.open(wrapping).ok_or(KeyringError::WrongSecret)?.into_keys())
}

/// Which secret encrypts the keys in the database. None if there are no keys yet.
pub(super) async fn sealed_with(db: &Db, wrapping: &Wrapping) -> Result<Option<SealedWith>, KeyringError> {
    let sealed = db.read(async |mut conn| fetch(&mut conn).await).await?;
    let Unsealed { signing, clients, succession, .. } = sealed.open(wrapping).ok_or(KeyringError::WrongSecret)?;
    let of_keys = signing.iter().chain(&clients).map(|key| key.seed.outdated);
    let outdated = of_keys.chain(succession.iter().map(|key| key.outdated));
    Ok(match outdated.reduce(|one, other| one || other) {
        None => None,
        Some(true) => Some(SealedWith::Previous),
        Some(false) => Some(SealedWith::Current),
    })
}

async fn fetch(conn: &mut Conn) -> Result<Sealed, StoreError> {
    let (signing, clients) = (sealed::signing_keys(conn).await?, client_keys::list(conn).await?);
    let retired = client_keys::retired(conn).await?;
    Ok(Sealed { signing, clients, retired, succession: sealed::find_secret(conn, SUCCESSION).await? })
}

impl Sealed {
    /// None if the secret does not decrypt one of them.
    fn open(self, wrapping: &Wrapping) -> Option<Unsealed> {
        let open = |row: SigningKeyRow| {
            let seed = wrapping.open(&row.kid, &row.sealed_private_key)?;
            Some(UnsealedKey { kid: row.kid, created_at: Timestamp(row.created_at), seed })
        };
        let signing = self.signing.into_iter().map(open).collect::<Option<_>>()?;
        let clients = self.clients.into_iter().map(open).collect::<Option<_>>()?;
        // Not `and_then`: a missing secret is allowed here, but not one that the wrapping key does not open.
        let succession = match self.succession {
            Some(sealed) => Some(wrapping.open(SUCCESSION, &sealed)?),
            None => None,
        };
        Some(Unsealed { signing, clients, retired: self.retired, succession })
    }
}

impl Unsealed {
    async fn make_missing(
        &mut self,
        tx: &mut Tx,
        wrapping: &Wrapping,
        now: Timestamp,
        entropy: &dyn Entropy,
    ) -> Result<(), StoreError> {
        let fresh = || Opened { secret: Zeroizing::new(entropy.bytes::<32>().to_vec()), outdated: false };
        if self.signing.is_empty() {
            let seed = fresh();
            let row = signing_key(&seed.secret, wrapping, now, entropy);
            sealed::insert_signing_key(tx, &row).await?;
            // Added to the keys in memory as well, so that they need not be read again.
            self.signing.push(UnsealedKey { kid: row.kid, created_at: now, seed });
        }
        if self.succession.is_none() {
            let key = fresh();
            let sealed = wrapping.seal(SUCCESSION, &key.secret, entropy);
            sealed::insert_secret(tx, SUCCESSION, &sealed, now).await?;
            self.succession = Some(key);
        }
        Ok(())
    }

    /// Encrypts with the current secret what the previous one has encrypted. Returns the number of keys.
    async fn seal_again(&self, tx: &mut Tx, wrapping: &Wrapping, entropy: &dyn Entropy) -> Result<usize, StoreError> {
        let mut sealed = 0;
        // Once this is committed, the operator can remove the previous secret.
        for UnsealedKey { kid, seed, .. } in self.signing.iter().filter(|key| key.seed.outdated) {
            sealed::reseal_signing_key(tx, kid, &wrapping.seal(kid, &seed.secret, entropy)).await?;
            sealed += 1;
        }
        for UnsealedKey { kid, seed, .. } in self.clients.iter().filter(|key| key.seed.outdated) {
            client_keys::reseal(tx, kid, &wrapping.seal(kid, &seed.secret, entropy)).await?;
            sealed += 1;
        }
        if let Some(key) = self.succession.as_ref().filter(|key| key.outdated) {
            sealed::reseal_secret(tx, SUCCESSION, &wrapping.seal(SUCCESSION, &key.secret, entropy)).await?;
            sealed += 1;
        }
        Ok(sealed)
    }

    /// None if a key is missing.
    fn into_keys(self) -> Option<Keys> {
        let key = |key: UnsealedKey| (key.created_at, jwt::Key::new(key.kid, &key.seed.secret));
        let signing: Vec<_> = self.signing.into_iter().map(key).collect();
        let rsa_key = |UnsealedKey { kid, created_at, seed }: UnsealedKey| {
            let key = RsaKey::new(&seed.secret);
            if key.is_none() {
                // Only this key: others sign and verify as before.
                tracing::error!(
                    kid,
                    "the signing key of clients cannot be read: remove it with `vestibule keys retire`"
                );
            }
            key.map(|key| (created_at, key))
        };
        let clients = self.clients.into_iter().filter_map(rsa_key).collect();
        let retired = self.retired.into_iter().map(|row| PublicKey::new(row.kid, row.public_key)).collect();
        let succession = self.succession?.secret;
        (!signing.is_empty()).then(|| Keys::new(signing, clients, retired, succession))
    }
}

/// The row of the signing key whose private key is `seed`.
pub(super) fn signing_key(seed: &[u8], wrapping: &Wrapping, now: Timestamp, entropy: &dyn Entropy) -> SigningKeyRow {
    let public = jwt::public_of(seed);
    let kid = jwt::thumbprint(&public);
    let sealed_private_key = wrapping.seal(&kid, seed, entropy);
    SigningKeyRow { kid, public_key: public, sealed_private_key, created_at: now.0 }
}

/// The row of an RSA key.
pub(super) fn client_signing_key(
    Made { kid, public, private }: Made,
    wrapping: &Wrapping,
    now: Timestamp,
    entropy: &dyn Entropy,
) -> SigningKeyRow {
    let sealed_private_key = wrapping.seal(&kid, &private, entropy);
    SigningKeyRow { kid, public_key: public, sealed_private_key, created_at: now.0 }
}
