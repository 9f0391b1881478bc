//! Maintenance of the whole database: deleting expired data, also at once after the clock was moved, and trying to write
//! after a refused write.
//!
//! No other noun asks `Maintenance` for anything.

use super::deletions::BATCH;
use super::directory::delete_past_values;
use super::emails::UNDO_LIFETIME;
use super::{Accounts, Caller, Maintenance, Parts, error, idempotency, throttle, users};
use crate::budgets::Budgets;
use crate::shared::directory::RESTORABLE;
use crate::shared::lifetimes::MAX_SESSION_LIFETIME;
use crate::shared::{AppError, DAY, ErrorCode, Timestamp, UserId, days};
use crate::store::account_status::deleted_before;
use crate::store::clients::{device_codes, grants, keys as client_keys, refresh, refusals};
use crate::store::factors::{replaced, spent, trusted_browsers};
use crate::store::former_values::{self, RESERVED};
use crate::store::{
    AdvisoryLock, RefusedWrites, StoreError, Tx, api_tokens, applications, audit_retention, counts, journeys, locks,
    one_time_tokens, outbox, refresh_tokens, sealed, sessions,
};
use futures::future::BoxFuture;
use std::sync::Weak;
use std::time::Duration;
use uuid::Uuid;

/// Rows are deleted this long after they have expired, because the clocks of replicas may differ. The refresh token that was used
/// last must be stored until its own `exp` claim rejects it; otherwise it could not be repeated.
const MARGIN: Duration = Duration::from_secs(60 * 60);

/// Marks of addresses without an account are deleted after this long: an address may be refused before it is confirmed.
const STRAY_MARKS: Duration = DAY;

/// API tokens are deleted this long after they have expired or were revoked. Until then they are refused as such, and the
/// owner's data has their last use.
const API_TOKENS: Duration = days(30);
/// Idempotency keys are deleted this long after their request.
const IDEMPOTENCY_KEYS: Duration = idempotency::LIFETIME.saturating_add(MARGIN);

/// Keys of clients that were retired are deleted this long after: then no session goes on in which they have signed an ID token.
const RETIRED_KEYS: Duration = MAX_SESSION_LIFETIME.saturating_add(MARGIN);

/// Grants of clients are deleted this long after they were revoked: no code that could be used again is that old.
const REVOKED_GRANTS: Duration = DAY;

/// What a client was refused is deleted this long after it was last refused.
const REFUSALS: Duration = days(30);

/// The overview has numbers for each hour this long, and then for each day.
const HOURS: Duration = days(8);
/// Two years, so that each can be compared with the one before.
const DAYS: Duration = days(2 * 366);
/// Whoever was active longer ago, in days, counts as if for the first time.
const INACTIVE: i64 = 30;

/// Deleted accounts that are read at once. They are purged one after the other.
const ACCOUNTS: i64 = 200;

/// Deletes at most [`BATCH`] rows from before a time; returns their number.
type DeleteBatch = for<'t> fn(&'t mut Tx, Timestamp) -> BoxFuture<'t, Result<u64, StoreError>>;

/// The number of deleted rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    pub sessions: u64,
    pub refresh_tokens: u64,
    pub throttles: u64,
    /// Of a partition that was dropped, as many as the database knew of.
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
    /// Challenges of passkeys, and sign-ins that waited for a second factor.
    pub spent_proofs: u64,
    pub trusted_browsers: u64,
    /// Authenticator apps and recovery codes that were replaced, and that no undo can give back any more.
    pub replaced_factors: u64,
    /// Those of clients.
    pub client_refresh_tokens: u64,
    /// What codes have given to clients, and has expired or was revoked.
    pub client_grants: u64,
    /// Groups, clients and applications that were deleted before, and are gone now.
    pub deletions: u64,
    /// Values of fields that changes of many accounts have replaced 30 days ago.
    pub bulk_values: u64,
    /// Fields of one's own that were deleted 30 days ago, with all values.
    pub fields: u64,
    pub device_codes: u64,
    /// What clients were refused 30 days ago.
    pub client_refusals: u64,
    /// Journeys that nobody has ended.
    pub journeys: u64,
    /// Those of clients that verify no hint any more.
    pub retired_keys: u64,
    /// Marks of addresses that refuse mail and belong to no account.
    pub address_marks: u64,
    /// Hidden accounts of an abandoned import.
    pub unpublished: u64,
    /// Numbers of the overview.
    pub counts: u64,
    /// People who were active last more than 30 days ago: when that was is forgotten.
    pub inactive: u64,
}

