//! Deletes expired data.

use crate::{
    accounts::{Accounts, Caller, Failure, audit::Actor, idempotency, throttle, unit_of_work::UnitOfWork, users},
    shared::{audit::EventKind, directory::RESTORABLE, timestamp::Timestamp},
    store::{
        StoreError, Tx, account_status::deleted_before, api_tokens, audit, idempotency_keys, one_time_tokens, outbox,
        refresh_tokens, sessions, used_tickets,
    },
};
use futures::future::BoxFuture;
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

/// Rows that are deleted per transaction, so that other writers do not wait long.
const BATCH: u32 = 1_000;
/// Accounts that are purged per transaction. Each has many rows.
const ACCOUNTS: u32 = 200;

/// Deletes at most [`BATCH`] rows from before a time; returns their number.
type DeleteBatch = for<'t> fn(&'t mut Tx, Timestamp) -> BoxFuture<'t, Result<u64, StoreError>>;

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
    /// were deleted 30 days ago, withdraws abandoned imports, and finishes interrupted deletions of groups. To be called about
    /// every hour.
    pub async fn sweep(&self) -> Result<Swept, Failure> {
        // During an upgrade, an older version may still add accounts without these keys.
        self.backfill_search_keys().await?;
        self.update_email_keys().await?;
        self.tidy_budgets();
        // The next clean-up tries again. What follows must not wait for it.
        if let Err(error) = self.finish_deleting_groups().await {
            tracing::warn!(%error, "a deleted group still has members");
        }
        let now = self.now();
        let past = now.minus(MARGIN);
        let (tokens, keys, marks) = (now.minus(API_TOKENS), now.minus(IDEMPOTENCY_KEYS), now.minus(STRAY_MARKS));
        Ok(Swept {
            // Before the sessions: deleting a session deletes its tokens as well, without counting them, and there may be
            // thousands.
            refresh_tokens: self
                .delete(past, |tx, then| Box::pin(refresh_tokens::delete_past(tx, then, BATCH)))
                .await?,
            sessions: self.delete(past, |tx, then| Box::pin(sessions::delete_past(tx, then, BATCH))).await?,
            throttles: self.delete(now, |tx, now| Box::pin(throttle::sweep(tx, now, BATCH))).await?,
            one_time_tokens: self.delete(now, |tx, now| Box::pin(one_time_tokens::delete_past(tx, now, BATCH))).await?,
            api_tokens: self.delete(tokens, |tx, then| Box::pin(api_tokens::delete_past(tx, then, BATCH))).await?,
            idempotency_keys: self
                .delete(keys, |tx, then| Box::pin(idempotency_keys::delete_past(tx, then, BATCH)))
                .await?,
            used_tickets: self.delete(past, |tx, then| Box::pin(used_tickets::delete_past(tx, then, BATCH))).await?,
            address_marks: self.delete(marks, |tx, then| Box::pin(outbox::delete_stray_marks(tx, then, BATCH))).await?,
            audit_events: self.sweep_events().await?,
            accounts: self.sweep_accounts().await?,
            unpublished: self.sweep_imports().await?,
        })
    }

    /// Deletes batch after batch, each in a transaction of its own, until no row from before `then` is left.
    async fn delete(&self, then: Timestamp, batch: DeleteBatch) -> Result<u64, StoreError> {
        let mut total = 0;
        loop {
            let deleted = self.db().write(async move |mut tx: Tx| batch(&mut tx, then).await).await?;
            total += deleted;
            if deleted < u64::from(BATCH) {
                return Ok(total);
            }
        }
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
        self.delete(cutoff, |tx, then| Box::pin(audit::delete_past(tx, then, BATCH))).await
    }
}

/// Purges a batch of accounts that were deleted before `cutoff`; returns their number.
async fn purge_past(tx: &mut UnitOfWork, cutoff: Timestamp) -> Result<u64, StoreError> {
    let mut purged = 0;
    for id in deleted_before(tx, cutoff, i64::from(ACCOUNTS)).await? {
        if users::erase(tx, id).await? {
            tx.record(tx.event(EventKind::UserPurge).on(id));
            purged += 1;
        }
    }
    Ok(purged)
}
