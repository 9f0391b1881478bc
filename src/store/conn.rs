//! A connection of either engine, owned by whoever runs statements on it.

use super::postgres::Lease;
use sqlx::{Sqlite, SqliteConnection, pool::PoolConnection};
use std::ops::{Deref, DerefMut};

/// A connection of either engine. Reads take this; writes take a [`Tx`](super::Tx), which is one, too.
pub enum Conn {
    Sqlite(SqliteLease),
    Postgres(Lease),
}

/// A connection to SQLite: one of the readers, or the one writer.
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
    /// The connection itself, also of a transaction: the statement macros match on its engine.
    pub(super) fn engine(&mut self) -> &mut Self {
        self
    }
}
