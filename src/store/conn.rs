//! A connection to either engine, and how a job owns one while it runs.

use super::{StoreError, Tx, postgres::PostgresConn};
use futures::future::BoxFuture;
use sqlx::{Sqlite, SqliteConnection, pool::PoolConnection};
use std::{
    ops::{Deref, DerefMut},
    sync::{Arc, Mutex, PoisonError},
};

/// A connection to either engine. Functions that read take this; functions that write take a [`Tx`], which dereferences to it.
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

impl Conn {
    /// Returns the connection itself. On a [`Tx`] it is reached through `Deref`, so that the statement macros can match on the
    /// engine of both.
    pub(super) fn engine(&mut self) -> &mut Self {
        self
    }
}

/// The connection of a job without a transaction. The job owns it; dropping it returns the connection to the code that runs the
/// job.
pub struct Lease(Held);

enum Held {
    /// Each statement is a transaction of its own.
    Conn(Lent<Conn>),
    /// A single statement on SQLite that writes.
    Tx(Tx),
}

impl From<Tx> for Lease {
    fn from(tx: Tx) -> Self {
        Self(Held::Tx(tx))
    }
}

impl Deref for Lease {
    type Target = Conn;

    fn deref(&self) -> &Conn {
        match &self.0 {
            Held::Conn(conn) => conn,
            Held::Tx(tx) => tx,
        }
    }
}

impl DerefMut for Lease {
    fn deref_mut(&mut self) -> &mut Conn {
        match &mut self.0 {
            Held::Conn(conn) => conn,
            Held::Tx(tx) => tx,
        }
    }
}

/// A job without a transaction. A trait object for the reason that [`tx::Job`](super::tx::Job) is one.
pub(super) type Job<'a, T> = Box<dyn FnOnce(Lease) -> BoxFuture<'a, Result<T, StoreError>> + Send + 'a>;

/// Runs `job` on `conn`, and returns the connection with its result: None if the job has kept the connection, which is a bug.
pub(super) async fn run<T>(conn: Conn, job: Job<'_, T>) -> (Result<T, StoreError>, Option<Conn>) {
    let (lent, home) = lend(conn);
    let result = job(Lease(Held::Conn(lent))).await;
    (result, home.take())
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
