//! A connection to either engine.

use super::postgres::Lease;
use sqlx::{Sqlite, SqliteConnection, pool::PoolConnection};
use std::ops::{Deref, DerefMut};

/// A connection to either engine. Functions that read take this; functions that write take a [`Tx`](super::Tx), which
/// dereferences to it.
pub enum Conn {
    Sqlite(SqliteLease),
    Postgres(Lease),
}

/// A connection to SQLite: one of the readers, or the only writer.
pub enum SqliteLease {
    Reader(PoolConnection<Sqlite>),
    Writer(Box<SqliteConnection>),
}

impl Deref for SqliteLease {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        match self {
            Self::Reader(connection) => connection,
            Self::Writer(connection) => connection,
        }
    }
}

impl DerefMut for SqliteLease {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        match self {
            Self::Reader(connection) => connection,
            Self::Writer(connection) => connection,
        }
    }
}

impl Conn {
    /// Returns the connection itself. On a [`Tx`](super::Tx) it is reached through `Deref`, so that the statement macros can match
    /// on the engine of both.
    pub(super) fn engine(&mut self) -> &mut Self {
        self
    }
}
