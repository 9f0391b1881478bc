//! Totals of the database.

use crate::{
    accounts::{Accounts, Failure},
    shared::{timestamp::Timestamp, views::Status},
    store::{Conn, StoreError, account_status, outbox, sessions},
};
use std::time::Duration;
use tokio::sync::Mutex;

/// How long the totals are used before they are read again.
const MAX_AGE: Duration = Duration::from_secs(30);
/// Counting takes time for each session, so it stops here.
const MAX_COUNTED_SESSIONS: u32 = 1_000_000;

/// Totals of the database, up to 30 seconds old.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredStatistics {
    /// Sessions that have not ended or expired; at most 1,000,000 are counted.
    pub active_sessions: u64,
    /// The number of accounts by status. Each status is present.
    pub accounts: [(Status, u64); 3],
    /// Messages that have not been sent yet.
    pub waiting_mail: u64,
    /// When the oldest of these messages was added; None if there is none.
    pub oldest_mail: Option<Timestamp>,
}

/// The totals that were read last, and when.
#[derive(Default)]
pub(in crate::accounts) struct LastStored(Mutex<Option<(Timestamp, StoredStatistics)>>);

impl Accounts {
    /// Reads the totals of the database, at most once in 30 seconds.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn stored_statistics(&self) -> Result<StoredStatistics, Failure> {
        // Locked while the database is read, so that several callers at a time cause one read.
        let mut last = self.0.last_stored.0.lock().await;
        let now = self.now();
        // Totals of the future are read again: otherwise a clock that was set back would keep them for longer.
        if let Some((read_at, statistics)) = last.as_ref()
            && *read_at <= now
            && read_at.until(now) < MAX_AGE
        {
            return Ok(statistics.clone());
        }
        let statistics = self.db().read(move |conn| Box::pin(read(conn, now))).await?;
        *last = Some((now, statistics.clone()));
        Ok(statistics)
    }
}

async fn read(conn: &mut Conn, now: Timestamp) -> Result<StoredStatistics, StoreError> {
    let active_sessions = sessions::count_active(conn, now, MAX_COUNTED_SESSIONS).await?;
    let totals = account_status::totals(conn).await?;
    let accounts = [Status::Active, Status::Disabled, Status::Deleted].map(|status| {
        let of_status = totals.iter().find(|(of, _)| *of == status);
        (status, of_status.map_or(0, |(_, accounts)| unsigned(*accounts)))
    });
    let (waiting_mail, oldest_mail) = outbox::waiting(conn).await?;
    Ok(StoredStatistics {
        active_sessions: unsigned(active_sessions),
        accounts,
        waiting_mail: unsigned(waiting_mail),
        oldest_mail,
    })
}

/// Counts are never negative.
fn unsigned(count: i64) -> u64 {
    u64::try_from(count).unwrap_or(0)
}
