//! What the database keeps true row by row, put aside while a whole database is poured in and made anew afterwards: building
//! an index over a million rows takes a second, adding to it a million times takes many.

use super::snapshot::Transaction;
use crate::store::StoreError;
use sqlx::{AssertSqlSafe, Executor as _};

/// How to make again what was put aside.
pub(super) struct DeferredIndexes(Vec<String>);

/// What follows from the accounts, worked out at once. Triggers do the same row by row (migration 0005).
const COUNTS: &str = "INSERT INTO user_counts (class, import_number, count) \
    SELECT class, COALESCE(number, 0), COUNT(*) FROM users \
    LEFT JOIN imports ON number = import_number AND published_at IS NULL GROUP BY 1, 2";
const WORDS_ON_SQLITE: &str = "INSERT INTO user_words (word, user_id, low_word_bits, high_word_bits) \
    SELECT value, users.id, low_word_bits, high_word_bits FROM users, json_each(NULLIF(words, '')) \
    ORDER BY 1, 2";
const WORDS_ON_POSTGRES: &str = "INSERT INTO user_words (word, user_id, low_word_bits, high_word_bits) \
    SELECT jsonb_array_elements_text(words::jsonb) AS word, id, low_word_bits, high_word_bits FROM users \
    WHERE words <> '' ORDER BY 1, 2";

/// 64 MiB: what sorts and fills whole indexes should not go to the disk page by page.
const CACHE: &str = "PRAGMA cache_size = -65536";

impl DeferredIndexes {
    /// Puts the indexes and triggers of accounts aside.
    pub(super) async fn drop_all(transaction: &mut Transaction) -> Result<Self, StoreError> {
        let again = match transaction {
            Transaction::Sqlite(connection) => {
                connection.execute(CACHE).await?;
                let there: Vec<(String, String, String)> = sqlx::query_as(
                    "SELECT type, name, sql FROM sqlite_master \
                     WHERE tbl_name = 'users' AND type IN ('index', 'trigger') AND sql IS NOT NULL",
                )
                .fetch_all(&mut **connection)
                .await?;
                for (kind, name, _) in &there {
                    connection.execute(AssertSqlSafe(format!("DROP {kind} {name}"))).await?;
                }
                there.into_iter().map(|(_, _, sql)| sql).collect()
            }
            Transaction::Postgres(connection) => {
                connection.execute("ALTER TABLE users DISABLE TRIGGER USER").await?;
                let there: Vec<(String, String)> = sqlx::query_as(
                    "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema() \
                     AND tablename = 'users' AND indexname NOT IN (SELECT conname FROM pg_constraint)",
                )
                .fetch_all(&mut **connection)
                .await?;
                for (name, _) in &there {
                    connection.execute(AssertSqlSafe(format!("DROP INDEX {name}"))).await?;
                }
                let triggers = "ALTER TABLE users ENABLE TRIGGER USER".to_owned();
                there.into_iter().map(|(_, sql)| sql).chain([triggers]).collect()
            }
        };
        Ok(Self(again))
    }

    /// Makes it all again, true for what is there now.
    pub(super) async fn rebuild(self, transaction: &mut Transaction) -> Result<(), StoreError> {
        let words = match transaction {
            Transaction::Sqlite(_) => WORDS_ON_SQLITE,
            Transaction::Postgres(_) => WORDS_ON_POSTGRES,
        };
        let anew = ["DELETE FROM user_counts", "DELETE FROM user_words", COUNTS, words];
        for sql in anew.into_iter().map(str::to_owned).chain(self.0) {
            transaction.execute(sql).await?;
        }
        Ok(())
    }
}
