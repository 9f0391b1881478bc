//! Whether this replica still receives all notifications, so that it may trust its caches.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

/// How long a replica trusts its caches after its last heartbeat: a revocation must take effect within two seconds.
const FRESH_FOR: Duration = Duration::from_secs(2);

/// Whether notifications of changes still arrive. Cheap to clone.
#[derive(Clone)]
pub struct Freshness(Option<Arc<Deadline>>);

struct Deadline {
    started: Instant,
    /// Milliseconds after `started`.
    fresh_until: AtomicU64,
}

/// When a heartbeat was sent, in milliseconds after the start: a number, so that it can be the payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct HeartbeatTime(pub(super) u64);

impl Freshness {
    /// For SQLite, where commits of other processes are polled and cannot be missed.
    pub fn always() -> Self {
        Self(None)
    }

    pub(super) fn until_heartbeat() -> Self {
        // Stale until the first heartbeat has come back.
        Self(Some(Arc::new(Deadline { started: Instant::now(), fresh_until: AtomicU64::new(0) })))
    }

    /// If false, caches may be stale by more than two seconds.
    pub fn is_fresh(&self) -> bool {
        let Some(deadline) = &self.0 else { return true };
        // With `Release` below: a thread that sees the new deadline also sees the evictions before it.
        deadline.now() < deadline.fresh_until.load(Ordering::Acquire)
    }

    pub(super) fn now(&self) -> HeartbeatTime {
        HeartbeatTime(self.0.as_ref().map_or(0, |deadline| deadline.now()))
    }

    pub(super) fn expire(&self) {
        if let Some(deadline) = &self.0 {
            deadline.fresh_until.store(0, Ordering::Release);
        }
    }

    /// Notes that everything announced before `sent_at` has been received.
    pub(super) fn extend_from(&self, sent_at: HeartbeatTime) {
        if let Some(deadline) = &self.0 {
            // From the time of sending, because whatever was announced later may still be on its way.
            deadline.fresh_until.store(sent_at.0 + millis(FRESH_FOR), Ordering::Release);
        }
    }
}

impl Deadline {
    fn now(&self) -> u64 {
        millis(self.started.elapsed())
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn caches_are_fresh_after_a_heartbeat_and_until_they_expire() {
        let freshness = Freshness::until_heartbeat();
        assert!(!freshness.is_fresh(), "no heartbeat has been received yet");
        freshness.extend_from(freshness.now());
        assert!(freshness.is_fresh());
        freshness.expire();
        assert!(!freshness.is_fresh());
        std::thread::sleep(Duration::from_millis(20));
        assert!(freshness.now().0 >= 20);
        assert!(Freshness::always().is_fresh());
    }
}
