//! When each signing key signs and may be retired, which follows from the times at which they were created.
//!
//! Other programs verify access tokens with public keys that they cache. So a new key is published before it signs, and a
//! replaced key is published until the last token that it has signed is expired (`docs/decisions/0029-key-rotation.md`).

use crate::shared::Timestamp;
use crate::shared::lifetimes::MAX_ACCESS_TTL;
use serde::Serialize;
use std::cmp::Ordering;
use std::time::Duration;

/// How long other programs may cache the public keys.
pub const JWKS_MAX_AGE: Duration = Duration::from_secs(5 * 60);
/// Added to each wait, because the clocks of replicas may differ.
const CLOCK_MARGIN: Duration = Duration::from_secs(5 * 60);
/// How long a key is published before it signs.
const PUBLISHED_FIRST: Duration = JWKS_MAX_AGE.saturating_add(CLOCK_MARGIN);
/// How long tokens of a key may be valid after its successor has begun to sign. Not the configured lifetime, which may have
/// been longer when they were issued.
const VALID_AFTERWARDS: Duration = MAX_ACCESS_TTL.saturating_add(CLOCK_MARGIN);

names! {
    /// What a signing key is used for. All of them verify tokens.
    pub enum KeyState {
        /// It is published, and will sign later.
        Next = "next",
        Signs = "signs",
        /// It only verifies tokens, because a newer key signs.
        Verifies = "verifies",
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
