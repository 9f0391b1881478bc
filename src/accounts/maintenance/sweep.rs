//! Deletes expired data.

use crate::{
    accounts::{Accounts, Caller, Failure, audit::Actor, idempotency, throttle, unit_of_work::UnitOfWork, users},
    shared::{audit::EventKind, directory::RESTORABLE, timestamp::Timestamp},
    store::{
        StoreError, Tx, account_status::deleted_before, api_tokens, audit, idempotency_keys, one_time_tokens, outbox,
        refresh_tokens, sessions, used_tickets,
    },
};
use std::time::Duration;

/// Rows are deleted this long after they have expired, because the clocks of replicas may differ. A used refresh token
/// must be stored until its own `exp` claim rejects it; otherwise a reuse would not be detected.
const MARGIN: Duration = Duration::from_secs(60 * 60);

/// Marks of addresses without an account are deleted after this long: an address may be refused before it is confirmed.
const STRAY_MARKS: Duration = Duration::from_secs(24 * 60 * 60);

/// API tokens are deleted this long after they have expired or were revoked. Until then they are refused as such, and the
/// owner's data has their last use.
const API_TOKENS: Duration = Duration::from_secs(30 * 24 * 60 * 60);
/// Idempotency keys are deleted this long after their request.
const IDEMPOTENCY_KEYS: Duration = idempotency::LIFETIME.saturating_add(MARGIN);

/// Rows that are deleted per transaction; few, so that other writers do not wait long.
const BATCH: u32 = 200;

/// The number of deleted rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    pub sessions: u64,
    pub refresh_tokens: u64,
    pub throttles: u64,
    pub audit_events: u64,
    /// Deleted accounts that were purged because they can no longer be restored.
    pub accounts: u64,
    pub one_time_tokens: u64,
    /// API tokens that expired or were revoked 30 days ago.
    pub api_tokens: u64,
    /// Requests that can no longer be repeated.
    pub idempotency_keys: u64,
    /// Tickets of hand-overs that have expired.
    pub used_tickets: u64,
    /// Marks of addresses that refuse mail and belong to no account.
    pub address_marks: u64,
    /// Hidden accounts of an abandoned import.
    pub unpublished: u64,
}

impl Accounts {
    /// Sets the retention period of audit events in the database, for all processes.
    pub async fn set_audit_retention(&self, retention: Duration) -> Result<(), Failure> {
        Ok(self.db().write(async move |mut tx: Tx| audit::keep_for(&mut tx, retention).await).await?)
    }

    /// Deletes expired sessions, tokens, links, tickets, idempotency keys, counters of failures and audit events, purges accounts that
    /// were deleted 30 days ago, and withdraws abandoned imports. To be called about every hour.
    pub async fn sweep(&self) -> Result<Swept, Failure> {
        // During an upgrade, an older version may still add accounts without these keys.
        self.backfill_search_keys().await?;
        self.update_email_keys().await?;
        self.tidy_budgets();
        let now = self.now();
        let job = async move |mut tx: Tx| {
            Ok::<_, StoreError>(Swept {
                // Before the sessions: deleting a session deletes its tokens as well, without counting them.
                refresh_tokens: refresh_tokens::delete_past(&mut tx, now.minus(MARGIN)).await?,
                sessions: sessions::delete_past(&mut tx, now.minus(MARGIN)).await?,
                throttles: throttle::sweep(&mut tx, now).await?,
                one_time_tokens: one_time_tokens::delete_past(&mut tx, now).await?,
                api_tokens: api_tokens::delete_past(&mut tx, now.minus(API_TOKENS)).await?,
                idempotency_keys: idempotency_keys::delete_past(&mut tx, now.minus(IDEMPOTENCY_KEYS)).await?,
                used_tickets: used_tickets::delete_past(&mut tx, now.minus(MARGIN)).await?,
                address_marks: outbox::delete_stray_marks(&mut tx, now.minus(STRAY_MARKS)).await?,
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

    async fn sweep_accounts(&self) -> Result<u64, StoreError> {
        let cutoff = self.now().minus(RESTORABLE);
        let mut swept = 0;
        loop {
            let job = async move |mut tx: UnitOfWork| purge_past(&mut tx, cutoff).await;
            let purged = self.transact(Actor::System, &Caller::local(), job).await?;
            if purged == 0 {
                return Ok(swept);
            }
            swept += purged;
        }
    }

    /// Uses the retention period in the database: triggers there reject the deletion of younger events.
    async fn sweep_events(&self) -> Result<u64, StoreError> {
        // Without a retention period, the triggers reject every deletion.
        let Some(retention) = self.db().read(|conn| Box::pin(audit::retention(conn))).await? else {
            return Ok(0);
        };
        // The triggers use the clock of the database, which may be behind this one, and is not moved with it.
        let cutoff = self.now().minus(self.0.clock.ahead()).minus(retention).minus(MARGIN);
        let mut swept = 0;
        loop {
            let delete = async move |mut tx: Tx| audit::delete_past(&mut tx, cutoff, BATCH).await;
            let batch = self.db().write(delete).await?;
            swept += batch;
            if batch < u64::from(BATCH) {
                return Ok(swept);
            }
        }
    }
}

/// Purges a batch of accounts that were deleted before `cutoff`; returns their number.
async fn purge_past(tx: &mut UnitOfWork, cutoff: Timestamp) -> Result<u64, StoreError> {
    let mut purged = 0;
    for id in deleted_before(tx, cutoff, i64::from(BATCH)).await? {
        if users::erase(tx, id).await? {
            tx.record(tx.event(EventKind::UserPurge).on(id));
            purged += 1;
        }
    }
    Ok(purged)
}
