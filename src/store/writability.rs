//! Whether the database accepts writes. One whose disk is full still answers every read, so reads alone do not show it.
//!
//! A write that is refused for such a reason is remembered, until another one is tried and succeeds
//! (`docs/decisions/0055-refused-writes.md`).

use super::error_codes::{explain, is_read_only, refuses_writes};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::futures::TaskLocalFuture;
use tokio::time::timeout;

/// A write is tried when none was refused for this long. So a database that accepts some writes and refuses others is not reported
/// as writable in between.
const QUIET: Duration = Duration::from_secs(3);

tokio::task_local! {
    /// Of the database on which the current job runs.
    static CURRENT: Writability;
}

/// Whether the database has refused a write since it last accepted one. Cheap to clone.
#[derive(Clone)]
pub(super) struct Writability {
    refused: watch::Sender<bool>,
    /// A server of PostgreSQL was read-only, and nobody has looked for another one since.
    is_read_only: Arc<AtomicBool>,
}

impl Default for Writability {
    fn default() -> Self {
        Self { refused: watch::Sender::new(false), is_read_only: Arc::default() }
    }
}

impl Writability {
    /// Runs a job, and notes if the database refuses to write one of its statements.
    pub(super) fn observe<F: Future>(&self, job: F) -> TaskLocalFuture<Self, F> {
        CURRENT.scope(self.clone(), job)
    }

    fn refuse(&self, error: &sqlx::Error) {
        if is_read_only(error) {
            // Relaxed, because no other data depends on it.
            self.is_read_only.store(true, Ordering::Relaxed);
        }
        // Also if it is known already: the next attempt to write has to wait longer then.
        if !self.refused.send_replace(true) {
            let remedy = explain(error).unwrap_or("see the error");
            tracing::error!(%error, "the database cannot be written to, so a write is tried every few seconds: {remedy}");
        }
    }

    /// To be called after a write has succeeded.
    pub(super) fn accept(&self) {
        if self.refused.send_replace(false) {
            tracing::info!("the database can be written to again");
        }
    }

    /// Whether a server was read-only since the last call.
    pub(super) fn take_read_only(&self) -> bool {
        self.is_read_only.swap(false, Ordering::Relaxed)
    }

    pub(super) fn is_refused(&self) -> bool {
        *self.refused.borrow()
    }

    pub(super) fn refused(&self) -> RefusedWrites {
        RefusedWrites(self.refused.subscribe())
    }
}

/// Notes the error of a statement of the current job.
pub(super) fn note(error: &sqlx::Error) {
    if refuses_writes(error) {
        // An error means that no job is observed, for example in a command that reads with a connection of its own.
        _ = CURRENT.try_with(|writability| writability.refuse(error));
    }
}

/// Waits until it is time to try a write. Does not keep the database open.
pub struct RefusedWrites(watch::Receiver<bool>);

impl RefusedWrites {
    /// Waits until the database has refused a write, and then none for some seconds. None once the database is no longer used.
    pub async fn settled(&mut self) -> Option<()> {
        self.0.wait_for(|refused| *refused).await.ok()?;
        loop {
            match timeout(QUIET, self.0.changed()).await {
                Ok(Ok(())) => {}
                Ok(Err(_)) => return None,
                Err(_) => return Some(()),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_write_is_tried_when_none_was_refused_for_a_while() {
        let writability = Writability::default();
        let mut refused = writability.refused();
        assert!(timeout(10 * QUIET, refused.settled()).await.is_err(), "nothing was refused");

        writability.refused.send_replace(true);
        let again = async {
            tokio::time::sleep(QUIET / 2).await;
            writability.refused.send_replace(true);
        };
        let began = tokio::time::Instant::now();
        let (settled, ()) = tokio::join!(refused.settled(), again);
        assert_eq!((settled, began.elapsed() >= QUIET + QUIET / 2), (Some(()), true));
        assert!(writability.is_refused());
        writability.accept();
        assert!(!writability.is_refused());

        drop(writability);
        assert_eq!(refused.settled().await, None);
    }
}