impl Maintenance {
    /// Sets the retention period of audit events in the database, for all processes.
    pub async fn set_audit_retention(&self, retention: Duration) -> Result<(), StoreError> {
        self.db().write(async move |mut tx: Tx| audit_retention::keep_for(&mut tx, retention).await).await
    }

    /// Deletes expired sessions, tokens, links, tickets, idempotency keys, counters of failures and audit events, purges accounts that
    /// were deleted 30 days ago, and withdraws abandoned imports. To be called about every hour.
    pub async fn sweep(&self) -> Result<Swept, AppError> {
        // During an upgrade, an older version may still add accounts without these keys.
        self.directory().backfill_search_keys().await?;
        self.directory().update_email_keys().await?;
        self.budgets.iter().for_each(Budgets::tidy);
        let now = self.now();
        let past = now.minus(MARGIN);
        // A function as a parameter could not promise that its future is `Send`.
        macro_rules! delete {
            ($batch:path, $then:expr) => {
                self.delete($then, |tx, then| Box::pin($batch(tx, then, BATCH))).await?
            };
        }
        Ok(Swept {
            // Before the sessions: deleting a session deletes its tokens as well, without counting them, and there may be
            // thousands.
            refresh_tokens: delete!(refresh_tokens::delete_past, past),
            sessions: delete!(sessions::delete_past, past),
            throttles: delete!(throttle::sweep, now),
            one_time_tokens: delete!(one_time_tokens::delete_past, now),
            api_tokens: delete!(api_tokens::delete_past, now.minus(API_TOKENS)),
            idempotency_keys: delete!(sealed::delete_past_idempotency_keys, now.minus(IDEMPOTENCY_KEYS)),
            used_tickets: delete!(applications::delete_past_tickets, past),
            spent_proofs: delete!(spent::delete_past, past),
            trusted_browsers: delete!(trusted_browsers::delete_past, past),
            replaced_factors: delete!(sweep_replaced, now),
            // Before the grants, for the same reason as those of sessions.
            client_refresh_tokens: delete!(refresh::delete_past, past),
            client_grants: delete!(grants::delete_past, past)
                + delete!(grants::delete_revoked, now.minus(REVOKED_GRANTS)),
            device_codes: delete!(device_codes::delete_past, past),
            client_refusals: delete!(refusals::delete_past, now.minus(REFUSALS)),
            journeys: delete!(journeys::delete_past, past),
            retired_keys: delete!(client_keys::delete_past_retired, now.minus(RETIRED_KEYS)),
            address_marks: delete!(outbox::delete_stray_marks, now.minus(STRAY_MARKS)),
            audit_events: self.sweep_events().await?,
            accounts: self.sweep_accounts().await?,
            unpublished: self.imports().sweep_imports().await?,
            deletions: self.deletions().finish_deletions().await?,
            bulk_values: delete!(delete_past_values, now.minus(RESTORABLE)),
            fields: {
                self.follow_fields().await?;
                self.own_fields().purge_fields().await?
            },
            counts: {
                self.add_up().await?;
                delete!(counts::delete_past, now.minus(DAYS))
            },
            inactive: delete!(sweep_inactive, now),
        })
    }

    /// Lets all accounts follow the rules of groups that have changed. For commands, whose process ends before a task would.
    pub async fn apply_group_rules(&self) -> Result<(), AppError> {
        self.group_rules().apply_rules().await
    }

    /// The same, and lets the search find what it should of all accounts, after fields have changed.
    pub async fn follow_fields(&self) -> Result<(), AppError> {
        self.own_fields().index_fields().await?;
        self.apply_group_rules().await
    }

