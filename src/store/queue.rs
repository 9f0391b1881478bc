//! What waits in the database until it is sent (`docs/decisions/0088-one-queue.md`): the statements that its tables have in common.
//!
//! A replica claims a row for some minutes, in which no other replica claims it, and renews the lease while it sends. The number
//! of the attempt identifies the claim, so a replica that was too slow cannot change a row that another one has claimed since. It
//! only deletes the row if it has sent it.

use super::statement::{Record, fetch_all, fetch_one, run, scalar, values};
use super::{Conn, Statement, StoreError};
use crate::shared::Timestamp;
use sqlx::FromRow;
use uuid::Uuid;

/// What a kind of row says. [`queue!`] declares its table.
pub trait Queued: Record + Clone + Sync + 'static {
    const IS_DUE: Statement;
    const CLAIM_ON_POSTGRES: Statement;
    const CLAIM_ON_SQLITE: Statement;
    const DELAY: Statement;
    const DELETE: Statement;
    const WAITING: Statement;
}

/// A row that this process has claimed.
#[derive(Clone, Debug, FromRow)]
pub struct Claim<W> {
    pub id: Uuid,
    /// To whom it is sent. Together with the id it names the row.
    pub recipient: String,
    /// Since when it waits.
    pub since: i64,
    /// How often it was claimed, including this time.
    pub attempts: i64,
    #[sqlx(flatten)]
    pub work: W,
}

/// Declares the table of a kind of row: the columns that name a row, since when it waits, in which order those come that were tried
/// equally often, and what else is read. It has `attempts`, `next_attempt_at` and `last_error` as well.
///
/// What has not been tried comes first, so that retries delay none of it. PostgreSQL skips rows that another replica is claiming at
/// this moment, instead of waiting for it; on SQLite all writes are one after the other. A row of the future, as the clock of another
/// replica or the end of a session that was deleted may add it, waits since its first claim.
#[rustfmt::skip]
macro_rules! queue {
    ($work:ty: $table:literal ($id:literal, $recipient:literal), $since:literal, $order:literal, $columns:literal) => {
        const _: () = {
            use $crate::store::Statement;

            macro_rules! claim {
                ($lock:literal) => {
                    concat!(
                        "WITH next AS MATERIALIZED (SELECT ", $id, " AS next_id, ", $recipient, " AS next_recipient FROM ", $table,
                        " WHERE next_attempt_at <= $1 ORDER BY attempts, ", $order, " LIMIT $3", $lock, ") UPDATE ", $table,
                        " SET attempts = attempts + 1, next_attempt_at = $2, ", $since, " = CASE WHEN ", $since,
                        " > $1 THEN $1 ELSE ", $since, " END FROM next WHERE ", $id, " = next_id AND ", $recipient,
                        " = next_recipient RETURNING ", $id, " AS id, ", $recipient, " AS recipient, ", $since,
                        " AS since, attempts, ", $columns
                    )
                };
            }

            impl $crate::store::queue::Queued for $work {
                const IS_DUE: Statement = Statement::declared(
                    "IS_DUE", concat!("SELECT EXISTS (SELECT 1 FROM ", $table, " WHERE next_attempt_at <= $1)"));
                const CLAIM_ON_POSTGRES: Statement = Statement::declared("CLAIM", claim!(" FOR UPDATE SKIP LOCKED"));
                const CLAIM_ON_SQLITE: Statement = Statement::declared("CLAIM", claim!(""));
                const DELAY: Statement = Statement::declared(
                    "DELAY", concat!("UPDATE ", $table, " SET next_attempt_at = $4, last_error = COALESCE($5, last_error) WHERE ",
                        $id, " = $1 AND ", $recipient, " = $2 AND attempts = $3"));
                const DELETE: Statement = Statement::declared("DELETE", concat!(
                    "DELETE FROM ", $table, " WHERE ", $id, " = $1 AND ", $recipient, " = $2 AND attempts <= $3"));
                const WAITING: Statement = Statement::declared(
                    "WAITING", concat!("SELECT COUNT(*), MIN(", $since, ") FROM ", $table));
            }
        };
    };
}
pub(super) use queue;

/// The statements of a table that both engines run, to be listed.
pub(super) const fn statements<W: Queued>() -> [Statement; 4] {
    [W::IS_DUE, W::DELAY, W::DELETE, W::WAITING]
}

/// Whether a row can be claimed.
pub async fn is_due<W: Queued>(conn: &mut Conn, now: Timestamp) -> Result<bool, StoreError> {
    scalar(conn, W::IS_DUE, values!([now])).await
}

/// Claims at most `limit` rows until `until`: one that has not been sent by then can be claimed again.
pub async fn claim<W: Queued>(
    conn: &mut Conn,
    now: Timestamp,
    until: Timestamp,
    limit: usize,
) -> Result<Vec<Claim<W>>, StoreError> {
    let statement = match conn {
        Conn::Sqlite(_) => W::CLAIM_ON_SQLITE,
        Conn::Postgres(_) => W::CLAIM_ON_POSTGRES,
    };
    fetch_all(conn, statement, values!([now, until, i64::try_from(limit).unwrap_or(i64::MAX)])).await
}

/// Lets no other claim be made before `until`, after a failure or because the claim is kept. Does nothing if the row was claimed again
/// or deleted meanwhile.
pub async fn delay<W: Queued>(
    conn: &mut Conn,
    row: &Claim<W>,
    until: Timestamp,
    error: Option<&str>,
) -> Result<(), StoreError> {
    run(conn, W::DELAY, values!([row.id, &row.recipient, row.attempts, until, error])).await
}

/// Deletes a row that is given up or not wanted any more. Returns false if it was claimed again or deleted meanwhile.
pub async fn delete<W: Queued>(conn: &mut Conn, row: &Claim<W>) -> Result<bool, StoreError> {
    run(conn, W::DELETE, values!([row.id, &row.recipient, row.attempts])).await
}

/// Deletes a row that was sent, also if it was claimed again meanwhile, because it must not be sent twice. Returns false if it was
/// deleted before.
pub async fn delete_sent<W: Queued>(conn: &mut Conn, row: &Claim<W>) -> Result<bool, StoreError> {
    run(conn, W::DELETE, values!([row.id, &row.recipient, i64::MAX])).await
}

/// The number of rows that have not been sent yet, and since when the oldest waits; None if there is none.
pub async fn waiting<W: Queued>(conn: &mut Conn) -> Result<(i64, Option<Timestamp>), StoreError> {
    fetch_one(conn, W::WAITING, values!([])).await
}
