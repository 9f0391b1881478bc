//! The id of a request in the log, in `X-Request-Id` and in errors. An id that a client sends is ignored, so that
//! clients cannot write to the log.

use crate::{entropy::Entropy, shared::timestamp::Timestamp};
use axum::http::{HeaderName, HeaderValue};
use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
};
use uuid::Uuid;

pub const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// A UUIDv7, which sorts by time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestId(pub Uuid);

impl RequestId {
    fn new(now: Timestamp, random: &[u8; RANDOM_BYTES]) -> Self {
        // A clock that is set to a time before 1970 must not make requests fail.
        let millis = u64::try_from(now.0).unwrap_or(0);
        Self(uuid::Builder::from_unix_timestamp_millis(millis, random).into_uuid())
    }

    pub fn header(self) -> Option<HeaderValue> {
        let mut buffer = Uuid::encode_buffer();
        HeaderValue::from_str(self.0.hyphenated().encode_lower(&mut buffer)).ok()
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The random part of a UUIDv7.
const RANDOM_BYTES: usize = 10;
/// How many ids share a call of the random generator, which is a system call: one for each id takes about as long as reading the
/// request.
const IDS_PER_CALL: usize = 256;

/// Creates the ids of requests. The random bytes are fetched ahead, which would be wrong for secrets: they stay in memory until
/// they are used.
pub struct RequestIds {
    entropy: Arc<dyn Entropy>,
    /// The bytes of the ids to come.
    random: Mutex<Vec<[u8; RANDOM_BYTES]>>,
}

impl RequestIds {
    pub fn new(entropy: Arc<dyn Entropy>) -> Self {
        Self { entropy, random: Mutex::default() }
    }

    /// A new id for a request at `now`.
    pub fn next(&self, now: Timestamp) -> RequestId {
        // A panic of the generator leaves it empty, so a poisoned lock is ignored.
        let mut ahead = self.random.lock().unwrap_or_else(PoisonError::into_inner);
        if ahead.is_empty() {
            let mut drawn = vec![[0; RANDOM_BYTES]; IDS_PER_CALL];
            self.entropy.fill(drawn.as_flattened_mut());
            *ahead = drawn;
        }
        RequestId::new(now, &ahead.pop().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::SystemEntropy;
    use std::{
        collections::HashSet,
        sync::atomic::{AtomicUsize, Ordering},
    };

    struct Counted(AtomicUsize);

    impl Entropy for Counted {
        fn fill(&self, bytes: &mut [u8]) {
            self.0.fetch_add(1, Ordering::SeqCst);
            SystemEntropy.fill(bytes);
        }
    }

    #[test]
    fn ids_of_one_instant_are_different_and_share_calls_of_the_generator() {
        let entropy = Arc::new(Counted(AtomicUsize::new(0)));
        let ids = RequestIds::new(Arc::clone(&entropy) as Arc<dyn Entropy>);
        let unique: HashSet<Uuid> = (0..3 * IDS_PER_CALL).map(|_| ids.next(Timestamp(1_000)).0).collect();
        assert_eq!(unique.len(), 3 * IDS_PER_CALL);
        assert_eq!(entropy.0.load(Ordering::SeqCst), 3);
    }
}