    /// Makes days of hours, and measures for today how well people are protected.
    async fn add_up(&self) -> Result<(), StoreError> {
        let now = self.now();
        let job = async move |mut tx: Tx| {
            locks::acquire(&mut tx, AdvisoryLock::Counts).await?;
            counts::add_up(&mut tx, now.minus(HOURS)).await?;
            counts::measure_protection(&mut tx, now).await
        };
        self.db().write(job).await
    }

    /// Does what the tasks of the server would have done meanwhile, after its clock was moved: stores the last use of sessions and what
    /// clients were refused, deletes what has expired, and wakes the deliveries of mail and of logout tokens. The tasks wait for real
    /// time, so they do not notice the move.
    pub async fn catch_up(&self) -> Result<(), AppError> {
        self.sessions().write_last_seen().await?;
        self.openid().write_refusals().await?;
        self.sweep().await?;
        self.outbox().wake_mail_delivery();
        self.logouts().wake_logout_delivery();
        Ok(())
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

    /// Purges accounts, each in transactions of its own. One that cannot be purged stops neither the others nor the rest of the
    /// clean-up; the next one tries again.
    async fn sweep_accounts(&self) -> Result<u64, StoreError> {
        let cutoff = self.now().minus(RESTORABLE);
        let (mut purged, mut last) = (0, (Timestamp(0), UserId(Uuid::nil())));
        loop {
            let due =
                self.db().read(async move |mut conn| deleted_before(&mut conn, cutoff, last, ACCOUNTS).await).await?;
            // Accounts that could not be purged are still there, so the next ones are those after the last.
            let Some(account) = due.last() else { return Ok(purged) };
            last = *account;
            for (_, id) in due {
                match users::erase(self, &Caller::system(), id, Some(cutoff)).await {
                    Ok(()) => purged += 1,
                    // Restored since it was read, or purged by another replica.
                    Err(AppError { code: ErrorCode::NotFound | ErrorCode::NotDeleted, .. }) => {}
                    Err(error) => {
                        let error = error::for_log(&error);
                        tracing::warn!(%error, %id, "an account cannot be purged: the next clean-up tries again");
                    }
                }
            }
        }
    }

    /// Uses the retention period in the database: triggers there reject the deletion of younger events.
    async fn sweep_events(&self) -> Result<u64, StoreError> {
        // Without a retention period, the triggers reject every deletion.
        let Some(retention) = self.db().read(async |mut conn| audit_retention::retention(&mut conn).await).await?
        else {
            return Ok(0);
        };
        // The triggers use the clock of the database, which may be behind this one, and is not moved with it.
        let now = self.now().minus(self.clock.ahead());
        let past = self.db().drop_past_events(now, now.minus(retention).minus(MARGIN), retention).await?;
        let delete = self.delete(past.left_before, |tx, then| Box::pin(audit_retention::delete_past(tx, then, BATCH)));
        Ok(past.dropped + delete.await?)
    }
}

async fn sweep_inactive(tx: &mut Tx, now: Timestamp, limit: u32) -> Result<u64, StoreError> {
    counts::forget_inactive(tx, counts::day_of(now) - INACTIVE, limit).await
}

/// Deletes replaced factors once no undo and no report is left that could give them back, and former values that are reserved no longer.
async fn sweep_replaced(tx: &mut Tx, now: Timestamp, limit: u32) -> Result<u64, StoreError> {
    let then = now.minus(UNDO_LIFETIME);
    let apps = replaced::delete_past_authenticators(tx, then, now, limit).await?;
    let passkeys = replaced::delete_past_passkeys(tx, then, now, limit).await?;
    let codes = replaced::delete_past_recovery_codes(tx, then, now, limit).await?;
    Ok(apps + passkeys + codes + former_values::delete_past(tx, now.minus(RESERVED), now, limit).await?)
}

/// After each refused write, tries to write until the database accepts it. Requests alone would not show that it accepts writes
/// again: a server that is not ready may get none.
pub(super) async fn retry_writes(mut refused: RefusedWrites, parts: Weak<Parts>) {
    while refused.settled().await.is_some() {
        // The use cases have been dropped.
        let Some(parts) = parts.upgrade() else { return };
        let accounts = Accounts(parts);
        if let Err(error) = accounts.db().try_to_write(accounts.now()).await {
            tracing::debug!(%error, "the database still cannot be written to");
        }
    }
}
