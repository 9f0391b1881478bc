//! Checks whether this program can work with the schema of the database.

use super::{
    Conn, Db, Engine, PING_TIMEOUT, StoreError,
    statement::{fetch, statements},
};
use sqlx::{ConnectOptions as _, Connection as _, SqliteConnection, sqlite::SqliteConnectOptions};
use std::path::Path;
use tokio::time::timeout;

/// The prefix of the description of a migration that older programs cannot work with, as in the file name
/// `0042_incompatible_without_words.up.sql` (docs/decisions/0016-rolling-upgrades.md).
const INCOMPATIBLE: &str = "incompatible";
/// The maximum number of foreign tables that an error names.
const MAX_NAMED_TABLES: usize = 3;

statements! {
    APPLIED = "SELECT version, description FROM _sqlx_migrations WHERE success";
}

/// Tables of a PostgreSQL schema, except those of extensions.
const POSTGRES_TABLES: &str = "SELECT c.relname::text FROM pg_class c \
     WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') \
     AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e') ORDER BY 1";
const SQLITE_TABLES: &str =
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB 'sqlite_*' ORDER BY 1";

/// Why a database cannot be used although it answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SchemaProblem {
    Missing,
    Outdated,
    Incompatible,
}

impl SchemaProblem {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "schema missing",
            Self::Outdated => "schema outdated",
            Self::Incompatible => "schema incompatible",
        }
    }

    fn of(applied: &[(i64, String)], known: &[i64]) -> Option<Self> {
        // Other programs that use sqlx have a table of the same name, so only our versions count.
        let is_applied = |version: &i64| applied.iter().any(|(other, _)| other == version);
        if !known.iter().any(is_applied) {
            return Some(Self::Missing);
        }
        if !known.iter().all(is_applied) {
            return Some(Self::Outdated);
        }
        let newer = applied.iter().filter(|(version, _)| !known.contains(version));
        newer.map(|(_, name)| name).any(|name| name.starts_with(INCOMPATIBLE)).then_some(Self::Incompatible)
    }
}

impl std::fmt::Display for SchemaProblem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Missing => "the database has no schema: run `vestibule migrate up`, or restart the server",
            Self::Outdated => {
                "the schema of the database is older than this program: run `vestibule migrate up`, or restart the server"
            }
            Self::Incompatible => {
                "a newer version of this program has changed the schema in a way that this version cannot work with: \
                 start the newer version, or restore a backup from before the change"
            }
        })
    }
}

impl Db {
    /// Fails unless this program can work with the schema.
    pub async fn check_schema(&self) -> Result<(), StoreError> {
        let applied = match self.read(async |mut conn| applied(&mut conn).await).await {
            Err(StoreError::Sql(error)) if is_missing_table(&error) => Vec::new(),
            applied => applied?,
        };
        match SchemaProblem::of(&applied, &self.migrations().known()) {
            Some(problem) => Err(StoreError::Schema(problem)),
            None => Ok(()),
        }
    }

    /// Fails unless requests can be served: the database must answer within a second and a half, with a usable schema, and must not
    /// have refused the last writes.
    pub async fn ready(&self) -> Result<(), StoreError> {
        let checked = timeout(PING_TIMEOUT, self.check_schema()).await;
        checked.unwrap_or(Err(StoreError::Sql(sqlx::Error::PoolTimedOut)))?;
        if self.is_writable() { Ok(()) } else { Err(StoreError::NotWritable) }
    }
}

async fn applied(conn: &mut Conn) -> Result<Vec<(i64, String)>, StoreError> {
    fetch!(conn, fetch_all as (i64, String), APPLIED)
}

/// PostgreSQL reports the SQLSTATE `undefined_table`; SQLite has no specific code, so its message is compared.
pub(super) fn is_missing_table(error: &sqlx::Error) -> bool {
    let sqlx::Error::Database(error) = error else { return false };
    error.code().as_deref() == Some("42P01") || error.message().starts_with("no such table")
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
    tables.retain(|table| table != super::migrations::TABLE);
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
        SchemaProblem::of(&applied, &[1, 2])
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
