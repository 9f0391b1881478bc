//! What replicas have charged to the rate limits that they count together, on PostgreSQL alone
//! ([decision 112](../../docs/decisions/0112-shared-limits.md)). All times are those of the clock of the database, because the clocks
//! of replicas may differ.

use super::clock_difference::database_time;
use super::statement::statements;
use super::{Conn, StoreError, stats};
use sqlx::FromRow;

/// What a replica reports.
#[derive(Clone, Debug)]
pub struct Report {
    pub replica: i64,
    /// A report that does not have a higher number than the one before is not applied: it was before.
    pub number: i64,
    pub charges: Vec<NewCharge>,
    /// What has changed since this time is returned, in milliseconds.
    pub since: i64,
}

/// What a replica has charged to a payer of a budget.
#[derive(Clone, Debug)]
pub struct NewCharge {
    pub key: [u8; 32],
    pub budget: &'static str,
    /// How many milliseconds it takes until the budget has it again.
    pub owed: i64,
}

/// The answer to a report: a row for each budget of a payer that has changed, and at least one.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct HeldRow {
    pub now: i64,
    /// How many other replicas have reported within the last seconds.
    pub others: i64,
    /// NULL: nothing has changed.
    pub key: Option<Vec<u8>>,
    pub budget: Option<String>,
    /// In how many milliseconds the budget is full again.
    pub owed: Option<i64>,
}

statements! {
    // One round trip, and a transaction of its own. Rows are locked in the order of their keys, so that two reports cannot deadlock.
    // `excluded.full_at - excluded.changed_at` is what is owed. A clock that was set back keeps nobody out for longer than two hours.
    // All parts see the rows from before the statement: those that it has changed are read from `charged`, and the greater time of a
    // key is the right one. What others owe most comes first, and the rest when it is used here.
    EXCHANGE = concat!("WITH clock AS (SELECT ", database_time!(), " AS now), \
        reported AS (INSERT INTO limit_replicas (id, report, seen_at) \
        SELECT CAST($1 AS BIGINT), CAST($2 AS BIGINT), now FROM clock \
        ON CONFLICT (id) DO UPDATE SET report = excluded.report, seen_at = excluded.seen_at \
        WHERE limit_replicas.report < excluded.report RETURNING id), \
        charged AS (INSERT INTO shared_limits (key, budget, full_at, changed_at) \
        SELECT charge.key, charge.budget, now + charge.owed, now FROM clock, reported, \
        unnest($3::bytea[], $4::text[], $5::bigint[]) AS charge (key, budget, owed) ORDER BY charge.key \
        ON CONFLICT (key) DO UPDATE SET changed_at = excluded.changed_at, \
        full_at = LEAST(GREATEST(shared_limits.full_at, excluded.changed_at), excluded.changed_at + 7200000) \
        + excluded.full_at - excluded.changed_at RETURNING key, budget, full_at) \
        SELECT now, (SELECT COUNT(*) FROM limit_replicas WHERE id <> CAST($1 AS BIGINT) AND seen_at > now - 5000) AS others, \
        held.key, held.budget, held.full_at - now AS owed \
        FROM clock LEFT JOIN (SELECT key, budget, full_at FROM charged UNION ALL \
        (SELECT key, budget, full_at FROM shared_limits \
        WHERE changed_at > CAST($6 AS BIGINT) AND full_at > (SELECT now FROM clock) ORDER BY full_at DESC LIMIT 2000)) \
        AS held ON TRUE");

    /// Deletes at most `limit` budgets that are full again, and replicas that have not reported for a day.
    // Those that a report has locked are skipped, so that this never waits while it holds the locks of others.
    pub fn delete_past(conn, limit: u32) -> u64 = concat!(
        "WITH gone AS (DELETE FROM limit_replicas WHERE seen_at < ", database_time!(), " - 86400000) \
         DELETE FROM shared_limits WHERE key IN (SELECT key FROM shared_limits WHERE full_at < ", database_time!(), " \
         LIMIT $1 FOR UPDATE SKIP LOCKED)");
}

/// Applies a report, and returns what all replicas have charged to its payers, and others to theirs. On SQLite there are no others.
pub async fn exchange(conn: &mut Conn, report: &Report) -> Result<Vec<HeldRow>, StoreError> {
    let Conn::Postgres(connection) = conn else { return Ok(Vec::new()) };
    let Report { replica, number, charges, since } = report;
    // One array per column, because the statement binds columns and not rows.
    let query = sqlx::query_as(EXCHANGE.sql())
        .bind(*replica)
        .bind(*number)
        .bind(charges.iter().map(|charge| charge.key.to_vec()).collect::<Vec<_>>())
        .bind(charges.iter().map(|charge| charge.budget).collect::<Vec<_>>())
        .bind(charges.iter().map(|charge| charge.owed).collect::<Vec<_>>())
        .bind(*since);
    Ok(stats::timed(query.fetch_all(connection)).await?)
}
