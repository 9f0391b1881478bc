//! Clearing away what nobody needs any more.

use super::{Accounts, Failure, throttle};
use crate::store::{StoreError, audit, refresh_tokens, sessions};
use std::time::Duration;

/// A used refresh token must be known for as long as someone may still present it; what has expired is refused
/// by its own claims. The hour is for clocks that differ.
const MARGIN: Duration = Duration::from_secs(60 * 60);

/// Events that are deleted in one transaction: few enough that nobody else waits long to write.
const BATCH: u32 = 200;

/// How many rows went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    pub sessions: u64,
    pub refresh_tokens: u64,
    pub throttles: u64,
    pub audit_events: u64,
}

impl Accounts {
    /// From now on events are kept for so long, by all processes on this database.
    pub async fn keep_events_for(&self, retention: Duration) -> Result<(), Failure> {
        Ok(self.db().write(move |conn| Box::pin(audit::keep_for(conn, retention))).await?)
    }

    /// Forgets expired sessions and tokens, failures that were long ago, and events past their time. To be called every
    /// hour or so.
    pub async fn sweep(&self) -> Result<Swept, Failure> {
        let now = self.now();
        let swept = self
            .db()
            .write(move |conn| {
                Box::pin(async move {
                    Ok(Swept {
                        refresh_tokens: refresh_tokens::delete_past(conn, now.minus(MARGIN)).await?,
                        sessions: sessions::delete_past(conn, now.minus(MARGIN)).await?,
                        throttles: throttle::sweep(conn, now).await?,
                        audit_events: 0,
                    })
                })
            })
            .await?;
        Ok(Swept { audit_events: self.sweep_events().await?, ..swept })
    }

    /// By the time that the database keeps them, for its triggers go by that.
    async fn sweep_events(&self) -> Result<u64, StoreError> {
        let Some(retention) = self.db().read(|conn| Box::pin(audit::retention(conn))).await? else {
            return Ok(0);
        };
        let then = self.now().minus(retention).minus(MARGIN);
        let mut swept = 0;
        loop {
            let batch = self.db().write(move |conn| Box::pin(audit::delete_past(conn, then, BATCH))).await?;
            swept += batch;
            if batch < u64::from(BATCH) {
                return Ok(swept);
            }
        }
    }
}
