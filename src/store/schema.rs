//! Checks whether this program can work with the schema of the database.

use super::error_codes::is_missing_table;
use super::statement::statements;
use super::{Db, Engine, SchemaProblem, StoreError};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _, SqliteConnection};
use std::path::Path;

/// The table in which sqlx records the applied migrations.
pub(super) const MIGRATIONS_TABLE: &str = "_sqlx_migrations";
/// The prefix of the description of a migration that older programs cannot work with, as in the file name
/// `0042_incompatible_without_words.up.sql` (docs/decisions/0016-rolling-upgrades.md).
const INCOMPATIBLE: &str = "incompatible";
/// The maximum number of foreign tables that an error names.
const MAX_NAMED_TABLES: usize = 3;

statements! {
    fn applied(conn) -> Vec<(i64, String)> = "SELECT version, description FROM _sqlx_migrations WHERE success";
}

/// Tables of a PostgreSQL schema, except those of extensions.
const POSTGRES_TABLES: &str = "SELECT c.relname::text FROM pg_class c \
     WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') \
     AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e') ORDER BY 1";
const SQLITE_TABLES: &str =
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB 'sqlite_*' ORDER BY 1";

impl Db {
    /// Fails unless this program can work with the schema.
    pub async fn check_schema(&self) -> Result<(), StoreError> {
        let applied = match self.read(async |mut conn| applied(&mut conn).await).await {
            Err(StoreError::Sql(error)) if is_missing_table(&error) => Vec::new(),
            applied => applied?,
        };
        match problem_of(&applied, &self.migrations().known()) {
            Some(problem) => Err(StoreError::Schema(problem)),
            None => Ok(()),
        }
    }
}

/// What is wrong with the schema to which these migrations were applied, for a program that has the `known` ones.
fn problem_of(applied: &[(i64, String)], known: &[i64]) -> Option<SchemaProblem> {
    // Other programs that use sqlx have a table of the same name, so only our versions count.
    let is_applied = |version: &i64| applied.iter().any(|(other, _)| other == version);
    if !known.iter().any(is_applied) {
        return Some(SchemaProblem::Missing);
    }
    if !known.iter().all(is_applied) {
        return Some(SchemaProblem::Outdated);
    }
    let newer = applied.iter().filter(|(version, _)| !known.contains(version));
    newer.map(|(_, name)| name).any(|name| name.starts_with(INCOMPATIBLE)).then_some(SchemaProblem::Incompatible)
}

/// Fails if the database holds tables of another program. `is_ours`: one of our migrations was applied.
pub(super) async fn refuse_foreign(engine: &Engine, is_ours: bool) -> Result<(), StoreError> {
    if is_ours {
        return Ok(());
    }
    let tables: Vec<String> = match engine {
        Engine::Sqlite(sqlite) => sqlx::query_scalar(SQLITE_TABLES).fetch_all(&mut sqlite.dedicated().await?).await?,
        Engine::Postgres(postgres) => {
            sqlx::query_scalar(POSTGRES_TABLES).fetch_all(&mut postgres.dedicated().await?).await?
        }
    };
    foreign(tables)
}

/// Like [`refuse_foreign`], for a file. Opens it read-only, because opening an SQLite file for writing can change it.
pub async fn refuse_foreign_file(path: &Path) -> Result<(), StoreError> {
    let mut connection = SqliteConnectOptions::new().filename(path).read_only(true).connect().await?;
    let checked = refuse_foreign_on(&mut connection).await;
    connection.close().await?;
    checked
}

async fn refuse_foreign_on(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    let tables: Vec<String> = sqlx::query_scalar(SQLITE_TABLES).fetch_all(&mut *connection).await?;
    let ours = "SELECT EXISTS (SELECT 1 FROM _sqlx_migrations WHERE version = 1 AND description = 'accounts')";
    match sqlx::query_scalar::<_, bool>(ours).fetch_one(connection).await {
        Ok(true) => Ok(()),
        Err(error) if !is_missing_table(&error) => Err(error.into()),
        // There is no table of migrations, or it belongs to another program.
        Ok(false) | Err(_) => foreign(tables),
    }
}

fn foreign(mut tables: Vec<String>) -> Result<(), StoreError> {
    // Remains, without rows, after all migrations have been rolled back.
    tables.retain(|table| table != MIGRATIONS_TABLE);
    if tables.is_empty() {
        return Ok(());
    }
    let more = if tables.len() > MAX_NAMED_TABLES { ", …" } else { "" };
    tables.truncate(MAX_NAMED_TABLES);
    Err(StoreError::Foreign(format!("{}{more}", tables.join(", "))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(applied: &[(i64, &str)]) -> Option<SchemaProblem> {
        let applied: Vec<_> = applied.iter().map(|(version, name)| (*version, (*name).to_owned())).collect();
        problem_of(&applied, &[1, 2])
    }

    #[test]
    fn all_known_migrations_must_be_applied_and_newer_ones_must_be_compatible() {
        assert_eq!(problem(&[]), Some(SchemaProblem::Missing));
        assert_eq!(problem(&[(9, "of another program")]), Some(SchemaProblem::Missing));
        assert_eq!(problem(&[(1, "accounts")]), Some(SchemaProblem::Outdated));
        assert_eq!(problem(&[(1, "accounts"), (2, "more")]), None);
        assert_eq!(problem(&[(1, "accounts"), (2, "more"), (3, "later")]), None);
        let contracted = [(1, "accounts"), (2, "more"), (3, "incompatible without words")];
        assert_eq!(problem(&contracted), Some(SchemaProblem::Incompatible));
    }
}
