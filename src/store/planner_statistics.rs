//! What the planner of PostgreSQL knows about the tables that grow with the accounts. On SQLite the migrations have written it.
//!
//! It keeps the plan of a statement until it learns something new. One that was made for a few accounts reads all of them to find one,
//! and goes on doing so while an import adds thousands a second: autovacuum looks once a minute.

use super::statement::statements;
use super::{Db, Engine};

/// The tables, as a list in SQL.
macro_rules! tables_of_accounts {
    () => {
        "users, user_words, group_members, own_field_values"
    };
}
pub(super) use tables_of_accounts;

/// With as many accounts, an index finds one sooner than reading all of them does: 16 fit into a page, and an index reads four or five.
const FEW: i64 = 1_000;

statements! {
    /// For how many accounts statements are planned; negative if they were never counted.
    fn known_accounts(conn) -> i64 = scalar
        "SELECT CAST(reltuples AS BIGINT) FROM pg_class WHERE oid = CAST('users' AS REGCLASS)";

    fn analyze(conn) = concat!("ANALYZE ", tables_of_accounts!());
}

impl Db {
    /// After accounts have been added: has statements planned again that were planned for a few.
    pub async fn plan_for_more_accounts(&self) {
        if let Engine::Sqlite(_) = &self.0 {
            return;
        }
        let analyzed = self.write_at_once(async |mut conn| match known_accounts(&mut conn).await? {
            FEW.. => Ok(()),
            _ => analyze(&mut conn).await,
        });
        if let Err(error) = analyzed.await {
            // Nothing depends on it.
            tracing::warn!(%error, "ANALYZE failed: requests are slow until autovacuum has run");
        }
    }
}
