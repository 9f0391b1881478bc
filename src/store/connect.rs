//! Opens a database.

use super::postgres::Postgres;
use super::sqlite::Sqlite;
use super::{Db, Engine, StoreError};
use crate::database_address::is_postgres;
use crate::shared::Notifications;
use sqlx::sqlite::SqliteConnectOptions;
use std::path::Path;
use std::time::Duration;

/// Where a database is, and how it is used. For SQLite only `url` counts.
pub struct DbOptions<'a> {
    /// `sqlite://relative.db` or `sqlite:///absolute.db`, which is created if it does not exist, or `postgres://user@host/database`.
    pub url: &'a str,
    /// The address of the PostgreSQL servers, if `url` is that of a pooler in front of them.
    pub direct_url: Option<&'a str>,
    /// Standbys at which lists, exports and reports are read.
    pub standby_urls: Vec<&'a str>,
    /// How far behind one of them may be.
    pub max_lag: Duration,
    /// How replicas learn of each other's changes.
    pub notifications: Notifications,
}

impl<'a> DbOptions<'a> {
    /// The database at `url`, without a pooler and without standbys, whose replicas listen.
    pub fn at(url: &'a str) -> Self {
        Self {
            url,
            direct_url: None,
            standby_urls: Vec::new(),
            max_lag: Duration::ZERO,
            notifications: Notifications::default(),
        }
    }
}

impl Db {
    /// Opens the database at `url`, as [`DbOptions::at`] has it.
    pub async fn connect(url: &str) -> Result<Self, StoreError> {
        Self::connect_with(&DbOptions::at(url)).await
    }

    /// Opens a database. To PostgreSQL it connects only when a connection is needed.
    pub async fn connect_with(options: &DbOptions<'_>) -> Result<Self, StoreError> {
        let engine = if is_postgres(options.url) {
            Engine::Postgres(Postgres::connect(options)?)
        } else {
            Engine::Sqlite(Sqlite::connect(options.url).await?)
        };
        Ok(Self(engine))
    }

    /// Opens the SQLite database in a file, which is created if it does not exist.
    pub async fn connect_file(path: &Path) -> Result<Self, StoreError> {
        Ok(Self(Engine::Sqlite(Sqlite::open(SqliteConnectOptions::new().filename(path)).await?)))
    }

    /// Opens an SQLite database that is not used after this process, for the tests of other programs: a crash of the machine may
    /// damage it, because a commit does not wait for the disk.
    pub async fn connect_ephemeral(path: &Path) -> Result<Self, StoreError> {
        Ok(Self(Engine::Sqlite(Sqlite::open_ephemeral(SqliteConnectOptions::new().filename(path)).await?)))
    }
}
