//! Clearing away what nobody needs any more.

use super::{
    Accounts, Caller, Failure,
    event::{Actor, Event, Scribe},
    standing, throttle,
};
use crate::{
    shared::{audit::EventKind, timestamp::Timestamp},
    store::{Conn, StoreError, audit, password_links, refresh_tokens, sessions, standing::deleted_before},
};
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
    /// Accounts that were deleted so long ago that nobody may restore them any more.
    pub accounts: u64,
    pub password_links: u64,
    /// Accounts of an import that was given up before it was published.
    pub unpublished: u64,
}

/// For how long a deleted account can be restored.
const RESTORABLE: Duration = Duration::from_secs(30 * 24 * 60 * 60);

impl Accounts {
    /// From now on events are kept for so long, by all processes on this database.
    pub async fn keep_events_for(&self, retention: Duration) -> Result<(), Failure> {
        Ok(self.db().write(move |conn| Box::pin(audit::keep_for(conn, retention))).await?)
    }

    /// Forgets expired sessions, tokens and links, failures that were long ago, events past their time, accounts that were
    /// deleted 30 days ago, and what imports have left behind. To be called every hour or so.
    pub async fn sweep(&self) -> Result<Swept, Failure> {
        self.index_people().await?;
        let now = self.now();
        let swept = self
            .db()
            .write(move |conn| {
                Box::pin(async move {
                    Ok(Swept {
                        refresh_tokens: refresh_tokens::delete_past(conn, now.minus(MARGIN)).await?,
                        sessions: sessions::delete_past(conn, now.minus(MARGIN)).await?,
                        throttles: throttle::sweep(conn, now).await?,
                        password_links: password_links::delete_past(conn, now).await?,
                        ..Swept::default()
                    })
                })
            })
            .await?;
        Ok(Swept {
            audit_events: self.sweep_events().await?,
            accounts: self.sweep_accounts().await?,
            unpublished: self.sweep_imports().await?,
            ..swept
        })
    }

    /// Purges the accounts whose 30 days are over.
    async fn sweep_accounts(&self) -> Result<u64, StoreError> {
        let then = self.now().minus(RESTORABLE);
        let mut swept = 0;
        loop {
            let scribe = self.scribe(Actor::System, &Caller::local());
            let purged = self.db().write(move |conn| Box::pin(purge_past(conn, then, scribe))).await?;
            if purged.is_empty() {
                return Ok(swept);
            }
            for event in &purged {
                event.log();
            }
            swept += purged.len() as u64;
        }
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

/// Erases some of the accounts that were deleted before `then`; gives back what was recorded of it.
async fn purge_past(conn: &mut Conn<'_>, then: Timestamp, scribe: Scribe) -> Result<Vec<Event>, StoreError> {
    let mut purged = Vec::new();
    for id in deleted_before(conn, then, i64::from(BATCH)).await? {
        if standing::erase(conn, id).await? {
            let event = scribe.event(EventKind::UserPurge).on(id);
            event.record(conn).await?;
            purged.push(event);
        }
    }
    Ok(purged)
}
