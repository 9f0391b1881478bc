//! Encrypts and authenticates values that a client or the database stores, such as cursors and one-time links.
//!
//! Values are encrypted, not only signed, because a cursor contains a name or an email address. Each is bound to a
//! context and rejected in any other.
//!
//! What waits at a client until somebody goes on has a type that is [`Sealed`]: its purpose and its lifetime are declared there and
//! nowhere else.

use super::Core;
use super::unit_of_work::UnitOfWork;
use crate::keys::fingerprint;
use crate::shared::Timestamp;
use crate::store::StoreError;
use crate::store::factors::spent;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::time::Duration;
use zeroize::Zeroizing;

/// Maximum length of a sealed value in characters. Longer ones cannot have been sealed here: the longest is a request of a client
/// (`openid/sealed_request.rs`) of 8 KB. A cursor has at most the key of an email address, in which one character can become 33
/// bytes.
const MAX_LEN: usize = 12_000;

/// A value that a client keeps, sealed, until it is sent back, or is over. Neither a purpose nor the members of a type can change:
/// values that the previous version has sealed have to open.
pub(super) trait Sealed: Serialize + DeserializeOwned {
    /// The context in which it is sealed. No two types have the same.
    const PURPOSE: &'static str;
    /// The longest time that it lasts.
    const LIFETIME: Duration;

    /// When it is over.
    fn ends_at(&self) -> Timestamp;

    fn is_over(&self, now: Timestamp) -> bool {
        self.ends_at() <= now
    }
}

/// A value that counts once: the transaction that relies on it marks it as used.
pub(super) trait SealedOnce: Sealed {
    /// What no other value has.
    fn unique(&self) -> &[u8];

    /// For [`UnitOfWork::spend`].
    fn mark(&self) -> UsedMark {
        UsedMark { hash: fingerprint(self.unique()), ends_at: self.ends_at() }
    }
}

/// What is stored of a value that was used, until it is over.
#[derive(Clone, Copy)]
pub(super) struct UsedMark {
    hash: [u8; 32],
    ends_at: Timestamp,
}

/// A sealed value, for the client that keeps it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SealedText {
    pub text: String,
    /// How long the value lasts, in whole seconds: the `Max-Age` of a cookie with it.
    pub lifetime: Duration,
}

/// Why a value does not count.
pub(super) enum Over<T> {
    /// This server has not sealed it, or for another purpose.
    Damaged,
    /// It was sealed too long ago. With its content, so that what it was about can begin again.
    Late(T),
}

impl Core {
    pub(super) fn seal_as<T: Sealed>(&self, value: &T) -> SealedText {
        SealedText { text: self.seal(T::PURPOSE, value), lifetime: lifetime(value, self.now()) }
    }

    /// # Errors
    /// If the value was not sealed as one of this type, or is over.
    pub(super) fn open_as<T: Sealed>(&self, sealed: &str) -> Result<T, Over<T>> {
        match self.open_at_any_time::<T>(sealed) {
            Some(value) => in_time(value, self.now()),
            None => Err(Over::Damaged),
        }
    }

    /// Like [`Self::seal_as`], for a value that a client keeps under a name: it opens under no other one.
    pub(super) fn seal_named<T: Sealed>(&self, value: &T, name: &str) -> SealedText {
        SealedText { text: self.seal(&context_of::<T>(name), value), lifetime: lifetime(value, self.now()) }
    }

    /// # Errors
    /// If the value was not sealed as one of this type, under this name, or is over.
    pub(super) fn open_named<T: Sealed>(&self, sealed: &str, name: &str) -> Result<T, Over<T>> {
        match self.open_sealed(&context_of::<T>(name), sealed) {
            Some(value) => in_time(value, self.now()),
            None => Err(Over::Damaged),
        }
    }

    /// The content, also of a value that is over.
    pub(super) fn open_at_any_time<T: Sealed>(&self, sealed: &str) -> Option<T> {
        self.open_sealed(T::PURPOSE, sealed)
    }

    pub(super) fn seal_bytes(&self, context: &[u8], value: &impl Serialize) -> Vec<u8> {
        let json = serde_json::to_vec(value).unwrap_or_else(|_| unreachable!("sealed types serialize to JSON"));
        // The nonce is random, so equal values give different bytes.
        self.keyring().seal(context, &Zeroizing::new(json), self.entropy().bytes())
    }

