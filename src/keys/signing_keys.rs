//! The signing keys: when each signs and may be retired, which follows from the times at which they were created, and how they are
//! stored.
//!
//! Other programs verify access tokens with public keys that they cache. So a new key is published before it signs, and a
//! replaced key is published until the last token that it has signed is expired (`docs/decisions/0029-key-rotation.md`).

use super::{KeyringError, Keys, Opened, SealedWith, Wrapping, jwt};
use crate::{
    config::MAX_ACCESS_TTL,
    entropy::Entropy,
    shared::timestamp::Timestamp,
    store::{
        Conn, Db, StoreError, Tx,
        locks::{self, AdvisoryLock},
        sealed::{self, SigningKeyRow},
    },
};
use serde::Serialize;
use std::{cmp::Ordering, fmt, sync::Arc, time::Duration};
use zeroize::Zeroizing;

/// How long other programs may cache the public keys.
pub const JWKS_MAX_AGE: Duration = Duration::from_secs(5 * 60);
/// Added to each wait, because the clocks of replicas may differ.
const CLOCK_MARGIN: Duration = Duration::from_secs(5 * 60);
/// How long a key is published before it signs.
const PUBLISHED_FIRST: Duration = JWKS_MAX_AGE.saturating_add(CLOCK_MARGIN);
/// How long tokens of a key may be valid after its successor has begun to sign. Not the configured lifetime, which may have
/// been longer when they were issued.
const VALID_AFTERWARDS: Duration = MAX_ACCESS_TTL.saturating_add(CLOCK_MARGIN);
/// The name of the sealed secret that is the key for deriving the successors of refresh tokens.
const SUCCESSION: &str = "succession of refresh tokens";

/// What a signing key is used for. All of them verify tokens.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum KeyState {
    /// It is published, and will sign later.
    Next,
    Signs,
    /// It only verifies tokens, because a newer key signs.
    Verifies,
}

impl fmt::Display for KeyState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Next => "next",
            Self::Signs => "signs",
            Self::Verifies => "verifies",
        })
    }
}

/// A signing key and its times.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct ScheduledKey {
    pub kid: String,
    pub state: KeyState,
    pub created_at: Timestamp,
    /// For the oldest key this is its creation, because no key remains that could have signed before it.
    pub signs_from: Timestamp,
    /// From when on no valid token is signed with it. None while it has no successor.
    pub retirable_from: Option<Timestamp>,
}

/// The keys with their times. `keys` are ids and creation times, newest first.
pub fn schedule(keys: Vec<(String, Timestamp)>, now: Timestamp) -> Vec<ScheduledKey> {
    let created: Vec<_> = keys.iter().map(|(_, created_at)| *created_at).collect();
    let signer = index_of_signer(created.iter().copied(), now);
    let scheduled = keys.into_iter().enumerate().map(|(index, (kid, created_at))| {
        // Newer keys come before the one that signs.
        let state = match index.cmp(&signer) {
            Ordering::Less => KeyState::Next,
            Ordering::Equal => KeyState::Signs,
            Ordering::Greater => KeyState::Verifies,
        };
        let is_oldest = index + 1 == created.len();
        let successor = index.checked_sub(1).and_then(|newer| created.get(newer));
        let replaced_from = successor.map(|created_at| created_at.plus(PUBLISHED_FIRST));
        ScheduledKey {
            kid,
            state,
            created_at,
            signs_from: if is_oldest { created_at } else { created_at.plus(PUBLISHED_FIRST) },
            retirable_from: match state {
                // It has signed nothing yet.
                KeyState::Next => Some(created_at),
                KeyState::Signs | KeyState::Verifies => replaced_from.map(|from| from.plus(VALID_AFTERWARDS)),
            },
        }
    });
    scheduled.collect()
}

/// Which key signs at `now`, of keys that were created at these times, newest first: the newest one that has been published
/// for long enough. If there is none, the oldest key, which has been published for longest: the first key of an installation
/// signs at once, and so does a new key when the one before it is retired early.
pub(super) fn index_of_signer(mut created: impl ExactSizeIterator<Item = Timestamp>, now: Timestamp) -> usize {
    let oldest = created.len().saturating_sub(1);
    created.position(|created_at| created_at.plus(PUBLISHED_FIRST) <= now).unwrap_or(oldest)
}

/// The stored keys, encrypted.
struct Sealed {
    signing: Vec<SigningKeyRow>,
    succession: Option<Vec<u8>>,
}

