//! Why the database did not do what it should.

use super::{SchemaProblem, postgres, sqlite};
use std::sync::Arc;

#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("{0}")]
    Sql(#[from] sqlx::Error),
    #[error("migration failed: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    #[error("cannot acquire the lock file: {0}")]
    Lock(std::io::Error),
    #[error("{0} is not a database URL; use sqlite://path/to/file.db or postgres://user@host/database")]
    Url(String),
    /// The statements succeeded, but the commit failed.
    #[error("the commit failed: {0}")]
    Commit(Arc<sqlx::Error>),
    #[error(
        "only SQLite databases can be backed up this way; for PostgreSQL use pg_dump and pg_restore (docs/operations.md)"
    )]
    SqliteOnly,
    #[error("{0}")]
    Schema(SchemaProblem),
    /// The names of some of its tables.
    #[error("the database belongs to another program (tables: {0}): set DATABASE_URL to another database")]
    Foreign(String),
    #[error("the database has been closed")]
    Closed,
    /// A bug. The job was rolled back.
    #[error("the job panicked")]
    Panicked,
    #[error("the database holds {what} that cannot be parsed: {value}")]
    Unreadable { what: &'static str, value: String },
}

impl StoreError {
    /// Whether a retry may succeed: the database is unreachable, locked, full or closing.
    pub fn is_unavailable(&self) -> bool {
        use sqlx::Error::{Database, Io, PoolClosed, PoolTimedOut, Tls, WorkerCrashed};
        match self {
            Self::Closed | Self::Commit(_) | Self::Schema(_) => true,
            Self::Sql(Io(_) | PoolClosed | PoolTimedOut | Tls(_) | WorkerCrashed) => true,
            Self::Sql(Database(error)) if error.try_downcast_ref::<sqlx::postgres::PgDatabaseError>().is_some() => {
                postgres::is_transient(error.as_ref())
            }
            Self::Sql(Database(error)) => sqlite::is_transient(error.as_ref()),
            _ => false,
        }
    }

    /// Whether the database server could not be reached or did not answer.
    pub fn is_unreachable(&self) -> bool {
        use sqlx::Error::{Io, PoolTimedOut, Tls};
        matches!(self, Self::Sql(Io(_) | PoolTimedOut | Tls(_)))
    }

    /// Whether a value that must be unique already exists.
    pub fn is_unique_violation(&self) -> bool {
        let Self::Sql(sqlx::Error::Database(error)) = self else {
            return false;
        };
        error.is_unique_violation()
    }
}
