//! Whether the clock of this server agrees with that of the database, and so with those of other replicas. Whether something has expired is
//! decided by the clock of the replica that is asked, so one that is wrong accepts and refuses what others would not.

use super::Maintenance;
use crate::store::{ClockDifference, StoreError};
use std::mem;
use std::sync::{Mutex, PoisonError};

/// What the last comparison has found; no difference until then, and on SQLite.
#[derive(Default)]
pub(super) struct LastClockDifference(Mutex<ClockDifference>);

impl Maintenance {
    /// Compares the clock with that of the database. Logs when they begin to differ much, and when they agree again. Does nothing on SQLite.
    pub async fn compare_clocks(&self) -> Result<(), StoreError> {
        let Some(found) = self.db().clock_difference(|| self.now()).await? else { return Ok(()) };
        let mut last = self.parts().clock_difference.0.lock().unwrap_or_else(PoisonError::into_inner);
        let before = mem::replace(&mut *last, found);
        match (before.is_large(), found.is_large()) {
            (false, true) => tracing::warn!(
                "the clock of this server is {found} that of the database: correct it, because each replica decides by its \
                 own what has expired (docs/operations/run.md)"
            ),
            (true, false) => tracing::info!("the clock of this server and that of the database agree again"),
            (true, true) | (false, false) => {}
        }
        Ok(())
    }

    /// What the last comparison of the clocks has found.
    pub fn clock_difference(&self) -> ClockDifference {
        *self.parts().clock_difference.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
