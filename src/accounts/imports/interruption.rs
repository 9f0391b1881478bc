//! What an import does while the database cannot be reached, for example until another server has taken its place: it waits and tries
//! again, and what it has added stays, so that the same file goes on after that.

use crate::accounts::error::{for_log, store_error};
use crate::shared::AppError;
use crate::store::{Db, StoreError};
use std::time::{Duration, Instant};
use tokio::time::sleep;

/// How long an import tries again. Shorter than the time after which others take it for abandoned.
const PATIENCE: Duration = Duration::from_secs(90);
const PAUSE: Duration = Duration::from_secs(1);

/// How long one step of an import is tried again.
pub(super) struct Patience {
    /// None: it is not. What SQLite refuses, it still refuses a second later.
    until: Option<Instant>,
}

impl Patience {
    pub(super) fn of(db: &Db) -> Self {
        Self { until: db.has_concurrent_writers().then(|| Instant::now() + PATIENCE) }
    }

    /// Tries a step until it succeeds.
    ///
    /// # Errors
    /// As [`Self::after`].
    pub(super) async fn retry<T, F>(&self, mut attempt: impl FnMut() -> F) -> Result<T, AppError>
    where
        F: Future<Output = Result<T, AppError>>,
    {
        loop {
            match attempt().await {
                Ok(done) => return Ok(done),
                Err(error) => self.after(error).await?,
            }
        }
    }

    /// Waits a moment before the step is tried again.
    ///
    /// # Errors
    /// The same error, if trying again is of no use, or was for too long.
    pub(super) async fn after(&self, error: AppError) -> Result<(), AppError> {
        let is_closed = matches!(store_error(&error), Some(StoreError::Closed));
        let is_over = self.until.is_none_or(|until| Instant::now() >= until);
        if is_closed || is_over || !is_interruption(&error) {
            return Err(error);
        }
        tracing::warn!(error = %for_log(&error), "an import waits for the database");
        sleep(PAUSE).await;
        Ok(())
    }
}

/// Whether the database could not be reached. Other errors would come again.
pub(super) fn is_interruption(error: &AppError) -> bool {
    store_error(error).is_some_and(StoreError::is_unavailable)
}
