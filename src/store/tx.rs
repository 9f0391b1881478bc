//! Transactions, which are the only way to write, and their effects beyond the rows that they write.
//!
//! A job owns its [`Tx`], which collects changes, events and refusals. Events and notifications are written in the same
//! transaction. After the commit, and before the job's result is returned, observers evict stale cache entries and write the log.
//! None of this depends on the caller still waiting for the result.

use super::{
    Conn, StoreError,
    audit::NewEvent,
    changes::{self, Change},
    recording,
};
use futures::{FutureExt as _, future::BoxFuture};
use std::{
    mem,
    ops::{Deref, DerefMut},
    panic::AssertUnwindSafe,
    sync::{Arc, Mutex, PoisonError, Weak},
};

/// The effects of a transaction beyond the rows that it wrote.
#[derive(Debug, Default)]
pub struct Effects {
    changes: Vec<Change>,
    events: Vec<NewEvent>,
    refusals: Vec<NewEvent>,
    mail_queued: bool,
}

impl Effects {
    /// The sessions, accounts and keys of which copies in memory are stale.
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// All events for the audit log.
    pub fn events(&self) -> impl Iterator<Item = &NewEvent> {
        self.events.iter().chain(&self.refusals)
    }

    /// Whether the transaction has added mail to the outbox.
    pub fn mail_queued(&self) -> bool {
        self.mail_queued
    }

    /// Writes events and notifications, as the last statements of the transaction.
    async fn store(&self, conn: &mut Conn) -> Result<(), StoreError> {
        recording::record(conn, self.events()).await?;
        changes::announce(conn, &self.changes).await
    }

    /// The effects that remain after a rollback: only the refusals.
    pub(super) fn rolled_back(self) -> Self {
        Self { refusals: self.refusals, ..Self::default() }
    }

    /// The effects to assume if the outcome of the commit is unknown: caches evict entries, and the outbox is
    /// looked at, but nothing is logged as done.
    pub(super) fn in_doubt(self) -> Self {
        Self { changes: self.changes, mail_queued: self.mail_queued, ..Self::default() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.changes.is_empty() && self.events.is_empty() && self.refusals.is_empty() && !self.mail_queued
    }
}

/// Called after each commit, to evict cache entries or write the log. The result of the job is returned only afterwards, so an
/// observer must be quick and must not block.
pub trait CommitObserver: Send + Sync {
    fn committed(&self, effects: &Effects);
}

/// The observers of this process.
#[derive(Clone, Default)]
pub(super) struct Observers(Arc<Mutex<Vec<Weak<dyn CommitObserver>>>>);

impl Observers {
    pub(super) fn add(&self, observer: Weak<dyn CommitObserver>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(observer);
    }

    pub(super) fn notify(&self, effects: &Effects) {
        if effects.is_empty() {
            return;
        }
        // Cloned out of the lock, so that an observer may use this as well.
        let observers: Vec<_> = {
            let mut observers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            observers.retain(|observer| observer.strong_count() > 0);
            observers.iter().filter_map(Weak::upgrade).collect()
        };
        observers.iter().for_each(|observer| observer.committed(effects));
    }
}

/// An open transaction. The job owns it; dropping it returns the connection to the code that commits.
pub struct Tx {
    /// Only None while it is dropped.
    conn: Option<Conn>,
    effects: Effects,
    home: Home,
}

/// Where a dropped transaction leaves its connection and its effects.
type Home = Arc<Mutex<Option<(Conn, Effects)>>>;

impl Tx {
    /// Notes that copies in memory are stale, here and at other replicas.
    pub fn changed(&mut self, change: Change) {
        // Once is enough, however often a transaction changes the same account.
        if !self.effects.changes.contains(&change) {
            self.effects.changes.push(change);
        }
    }

    /// Notes that mail was added to the outbox.
    pub(super) fn mail_queued(&mut self) {
        self.effects.mail_queued = true;
    }

    /// Records an event, which is written with the commit.
    pub fn record(&mut self, event: NewEvent) {
        self.effects.events.push(event);
    }

    /// Records that something was refused. Recorded even if the job fails and everything else is rolled back.
    pub fn record_refusal(&mut self, event: NewEvent) {
        self.effects.refusals.push(event);
    }
}

impl Deref for Tx {
    type Target = Conn;

    fn deref(&self) -> &Conn {
        self.conn.as_ref().unwrap_or_else(|| unreachable!("a transaction has its connection until it is dropped"))
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut Conn {
        self.conn.as_mut().unwrap_or_else(|| unreachable!("a transaction has its connection until it is dropped"))
    }
}

impl Drop for Tx {
    fn drop(&mut self) {
        let left = self.conn.take().map(|conn| (conn, mem::take(&mut self.effects)));
        *self.home.lock().unwrap_or_else(PoisonError::into_inner) = left;
    }
}

/// The result of a job. Its transaction is still open.
pub(super) struct Finished<T, E> {
    /// None if the job did not drop its transaction, which is a bug: the connection is lost.
    pub conn: Option<Conn>,
    pub effects: Effects,
    pub outcome: Result<T, E>,
}

/// The work of a transaction. A trait object, because its type would otherwise be part of every future from the request to here,
/// which takes the compiler six times as long to check.
pub(super) type Job<T, E> = Box<dyn FnOnce(Tx) -> BoxFuture<'static, Result<T, E>> + Send>;

/// Runs `job` on `conn`, inside a transaction that the caller has opened and will commit or roll back. A panic of the job is
/// returned as an error.
pub(super) async fn run<T, E: From<StoreError>>(conn: Conn, job: Job<T, E>) -> Finished<T, E> {
    let home = Home::default();
    let tx = Tx { conn: Some(conn), effects: Effects::default(), home: Arc::clone(&home) };
    // The panic hook logs the panic. It is safe to go on: the job changes only the transaction, which is rolled back.
    // Called inside of the future, so that a panic before the first await is caught as well.
    let outcome = AssertUnwindSafe(async move { job(tx).await }).catch_unwind().await;
    let mut outcome = outcome.unwrap_or_else(|_| Err(StoreError::Panicked.into()));
    let Some((mut conn, effects)) = home.lock().unwrap_or_else(PoisonError::into_inner).take() else {
        return Finished { conn: None, effects: Effects::default(), outcome: Err(StoreError::Closed.into()) };
    };
    // After an error the caller rolls everything back, and records the refusals itself.
    if outcome.is_ok()
        && let Err(error) = effects.store(&mut conn).await
    {
        outcome = Err(error.into());
    }
    Finished { conn: Some(conn), effects, outcome }
}
