//! A connection to either engine, and how a job owns one while it runs.

use super::postgres::PostgresConn;
use sqlx::pool::PoolConnection;
use sqlx::{Sqlite, SqliteConnection};
use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex, PoisonError};

/// A connection to either engine. Functions that read take this; functions that write take a [`Tx`](super::Tx), which dereferences to
/// it.
pub enum Conn {
    Sqlite(SqliteConn),
    Postgres(PostgresConn),
}

/// A connection to SQLite: one of the readers, or the only writer.
pub enum SqliteConn {
    Reader(PoolConnection<Sqlite>),
    Writer(Box<SqliteConnection>),
}

impl Deref for SqliteConn {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        match self {
            Self::Reader(connection) => connection,
            Self::Writer(connection) => connection,
        }
    }
}

impl DerefMut for SqliteConn {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        match self {
            Self::Reader(connection) => connection,
            Self::Writer(connection) => connection,
        }
    }
}

/// Something that a job owns while it runs. Dropping it leaves it in its [`Home`].
pub(super) struct Lent<T> {
    /// Only None while it is dropped.
    value: Option<T>,
    home: Home<T>,
}

/// Where a job leaves what was lent to it.
pub(super) struct Home<T>(Arc<Mutex<Option<T>>>);

pub(super) fn lend<T>(value: T) -> (Lent<T>, Home<T>) {
    let place = Arc::new(Mutex::new(None));
    (Lent { value: Some(value), home: Home(Arc::clone(&place)) }, Home(place))
}

impl<T> Home<T> {
    /// To be called after the job has ended. None if it has not dropped what was lent to it.
    pub(super) fn take(&self) -> Option<T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl<T> Deref for Lent<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.value.as_ref().unwrap_or_else(|| unreachable!("it is there until it is dropped"))
    }
}

impl<T> DerefMut for Lent<T> {
    fn deref_mut(&mut self) -> &mut T {
        self.value.as_mut().unwrap_or_else(|| unreachable!("it is there until it is dropped"))
    }
}

impl<T> Drop for Lent<T> {
    fn drop(&mut self) {
        *self.home.0.lock().unwrap_or_else(PoisonError::into_inner) = self.value.take();
    }
}
