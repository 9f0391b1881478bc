//! The connection of a job without a transaction.

use super::conn::{Lent, lend};
use super::{Conn, StoreError, Tx};
use futures::future::BoxFuture;
use std::ops::{Deref, DerefMut};

/// A job owns it; dropping it returns the connection to the code that runs the job.
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
