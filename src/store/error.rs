//! Why the database did not do what it should, explained to the operator.

use super::error_codes::{self, explain};
use crate::shared::Notifications;
use sqlx::migrate::MigrateError;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("{0}")]
    Sql(#[from] sqlx::Error),
    #[error("migration failed: {0}")]
    Migrate(#[from] MigrateError),
    /// On PostgreSQL. Nothing of it was applied.
    #[error(
        "migration {version} was tried for {seconds} seconds and each time found its tables in use: end what uses them, such as a \
         dump, then try again (docs/upgrading.md says how to find it)"
    )]
    MigrationBlocked { version: i64, seconds: u64 },
    #[error("cannot acquire the lock file: {0}")]
    Lock(std::io::Error),
    /// The lock file of the SQLite database.
    #[error(
        "another server or `migrate down` uses this database and has locked {}: an SQLite database has one server at a time. \
         Stop the other one first, or use PostgreSQL for several servers (docs/operations/install.md)",
        .0.display()
    )]
    Served(PathBuf),
    /// How this process learns of changes, while servers on the database do it otherwise.
    #[error(
        "VESTIBULE_NOTIFICATIONS is {own}, and other servers on this database use {other}: neither would learn of the changes of the \
         other. Set the same for all. To change it, stop all servers first (docs/operations/run.md)",
        own = .0,
        other = .0.other()
    )]
    OtherNotifications(Notifications),
    #[error("{0} is not a database URL; use sqlite://path/to/file.db or postgres://user@host/database")]
    Url(String),
    /// The statements succeeded, but the commit failed.
    #[error("the commit failed: {0}")]
    Commit(Arc<sqlx::Error>),
    /// It answers, but has refused the last writes.
    #[error("the database can be read but not written to")]
    NotWritable,
    #[error(
        "only SQLite databases can be backed up this way; for PostgreSQL use pg_dump and pg_restore, and note each \
         dump with `vestibule backup --note` (docs/operations/recover.md)"
    )]
    SqliteOnly,
    #[error("{0}")]
    Schema(SchemaProblem),
    /// The names of some of its tables.
    #[error("the database belongs to another program (tables: {0}): set DATABASE_URL to another database")]
    Foreign(String),
    /// What the addresses of the database lead to, and what is wrong with that.
    #[error("{0}")]
    Unsuitable(String),
    #[error("the database has been closed")]
    Closed,
    /// Several times in a row, so that no read was good.
    #[error("the data changed while it was read")]
    Unsettled,
    /// A bug. The job was rolled back.
    #[error("the job panicked")]
    Panicked,
    #[error("the database holds {what} that cannot be parsed: {value}")]
    Unreadable { what: &'static str, value: String },
}

impl StoreError {
    /// Why it failed, for a sentence that names the server already.
    pub fn reason(&self) -> String {
        match self {
            Self::Sql(error) => reason(error),
            other => other.to_string(),
        }
    }

    /// Whether a retry may succeed: the database is unreachable, locked, full, closing or changing too fast.
    pub fn is_unavailable(&self) -> bool {
        use sqlx::Error::{Io, PoolClosed, PoolTimedOut, Tls, WorkerCrashed};
        match self {
            Self::Closed | Self::Commit(_) | Self::NotWritable | Self::Schema(_) | Self::Unsettled => true,
            Self::Sql(Io(_) | PoolClosed | PoolTimedOut | Tls(_) | WorkerCrashed) => true,
            Self::Sql(error) => error_codes::is_transient(error),
            _ => false,
        }
    }

    /// Whether the database server could not be reached or did not answer.
    pub fn is_unreachable(&self) -> bool {
        use sqlx::Error::{Io, PoolTimedOut, Tls};
        matches!(self, Self::Sql(Io(_) | PoolTimedOut | Tls(_)))
    }

    /// Whether the database can be read but refuses to write, because its disk is full for example.
    pub fn is_write_refused(&self) -> bool {
        match self {
            Self::NotWritable => true,
            Self::Sql(error) => error_codes::refuses_writes(error),
            Self::Commit(error) => error_codes::refuses_writes(error),
            _ => false,
        }
    }