    /// None if the value was sealed with keys that have been replaced or in another context, or if its type has changed since.
    pub(super) fn open_bytes<T: DeserializeOwned>(&self, context: &[u8], sealed: &[u8]) -> Option<T> {
        serde_json::from_slice(&self.keyring().open_sealed(context, sealed)?).ok()
    }

    /// A text for clients.
    pub(super) fn seal(&self, purpose: &str, value: &impl Serialize) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(self.seal_bytes(purpose.as_bytes(), value))
    }

    /// None if the value was not sealed by this server, or for another purpose.
    pub(super) fn open_sealed<T: DeserializeOwned>(&self, purpose: &str, sealed: &str) -> Option<T> {
        if sealed.len() > MAX_LEN {
            return None;
        }
        self.open_bytes(purpose.as_bytes(), &BASE64_URL_SAFE_NO_PAD.decode(sealed).ok()?)
    }
}

impl UnitOfWork {
    /// Marks a value as used. False if it was before: of several that come at once, one is the first.
    pub(super) async fn spend(&mut self, mark: UsedMark) -> Result<bool, StoreError> {
        spent::insert(self, &mark.hash, mark.ends_at).await
    }
}

/// The context of a value that is kept under a name.
pub(super) fn context_of<T: Sealed>(name: &str) -> String {
    format!("{} {name}", T::PURPOSE)
}

fn in_time<T: Sealed>(value: T, now: Timestamp) -> Result<T, Over<T>> {
    if value.is_over(now) { Err(Over::Late(value)) } else { Ok(value) }
}

/// How long a value lasts from now on. Rounded up, so that a browser keeps it as long as it counts, and no longer than declared if the
/// clock was set back.
fn lifetime<T: Sealed>(value: &T, now: Timestamp) -> Duration {
    let left = now.until(value.ends_at());
    let seconds = left.as_secs() + u64::from(left.subsec_nanos() > 0);
    Duration::from_secs(seconds).min(T::LIFETIME)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity;
    use crate::keys::sealing;
    use serde::Deserialize;

    /// The overhead of the cipher in bytes: the nonce and the tag.
    const OVERHEAD: usize = sealing::NONCE + 16;

    const NOW: Timestamp = Timestamp(1_800_000_000_250);

    #[derive(Serialize, Deserialize)]
    struct Waiting {
        began_at: Timestamp,
    }

    impl Sealed for Waiting {
        const PURPOSE: &'static str = "waiting 1";
        const LIFETIME: Duration = Duration::from_secs(60);

        fn ends_at(&self) -> Timestamp {
            self.began_at.plus(Self::LIFETIME)
        }
    }

    #[test]
    fn a_value_counts_until_it_is_over() {
        for (passed, counts) in [(0, true), (59_999, true), (60_000, false), (60_001, false)] {
            let now = NOW.plus(Duration::from_millis(passed));
            let found = in_time(Waiting { began_at: NOW }, now);
            assert_eq!(found.is_ok(), counts, "{passed}");
            let late = found.err().is_none_or(|over| matches!(over, Over::Late(Waiting { began_at: NOW })));
            assert!(late, "{passed}: without its content");
        }
    }

    #[test]
    fn a_client_keeps_a_value_as_long_as_it_counts() {
        let value = Waiting { began_at: NOW };
        for (passed, seconds) in [(0, 60), (1, 60), (999, 60), (1_000, 59), (59_001, 1), (60_000, 0), (70_000, 0)] {
            assert_eq!(lifetime(&value, NOW.plus(Duration::from_millis(passed))).as_secs(), seconds, "{passed}");
        }
        assert_eq!(lifetime(&value, NOW.minus(Duration::from_secs(5))), Waiting::LIFETIME);
    }

    #[test]
    fn the_key_of_the_longest_address_fits_into_a_cursor() {
        // No character has a longer compatibility decomposition.
        let label = "\u{fdfa}".repeat(21);
        let address = format!("{label}@{}", [label.as_str(); 4].join("."));
        let key = identity::email(&address).expect("a valid address").key;
        assert!(key.len() > 3000, "{} bytes", key.len());
        // The side, the page, the id, and their names.
        let around = 200;
        assert!((OVERHEAD + key.len() + around).div_ceil(3) * 4 <= MAX_LEN);
    }
}
