//! Clearing away what nobody needs any more.

use crate::{
    accounts::{Accounts, Caller, Failure, audit::Actor, throttle, unit_of_work::UnitOfWork, users},
    shared::{audit::EventKind, timestamp::Timestamp},
    store::{StoreError, Tx, account_status::deleted_before, audit, password_links, refresh_tokens, sessions},
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
        Ok(self.db().write(async move |mut tx: Tx| audit::keep_for(&mut tx, retention).await).await?)
    }

    /// Forgets expired sessions, tokens and links, failures that were long ago, events past their time, accounts that were
    /// deleted 30 days ago, and what imports have left behind. To be called every hour or so.
    pub async fn sweep(&self) -> Result<Swept, Failure> {
        self.backfill_search_keys().await?;
        self.update_email_keys().await?;
        self.tidy_budgets();
        let now = self.now();
        let job = async move |mut tx: Tx| {
            Ok::<_, StoreError>(Swept {
                refresh_tokens: refresh_tokens::delete_past(&mut tx, now.minus(MARGIN)).await?,
                sessions: sessions::delete_past(&mut tx, now.minus(MARGIN)).await?,
                throttles: throttle::sweep(&mut tx, now).await?,
                password_links: password_links::delete_past(&mut tx, now).await?,
                ..Swept::default()
            })
        };
        let swept = self.db().write(job).await?;
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
            let job = async move |mut tx: UnitOfWork| purge_past(&mut tx, then).await;
            let purged = self.transact(Actor::System, &Caller::local(), job).await?;
            if purged == 0 {
                return Ok(swept);
            }
            swept += purged;
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
            let delete = async move |mut tx: Tx| audit::delete_past(&mut tx, then, BATCH).await;
            let batch = self.db().write(delete).await?;
            swept += batch;
            if batch < u64::from(BATCH) {
                return Ok(swept);
            }
        }
    }
}

/// Erases some of the accounts that were deleted before `then`; how many.
async fn purge_past(tx: &mut UnitOfWork, then: Timestamp) -> Result<u64, StoreError> {
    let mut purged = 0;
    for id in deleted_before(tx, then, i64::from(BATCH)).await? {
        if users::erase(tx, id).await? {
            tx.record(tx.event(EventKind::UserPurge).on(id));
            purged += 1;
        }
    }
    Ok(purged)
}
