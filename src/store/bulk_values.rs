//! What accounts had in a field of one's own before a change of many, so that it can be undone.

use super::statement::statements;
use crate::shared::UserId;
use sqlx::FromRow;
use uuid::Uuid;

/// A value that was replaced.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct BulkValueRow {
    pub user_id: Uuid,
    pub field: i64,
    /// As JSON; null: nothing.
    pub value_before: String,
    pub value_after: String,
}

statements! {
    /// Notes what a change of many accounts has replaced. A request that is repeated finds an account again that has changed meanwhile.
    pub fn put(tx, bulk: Uuid, row: &BulkValueRow) =
        "INSERT INTO bulk_values (bulk_id, user_id, field, value_before, value_after) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (bulk_id, user_id) DO UPDATE SET value_before = $4, value_after = $5",
        [bulk, row.user_id, row.field, &row.value_before, &row.value_after];

    /// What a change has replaced, ordered by account, after the account `after`.
    pub fn of_bulk(conn, bulk: Uuid, after: Uuid, limit: i64) -> Vec<BulkValueRow> =
        "SELECT user_id, field, value_before, value_after FROM bulk_values WHERE bulk_id = $1 AND user_id > $2 \
         ORDER BY user_id LIMIT $3";

    /// Forgets what a change has replaced of an account; returns whether it was known.
    pub fn remove(tx, bulk: Uuid, id: UserId) -> bool = "DELETE FROM bulk_values WHERE bulk_id = $1 AND user_id = $2";

    /// The changes with ids after `since`, and how many accounts each has changed; the newest first.
    pub fn recent(conn, since: Uuid, limit: i64) -> Vec<(Uuid, i64)> =
        "SELECT bulk_id, CAST(COUNT(*) AS BIGINT) FROM bulk_values WHERE bulk_id > $1 GROUP BY bulk_id \
         ORDER BY bulk_id DESC LIMIT $2";

    /// Forgets at most `limit` values that changes with ids before `until` have replaced; returns how many.
    pub fn delete_before(tx, until: Uuid, limit: u32) -> u64 =
        "DELETE FROM bulk_values WHERE (bulk_id, user_id) IN \
         (SELECT bulk_id, user_id FROM bulk_values WHERE bulk_id < $1 LIMIT $2)";
}