    /// Whether the server is read-only, as a standby is: another one may accept writes in a moment.
    pub fn is_read_only(&self) -> bool {
        match self {
            Self::Sql(error) => error_codes::is_read_only(error),
            Self::Commit(error) => error_codes::is_read_only(error),
            _ => false,
        }
    }

    /// Whether a standby has ended a read that was in the way of its replay.
    pub fn is_ended_by_replay(&self) -> bool {
        matches!(self, Self::Sql(error) if error_codes::is_rolled_back(error))
    }

    /// Whether a value that must be unique already exists.
    pub fn is_unique_violation(&self) -> bool {
        let Self::Sql(sqlx::Error::Database(error)) = self else {
            return false;
        };
        error.is_unique_violation()
    }

    /// An explanation of the engine's own error code; None if the error already says how to fix it.
    pub fn explanation(&self) -> Option<&'static str> {
        match self {
            Self::Sql(error) => explain(error),
            Self::Commit(error) => explain(error),
            Self::Migrate(MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _)) => explain(error),
            Self::Migrate(MigrateError::VersionMismatch(_)) => Some(
                "a migration of this database differs from the one in this program: \
                 use the program that applied it, or restore a backup",
            ),
            _ => None,
        }
    }
}

/// Without "error communicating with database", with which sqlx begins.
pub(super) fn reason(error: &sqlx::Error) -> String {
    match error {
        sqlx::Error::Io(error) => error.to_string(),
        other => other.to_string(),
    }
}

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
}

impl fmt::Display for SchemaProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
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

#[cfg(test)]
mod tests {
    use super::*;
    use sqlx::{Connection, Executor, SqliteConnection};
    use std::io;

    fn io_error() -> sqlx::Error {
        sqlx::Error::Io(io::Error::from(io::ErrorKind::ConnectionRefused))
    }

    #[test]
    fn a_retry_may_succeed_if_the_database_was_not_there() {
        for (error, unavailable, unreachable) in [
            (StoreError::Sql(io_error()), true, true),
            (StoreError::Sql(sqlx::Error::PoolTimedOut), true, true),
            (StoreError::Sql(sqlx::Error::PoolClosed), true, false),
            (StoreError::Sql(sqlx::Error::WorkerCrashed), true, false),
            (StoreError::Commit(Arc::new(io_error())), true, false),
            (StoreError::Schema(SchemaProblem::Missing), true, false),
            (StoreError::Closed, true, false),
            (StoreError::NotWritable, true, false),
            (StoreError::Unsettled, true, false),
            (StoreError::Sql(sqlx::Error::RowNotFound), false, false),
            (StoreError::Panicked, false, false),
            (StoreError::Served("test.db.serving".into()), false, false),
            (StoreError::Foreign("ledger".to_owned()), false, false),
            (StoreError::Unsuitable("a pooler".to_owned()), false, false),
            (StoreError::OtherNotifications(Notifications::Poll), false, false),
        ] {
            assert_eq!((error.is_unavailable(), error.is_unreachable()), (unavailable, unreachable), "{error}");
            assert!(!error.is_unique_violation(), "{error}");
        }
    }

    #[tokio::test]
    async fn sqlite_is_unavailable_while_it_is_locked_but_not_if_a_row_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}?mode=rwc", folder.path().join("test.db").display());
        let mut one = SqliteConnection::connect(&url).await.unwrap();
        one.execute("CREATE TABLE names (name TEXT NOT NULL UNIQUE); INSERT INTO names VALUES ('maren')")
            .await
            .unwrap();

        let taken = one.execute("INSERT INTO names VALUES ('maren')").await.unwrap_err();
        let taken = StoreError::from(taken);
        assert!(taken.is_unique_violation() && !taken.is_unavailable() && !taken.is_unreachable());
        let missing = StoreError::from(one.execute("INSERT INTO names VALUES (NULL)").await.unwrap_err());
        assert!(!missing.is_unique_violation() && !missing.is_unavailable());

        one.execute("BEGIN IMMEDIATE").await.unwrap();
        let mut other = SqliteConnection::connect(&url).await.unwrap();
        other.execute("PRAGMA busy_timeout = 0").await.unwrap();
        let locked = StoreError::from(other.execute("BEGIN IMMEDIATE").await.unwrap_err());
        assert!(locked.is_unavailable() && !locked.is_unique_violation() && !locked.is_unreachable());
    }
}
