//! How far long work in the background is, in the log, so that an operator sees that it goes on: after an upgrade, or a change of a field.

use std::time::Duration;
use tokio::time::Instant;

/// How often it is said. Work that takes less is not worth a line.
const INTERVAL: Duration = Duration::from_secs(30);

/// Work on many accounts.
pub(super) struct Progress {
    what: &'static str,
    done: u64,
    said_at: Instant,
}

impl Progress {
    pub(super) fn of(what: &'static str) -> Self {
        Self { what, done: 0, said_at: Instant::now() }
    }

    /// Counts accounts that are done. Says how many that are if it is time; returns whether it has.
    pub(super) fn add(&mut self, accounts: u64) -> bool {
        self.done += accounts;
        let is_due = self.said_at.elapsed() >= INTERVAL;
        if is_due {
            self.said_at = Instant::now();
            tracing::info!(accounts = self.done, "{}", self.what);
        }
        is_due
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::time::advance;

    #[tokio::test(start_paused = true)]
    async fn it_is_said_now_and_then() {
        let mut progress = Progress::of("the search learns accounts");
        assert!(!progress.add(200));
        advance(INTERVAL).await;
        assert!(progress.add(200));
        assert!(!progress.add(200));
        advance(INTERVAL).await;
        assert!(progress.add(200));
        assert_eq!(progress.done, 800);
    }
}
