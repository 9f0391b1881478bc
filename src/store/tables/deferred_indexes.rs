//! Drops indexes and triggers during a bulk load and creates them again afterwards: building an index over a million rows takes
//! a second, a million separate insertions take many.

use super::snapshot::Transaction;
use crate::store::StoreError;
use sqlx::{AssertSqlSafe, Executor as _};

/// The statements that create the dropped indexes and triggers again.
pub(super) struct DeferredIndexes(Vec<String>);

/// Computes the derived tables at once. Otherwise, triggers do this row by row (migration 0005).
const COUNTS: &str = "INSERT INTO user_counts (class, import_number, count) \
    SELECT class, COALESCE(number, 0), COUNT(*) FROM users \
    LEFT JOIN imports ON number = import_number AND published_at IS NULL GROUP BY 1, 2";
const WORDS_ON_SQLITE: &str = "INSERT INTO user_words (word, user_id, low_word_bits, high_word_bits) \
    SELECT value, users.id, low_word_bits, high_word_bits FROM users, json_each(NULLIF(words, '')) \
    ORDER BY 1, 2";
const WORDS_ON_POSTGRES: &str = "INSERT INTO user_words (word, user_id, low_word_bits, high_word_bits) \
    SELECT jsonb_array_elements_text(words::jsonb) AS word, id, low_word_bits, high_word_bits FROM users \
    WHERE words <> '' ORDER BY 1, 2";

/// 64 MiB, so that building indexes does not write single pages to the disk.
const CACHE: &str = "PRAGMA cache_size = -65536";

impl DeferredIndexes {
    /// Drops the indexes and triggers of the table `users`, except unique constraints.
    pub(super) async fn drop_all(transaction: &mut Transaction) -> Result<Self, StoreError> {
        let recreate = match transaction {
            Transaction::Sqlite(connection) => {
                connection.execute(CACHE).await?;
                // Indexes of unique constraints have no SQL in `sqlite_master`, so the last condition keeps them.
                let existing: Vec<(String, String, String)> = sqlx::query_as(
                    "SELECT type, name, sql FROM sqlite_master \
                     WHERE tbl_name = 'users' AND type IN ('index', 'trigger') AND sql IS NOT NULL",
                )
                .fetch_all(&mut **connection)
                .await?;
                for (kind, name, _) in &existing {
                    connection.execute(AssertSqlSafe(format!("DROP {kind} {name}"))).await?;
                }
                existing.into_iter().map(|(_, _, sql)| sql).collect()
            }
            Transaction::Postgres(connection) => {
                connection.execute("ALTER TABLE users DISABLE TRIGGER USER").await?;
                // Triggers are only disabled, which needs no superuser; `USER` leaves out those of foreign keys.
                // Indexes of constraints belong to them and cannot be dropped alone.
                let existing: Vec<(String, String)> = sqlx::query_as(
                    "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema() \
                     AND tablename = 'users' AND indexname NOT IN (SELECT conname FROM pg_constraint)",
                )
                .fetch_all(&mut **connection)
                .await?;
                for (name, _) in &existing {
                    connection.execute(AssertSqlSafe(format!("DROP INDEX {name}"))).await?;
                }
                let triggers = "ALTER TABLE users ENABLE TRIGGER USER".to_owned();
                existing.into_iter().map(|(_, sql)| sql).chain([triggers]).collect()
            }
        };
        Ok(Self(recreate))
    }

    /// Computes the derived tables, then creates the indexes and triggers again.
    pub(super) async fn rebuild(self, transaction: &mut Transaction) -> Result<(), StoreError> {
        let words = match transaction {
            Transaction::Sqlite(_) => WORDS_ON_SQLITE,
            Transaction::Postgres(_) => WORDS_ON_POSTGRES,
        };
        // The tables were cleared without triggers, so the derived ones still describe the previous rows.
        let derived = ["DELETE FROM user_counts", "DELETE FROM user_words", COUNTS, words];
        for sql in derived.into_iter().map(str::to_owned).chain(self.0) {
            transaction.execute(sql).await?;
        }
        Ok(())
    }
}
