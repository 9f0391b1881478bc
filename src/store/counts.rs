//! Counters of what happens, for the overview of administrators: a number for each hour, and after a week for each day
//! ([decision 99](../../docs/decisions/0099-counters.md)).
//!
//! They are written in the transaction of what they count, as its last statement (`tally`, `counting`). On PostgreSQL a row is locked
//! from there to the commit, so transactions that count the same at the same time are spread among the shards of a number, which
//! readers add up.

pub use super::tally::{DAY, HOUR, day_of};

use super::service_accounts::people;
use super::statement::statements;
use super::{Conn, StoreError, Tx};
use crate::shared::counters::{Counter, Protection};
use crate::shared::{Timestamp, UserId};
use sqlx::FromRow;

/// A number of the overview.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct CountRow {
    /// When the hour or the day began.
    pub since: i64,
    pub label: String,
    pub total: i64,
}

/// How well people are protected: all, those with a second factor, and those with a passkey.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromRow)]
pub struct ProtectionRow {
    pub everybody: i64,
    pub second_factor: i64,
    pub passkey: i64,
}

statements! {
    /// The numbers of a counter from `from` on and before `to`.
    pub fn of(conn, counter: Counter, from: Timestamp, to: Timestamp) -> Vec<CountRow> =
        "SELECT since, label, CAST(SUM(count) AS BIGINT) AS total FROM counts WHERE kind = $1 AND since >= $2 AND since < $3 \
         GROUP BY since, label ORDER BY since, label";

    /// The labels with the largest numbers in this time, the largest first.
    pub fn largest(conn, counter: Counter, from: Timestamp, to: Timestamp, limit: u32) -> Vec<(String, i64)> =
        "SELECT label, CAST(SUM(count) AS BIGINT) AS total FROM counts WHERE kind = $1 AND since >= $2 AND since < $3 \
         GROUP BY label ORDER BY total DESC, label LIMIT $4";

    /// How often each label was counted from `from` on, and when the last hour began in which it was.
    pub fn recent(conn, counter: Counter, from: Timestamp) -> Vec<(String, i64, Timestamp)> =
        "SELECT label, CAST(SUM(count) AS BIGINT) AS total, MAX(since) AS last FROM counts WHERE kind = $1 AND since >= $2 \
         GROUP BY label";

    /// When the last hour or day of each label of a counter began.
    pub fn last(conn, counter: Counter) -> Vec<(String, i64)> =
        "SELECT label, MAX(since) AS since FROM counts WHERE kind = $1 GROUP BY label ORDER BY label";

    // What is measured replaces what was measured before on that day.
    fn measure(tx, counter: Counter, since: i64, label: &str, number: i64) =
        "INSERT INTO counts (kind, since, label, shard, count) VALUES ($1, $2, $3, 0, $4) \
         ON CONFLICT (kind, since, label, shard) DO UPDATE SET count = $4";

    // People with a factor are counted by their factors, so that nobody who has none is looked at.
    fn protection(conn) -> ProtectionRow = one concat!(
        "SELECT ", people!("4", "= 'active'"), " AS everybody, \
         (SELECT COUNT(*) FROM users WHERE status = 'active' AND id IN (SELECT user_id FROM passkeys WHERE ",
        super::factors::passkeys::is_usable!(),
        " UNION SELECT user_id FROM authenticators)) AS second_factor, \
         (SELECT COUNT(*) FROM users WHERE status = 'active' AND id IN (SELECT user_id FROM passkeys WHERE ",
        super::factors::passkeys::is_usable!(),
        ")) AS passkey");

    /// Deletes at most `limit` numbers from before `then`.
    pub fn delete_past(tx, then: Timestamp, limit: u32) -> u64 =
        "DELETE FROM counts WHERE (kind, since, label, shard) IN \
         (SELECT kind, since, label, shard FROM counts WHERE since < $1 LIMIT $2)";

    /// Forgets at most `limit` people who were active last before this day.
    pub fn forget_inactive(tx, day: i64, limit: u32) -> u64 =
        "DELETE FROM active_people WHERE user_id IN (SELECT user_id FROM active_people WHERE day < $1 LIMIT $2)";

    /// Forgets when somebody was active last, whose account is purged.
    pub fn forget(tx, user: UserId) = "DELETE FROM active_people WHERE user_id = $1";
}

pub mod on_postgres {
    use super::*;

    statements! {
        // One statement, so that what is added up is what is deleted.
        pub(super) fn add_up(tx, before: Timestamp) =
            "WITH hours AS (DELETE FROM counts WHERE since < $1 AND (since % 86400000 <> 0 OR shard <> 0) \
             RETURNING kind, since - since % 86400000 AS day, label, count) \
             INSERT INTO counts (kind, since, label, shard, count) \
             SELECT kind, day, label, 0, SUM(count) FROM hours GROUP BY kind, day, label ORDER BY kind, day, label \
             ON CONFLICT (kind, since, label, shard) DO UPDATE SET count = counts.count + excluded.count";
    }
}

pub mod on_sqlite {
    use super::*;

    statements! {
        pub(super) fn add_up_hours(tx, before: Timestamp) =
            "INSERT INTO counts (kind, since, label, shard, count) \
             SELECT kind, since - since % 86400000 AS day, label, 0, SUM(count) FROM counts \
             WHERE since < $1 AND (since % 86400000 <> 0 OR shard <> 0) GROUP BY kind, day, label \
             ON CONFLICT (kind, since, label, shard) DO UPDATE SET count = counts.count + excluded.count";

        pub(super) fn delete_hours(tx, before: Timestamp) =
            "DELETE FROM counts WHERE since < $1 AND (since % 86400000 <> 0 OR shard <> 0)";
    }
}

/// Makes days of the hours of whole days before `before`.
pub async fn add_up(tx: &mut Tx, before: Timestamp) -> Result<(), StoreError> {
    let before = Timestamp(before.0 - before.0.rem_euclid(DAY));
    if matches!(**tx, Conn::Postgres(_)) {
        return on_postgres::add_up(tx, before).await;
    }
    on_sqlite::add_up_hours(tx, before).await?;
    on_sqlite::delete_hours(tx, before).await
}

/// Measures how well people are protected, for the day of `now`.
pub async fn measure_protection(tx: &mut Tx, now: Timestamp) -> Result<(), StoreError> {
    let ProtectionRow { everybody, second_factor, passkey } = protection(tx).await?;
    let since = now.0 - now.0.rem_euclid(DAY);
    for (of, number) in
        [(Protection::Everybody, everybody), (Protection::SecondFactor, second_factor), (Protection::Passkey, passkey)]
    {
        measure(tx, Counter::People, since, of.as_str(), number).await?;
    }
    Ok(())
}
