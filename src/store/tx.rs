//! A transaction: the only way to write, and what has to follow its commit.
//!
//! A job owns its [`Tx`]. What it changes, records and refuses is collected there. Whoever commits applies it: events and
//! announcements go into the same transaction; after the commit, and before any answer, the observers evict what they had
//! cached and log what happened. None of that depends on the caller still waiting for the answer.

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

/// What a transaction has done, beyond the rows that it wrote.
#[derive(Debug, Default)]
pub struct Effects {
    changes: Vec<Change>,
    events: Vec<NewEvent>,
    refusals: Vec<NewEvent>,
}

impl Effects {
    /// Sessions and accounts that are not what a cache may hold.
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// Everything that was recorded in the audit trail.
    pub fn events(&self) -> impl Iterator<Item = &NewEvent> {
        self.events.iter().chain(&self.refusals)
    }

    /// Writes events and announcements, as the last statements of the transaction.
    async fn store(&self, conn: &mut Conn) -> Result<(), StoreError> {
        recording::record(conn, self.events()).await?;
        changes::announce(conn, &self.changes).await
    }

    /// What is left when the transaction is rolled back: that something was refused.
    pub(super) fn rolled_back(self) -> Self {
        Self { refusals: self.refusals, ..Self::default() }
    }

    /// What to assume when nobody knows whether the commit took place: caches evict, but nothing is logged as done.
    pub(super) fn in_doubt(self) -> Self {
        Self { changes: self.changes, ..Self::default() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.changes.is_empty() && self.events.is_empty() && self.refusals.is_empty()
    }
}

/// Acts on what has been committed: evicts from caches, writes to the log. Called before the change is answered, so it must
/// be quick and must not block.
pub trait CommitObserver: Send + Sync {
    fn committed(&self, effects: &Effects);
}

/// Everyone who acts on commits of this process.
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
        let observers: Vec<_> = {
            let mut observers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            observers.retain(|observer| observer.strong_count() > 0);
            observers.iter().filter_map(Weak::upgrade).collect()
        };
        observers.iter().for_each(|observer| observer.committed(effects));
    }
}

/// A transaction under way. It is handed to the job by value; dropping it hands the connection back to whoever commits.
pub struct Tx {
    /// Taken by `drop` alone.
    conn: Option<Conn>,
    effects: Effects,
    home: Home,
}

/// Where a transaction leaves its connection and its effects.
type Home = Arc<Mutex<Option<(Conn, Effects)>>>;

impl Tx {
    /// Notes that a session or an account is no longer what caches hold, here and at other replicas.
    pub fn changed(&mut self, change: Change) {
        if !self.effects.changes.contains(&change) {
            self.effects.changes.push(change);
        }
    }

    /// Records an event, which is written with the commit.
    pub fn record(&mut self, event: NewEvent) {
        self.effects.events.push(event);
    }

    /// Records that something was refused. Kept also when the job ends with an error and all else is rolled back.
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

/// A job that has ended, its transaction still open.
pub(super) struct Finished<T, E> {
    /// None when the job kept its transaction beyond its own end, which is a defect: the connection cannot be used again.
    pub conn: Option<Conn>,
    pub effects: Effects,
    pub outcome: Result<T, E>,
}

/// What is done in a transaction. A trait object, for its type would otherwise be part of every future on the way from a request
/// to here: the compiler takes six times as long to check them.
pub(super) type Job<T, E> = Box<dyn FnOnce(Tx) -> BoxFuture<'static, Result<T, E>> + Send>;

/// Runs `job` on `conn`, inside a transaction that the caller has opened and will commit or roll back. A job that panics has
/// failed; it takes nothing else with it.
pub(super) async fn run<T, E: From<StoreError>>(conn: Conn, job: Job<T, E>) -> Finished<T, E> {
    let home = Home::default();
    let tx = Tx { conn: Some(conn), effects: Effects::default(), home: Arc::clone(&home) };
    // The panic is reported by the hook; everything that the job could leave half-changed is in the transaction.
    let outcome = AssertUnwindSafe(async move { job(tx).await }).catch_unwind().await;
    let mut outcome = outcome.unwrap_or_else(|_| Err(StoreError::Panicked.into()));
    let Some((mut conn, effects)) = home.lock().unwrap_or_else(PoisonError::into_inner).take() else {
        return Finished { conn: None, effects: Effects::default(), outcome: Err(StoreError::Closed.into()) };
    };
    if outcome.is_ok()
        && let Err(error) = effects.store(&mut conn).await
    {
        outcome = Err(error.into());
    }
    Finished { conn: Some(conn), effects, outcome }
}
