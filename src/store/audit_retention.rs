//! How long the audit log keeps events, and with which origin: deleting them after the retention period, and erasing address and
//! device before.

use super::statement::statements;
use super::{Conn, Db, Engine, StoreError, Tx};
use crate::shared::{AuditEventId, Timestamp, UserId};
use std::time::Duration;
use uuid::Uuid;

/// Past events: those that were dropped with their partition, and those that are left to be deleted with [`delete_past`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PastEvents {
    /// Their number, as far as the database knows it without counting.
    pub dropped: u64,
    /// They are from before this time.
    pub left_before: Timestamp,
}

/// The ids of the first `$3 + 1` events from `$2` on in which a user is on one side, actor or target. Compares and orders by rows:
/// with `actor_id = $1`, PostgreSQL may look at the events of everybody instead, in the order of their ids.
macro_rules! ids_of_side {
    ($side:literal) => {
        concat!(
            "SELECT * FROM (SELECT id FROM audit_events WHERE (",
            $side,
            ", id) >= ($1, $2) AND ",
            $side,
            " <= $1 ORDER BY ",
            $side,
            ", id LIMIT $3 + 1) AS side"
        )
    };
}

statements! {
    /// Sets the retention period, which the triggers enforce.
    pub fn keep_for(tx, retention: Duration) =
        "INSERT INTO audit_retention (id, milliseconds) VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET milliseconds = $1",
        [i64::try_from(retention.as_millis()).unwrap_or(i64::MAX)];

    fn milliseconds(conn) -> Option<i64> = scalar "SELECT milliseconds FROM audit_retention";

    // Subqueries, because PostgreSQL has no LIMIT in DELETE.
    fn delete_before(tx, first_kept: AuditEventId, limit: u32) -> u64 =
        "DELETE FROM audit_events WHERE id IN (SELECT id FROM audit_events WHERE id < $1 ORDER BY id LIMIT $2)";

    fn delete_origins_before(tx, first_kept: AuditEventId, limit: u32) =
        "DELETE FROM audit_origins WHERE event_id IN (SELECT id FROM audit_events WHERE id < $1 ORDER BY id LIMIT $2)";

    /// The event that follows the first `count` events of a user, as actor or target, from `since` on; None if there are no more.
    pub fn event_after(conn, user: UserId, since: AuditEventId, count: u32) -> Option<AuditEventId> = scalar
        concat!("SELECT id FROM (", ids_of_side!("actor_id"), " UNION ", ids_of_side!("target_id"),
        ") AS sides ORDER BY id LIMIT 1 OFFSET $3");

    /// Erases address and device from the events of a user: their own actions, and anonymous attempts to sign in as them. The
    /// events themselves remain. Only from `since` on and, if that is given, before `before`.
    pub fn erase_origins(tx, user: UserId, since: AuditEventId, before: Option<AuditEventId>) -> u64 =
        "DELETE FROM audit_origins WHERE event_id IN \
         (SELECT id FROM audit_events WHERE actor_id = $1 AND id >= $2 AND id < $3 \
         UNION SELECT id FROM audit_events WHERE target_id = $1 AND actor_kind = 'anonymous' AND id >= $2 AND id < $3)",
        [user, since, before.unwrap_or(AuditEventId(Uuid::max()))];
}

impl Db {
    /// Drops events from before `cutoff` that are a whole partition. The others are left: on SQLite all of them.
    pub async fn drop_past_events(
        &self,
        now: Timestamp,
        cutoff: Timestamp,
        retention: Duration,
    ) -> Result<PastEvents, StoreError> {
        match &self.0 {
            Engine::Sqlite(_) => Ok(PastEvents { dropped: 0, left_before: cutoff }),
            Engine::Postgres(postgres) => postgres.drop_past_events(now, cutoff, retention).await,
        }
    }
}

/// The retention period; None if it was never set: then no event can be deleted.
pub async fn retention(conn: &mut Conn) -> Result<Option<Duration>, StoreError> {
    Ok(milliseconds(conn).await?.and_then(|milliseconds| u64::try_from(milliseconds).ok()).map(Duration::from_millis))
}

/// Deletes at most `limit` events from before `then`, the oldest first. Fails if one of them is within the retention period.
pub async fn delete_past(tx: &mut Tx, then: Timestamp, limit: u32) -> Result<u64, StoreError> {
    let first_kept = AuditEventId::first_at(then);
    // Origins first: their statement finds them by the events.
    delete_origins_before(tx, first_kept, limit).await?;
    delete_before(tx, first_kept, limit).await
}
