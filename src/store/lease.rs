//! The connection of a job without a transaction.

use super::conn::{Lent, lend};
use super::{Conn, StoreError, Tx};
use futures::future::BoxFuture;
use std::ops::{Deref, DerefMut};

/// A job owns it; dropping it returns the connection to the code that runs the job.
pub struct Lease(Held);

enum Held {
    /// Each statement is a transaction of its own, except through a pooler, where the job is one.
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

/// A job without a transaction: returns whether it has succeeded, and leaves its result elsewhere ([`leaving`]), as a
/// [`tx::Job`](super::tx::Job) does and for the same reasons.
pub(super) type Job<'a> = Box<dyn FnOnce(Lease) -> BoxFuture<'a, Result<(), StoreError>> + Send + 'a>;

/// A job that leaves its result in `place`.
pub(super) fn leaving<'a, T, F, Fut>(job: F, place: &'a mut Option<T>) -> Job<'a>
where
    T: Send + 'a,
    F: FnOnce(Lease) -> Fut + Send + 'a,
    Fut: Future<Output = Result<T, StoreError>> + Send + 'a,
{
    Box::new(move |lease| {
        Box::pin(async move {
            *place = Some(job(lease).await?);
            Ok(())
        })
    })
}

/// Runs `job` on `conn`, and returns the connection with its outcome: None if the job has kept the connection, which is a bug.
pub(super) async fn run(conn: Conn, job: Job<'_>) -> (Result<(), StoreError>, Option<Conn>) {
    let (lent, home) = lend(conn);
    let outcome = job(Lease(Held::Conn(lent))).await;
    (outcome, home.take())
}