/// The stored keys, decrypted. Missing keys are empty or None.
struct Unsealed {
    signing: Vec<UnsealedKey>,
    succession: Option<Opened>,
}

struct UnsealedKey {
    kid: String,
    created_at: Timestamp,
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
    let Unsealed { signing, succession } = sealed.open(wrapping).ok_or(KeyringError::WrongSecret)?;
    let outdated = signing.iter().map(|key| key.seed.outdated).chain(succession.iter().map(|key| key.outdated));
    Ok(match outdated.reduce(|one, other| one || other) {
        None => None,
        Some(true) => Some(SealedWith::Previous),
        Some(false) => Some(SealedWith::Current),
    })
}

async fn fetch(conn: &mut Conn) -> Result<Sealed, StoreError> {
    let signing = sealed::signing_keys(conn).await?;
    Ok(Sealed { signing, succession: sealed::find_secret(conn, SUCCESSION).await? })
}

impl Sealed {
    /// None if the secret does not decrypt one of them.
    fn open(self, wrapping: &Wrapping) -> Option<Unsealed> {
        let open = |row: SigningKeyRow| {
            let seed = wrapping.open(&row.kid, &row.sealed_private_key)?;
            Some(UnsealedKey { kid: row.kid, created_at: Timestamp(row.created_at), seed })
        };
        let signing = self.signing.into_iter().map(open).collect::<Option<_>>()?;
        // Not `and_then`: a missing secret is allowed here, but not one that the wrapping key does not open.
        let succession = match self.succession {
            Some(sealed) => Some(wrapping.open(SUCCESSION, &sealed)?),
            None => None,
        };
        Some(Unsealed { signing, succession })
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
        let succession = self.succession?.secret;
        (!signing.is_empty()).then(|| Keys::new(signing, succession))
    }
}

/// The row of the signing key whose private key is `seed`.
pub(super) fn signing_key(seed: &[u8], wrapping: &Wrapping, now: Timestamp, entropy: &dyn Entropy) -> SigningKeyRow {
    let public = jwt::public_of(seed);
    let kid = jwt::thumbprint(&public);
    let sealed_private_key = wrapping.seal(&kid, seed, entropy);
    SigningKeyRow { kid, public_key: public.to_vec(), sealed_private_key, created_at: now.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Timestamp = Timestamp(1_800_000_000_000);
    const MINUTE: Duration = Duration::from_secs(60);

    fn minute(minute: u32) -> Timestamp {
        START.plus(MINUTE * minute)
    }

    /// The states of keys that were created in these minutes, newest first.
    fn states(created: &[u32], now: u32) -> Vec<KeyState> {
        let keys = created.iter().map(|created| (created.to_string(), minute(*created)));
        schedule(keys.collect(), minute(now)).into_iter().map(|key| key.state).collect()
    }

    #[test]
    fn a_key_signs_ten_minutes_after_its_creation() {
        use KeyState::{Next, Signs, Verifies};
        assert_eq!(states(&[100, 0], 100), [Next, Signs]);
        assert_eq!(states(&[100, 0], 109), [Next, Signs]);
        assert_eq!(states(&[100, 0], 110), [Signs, Verifies]);
        assert_eq!(states(&[200, 100, 0], 205), [Next, Signs, Verifies]);
        assert_eq!(states(&[200, 100, 0], 210), [Signs, Verifies, Verifies]);
    }

    #[test]
    fn the_oldest_key_signs_if_none_has_been_published_for_long_enough() {
        use KeyState::{Next, Signs};
        assert_eq!(states(&[0], 0), [Signs]);
        assert_eq!(states(&[3, 2], 4), [Next, Signs]);
        assert_eq!(index_of_signer([].into_iter(), START), 0);
    }

    #[test]
    fn a_key_may_be_retired_when_no_token_that_it_signed_is_valid() {
        let keys = ["newest", "middle", "oldest"].map(str::to_owned).into_iter().zip([200, 100, 0].map(minute));
        let scheduled = schedule(keys.collect(), minute(205));
        let times: Vec<_> = scheduled.iter().map(|key| (key.signs_from, key.retirable_from)).collect();
        let expected = [
            (minute(210), Some(minute(200))),
            // 15 minutes after its successor begins to sign, and 5 minutes for clocks that differ.
            (minute(110), Some(minute(230))),
            (minute(0), Some(minute(130))),
        ];
        assert_eq!(times, expected);
        assert_eq!(schedule(vec![("only".to_owned(), START)], minute(99))[0].retirable_from, None);
    }
}
