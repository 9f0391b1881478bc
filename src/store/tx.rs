//! Transactions, which are the only way to write, and their effects beyond the rows that they write.
//!
//! A job owns its [`Tx`], which collects changes, events and refusals. Events and notifications are written in the same
//! transaction. After the commit, and before the job's result is returned, observers evict stale cache entries and write the log.
//! None of this depends on the caller still waiting for the result.

use super::changes::Change;
use super::conn::{Lent, lend};
use super::recording::{self, NewEvent, NewMail};
use super::tally::{Counts, day_of};
use super::{Conn, StoreError, counting};
use crate::shared::counters::Counter;
use crate::shared::{Timestamp, UserId};
use futures::FutureExt as _;
use futures::future::BoxFuture;
use std::ops::{Deref, DerefMut};
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use uuid::Uuid;

/// The effects of a transaction beyond the rows that it wrote.
#[derive(Debug, Default)]
pub struct Effects {
    changes: Vec<Change>,
    /// Those that are not announced to other replicas ([`Tx::changed_here`]).
    changes_here: Vec<Change>,
    events: Vec<NewEvent>,
    refusals: Vec<NewEvent>,
    mail: Vec<NewMail>,
    /// What is counted beside the events.
    counts: Counts,
    /// Who was active, and on which day.
    active: Vec<UserId>,
    active_on: i64,
}

impl Effects {
    /// The sessions, accounts and keys of which copies in memory are stale.
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// Those that are not announced to other replicas.
    pub fn changes_here(&self) -> &[Change] {
        &self.changes_here
    }

    /// All events for the audit log.
    pub fn events(&self) -> impl Iterator<Item = &NewEvent> + Clone {
        self.events.iter().chain(&self.refusals)
    }

    /// Whether the transaction has added mail to the outbox.
    pub fn mail_queued(&self) -> bool {
        !self.mail.is_empty()
    }

    /// Writes events, counts, mail and notifications, as the last statement of the transaction. Who was active is noted right before it.
    pub(super) async fn store(&self, conn: &mut Conn) -> Result<(), StoreError> {
        let events: Vec<_> = self.events().collect();
        let mut counts = self.counts.clone();
        events.iter().for_each(|event| event.count(&mut counts));
        counting::people(&mut counts, conn, self.active_on, &self.active).await?;
        recording::record(conn, &events, &counts, &self.mail, &self.changes).await
    }

    /// The effects that remain after a rollback: only the refusals.
    pub(super) fn rolled_back(self) -> Self {
        Self { refusals: self.refusals, ..Self::default() }
    }

    /// The effects to assume if the outcome of the commit is unknown: caches evict entries, and the outbox is
    /// looked at, but nothing is logged as done.
    pub(super) fn in_doubt(self) -> Self {
        Self { changes: self.changes, changes_here: self.changes_here, mail: self.mail, ..Self::default() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.changes.is_empty()
            && self.changes_here.is_empty()
            && self.events.is_empty()
            && self.refusals.is_empty()
            && self.mail.is_empty()
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
pub struct Tx(Lent<Open>);

struct Open {
    conn: Conn,
    effects: Effects,
    abort: Abort,
}

/// What becomes of what a job has written, recorded and announced, if it ends with an error.
#[derive(PartialEq, Eq)]
enum Abort {
    /// Only refusals remain.
    RollBack,
    /// Everything is committed, as if the job had succeeded.
    Keep,
}

impl Tx {
    /// Notes that copies in memory are stale, here and at other replicas.
    pub fn changed(&mut self, change: Change) {
        // Once is enough, however often a transaction changes the same account.
        if !self.0.effects.changes.contains(&change) {
            self.0.effects.changes.push(change);
        }
    }

    /// Notes that copies in the memory of this process are stale. Those of other replicas stay for a minute at most: only for what
    /// decides nothing, because PostgreSQL lets transactions that notify commit one after the other (decision 114).
    pub fn changed_here(&mut self, change: Change) {
        if !self.0.effects.changes_here.contains(&change) {
            self.0.effects.changes_here.push(change);
        }
    }

    /// Adds a message to the outbox, which is written with the commit. This process starts to send it then.
    pub fn queue_mail(&mut self, mail: NewMail) {
        self.0.effects.mail.push(mail);
    }

    /// Records an event, which is written with the commit.
    pub fn record(&mut self, event: NewEvent) {
        self.0.effects.events.push(event);
    }

    /// Counts something that no event is about. `id`: of what is counted.
    pub fn count(&mut self, counter: Counter, label: &str, at: Timestamp, id: Uuid) {
        self.0.effects.counts.some((counter, label, 1), at, id);
    }

    /// Notes that people were active, all on the same day: the overview counts each once for it.
    pub fn active(&mut self, people: impl IntoIterator<Item = UserId>, at: Timestamp) {
        self.0.effects.active.extend(people);
        self.0.effects.active_on = day_of(at);
    }

    /// Records that something was refused. Recorded even if the job fails and everything else is rolled back.
    pub fn record_refusal(&mut self, event: NewEvent) {
        self.0.effects.refusals.push(event);
    }

    /// The error with which the job ends at once, and which does not take back what it has written: that is a part of the refusal,
    /// such as the count of a wrong code. Every other error rolls back.
    pub fn keep<E>(&mut self, error: E) -> E {
        self.0.abort = Abort::Keep;
        error
    }
}

impl Deref for Tx {
    type Target = Conn;

    fn deref(&self) -> &Conn {
        &self.0.conn
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut Conn {
        debug_assert!(self.0.abort == Abort::RollBack, "a job ends with the error that it keeps");
        &mut self.0.conn
    }
}

/// The work of a transaction: returns whether it has succeeded, and leaves its result elsewhere ([`split`]). A trait object, because
/// its type would otherwise be part of every future from the request to here, which takes the compiler six times as long to check.
/// Without the type of the result, the code that runs jobs is compiled once, and not for each of them.
pub(super) type Job = Box<dyn FnOnce(Tx) -> BoxFuture<'static, bool> + Send>;

/// Where a job leaves its result.
pub(super) struct Outcome<T, E>(Arc<Mutex<Option<Result<T, E>>>>);

impl<T, E: From<StoreError>> Outcome<T, E> {
    /// To be called after the job has run and its transaction has ended.
    pub(super) fn take(self) -> Result<T, E> {
        let left = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        left.unwrap_or_else(|| Err(StoreError::Closed.into()))
    }
}

/// Splits a job that returns a result into one that only says whether it has succeeded, and the place of the result.
pub(super) fn split<T, E, F, Fut>(job: F) -> (Job, Outcome<T, E>)
where
    T: Send + 'static,
    E: Send + 'static,
    F: FnOnce(Tx) -> Fut + Send + 'static,
    Fut: Future<Output = Result<T, E>> + Send + 'static,
{
    let outcome = Arc::new(Mutex::new(None));
    let place = Arc::clone(&outcome);
    let job: Job = Box::new(move |tx| {
        Box::pin(async move {
            let result = job(tx).await;
            let has_succeeded = result.is_ok();
            *place.lock().unwrap_or_else(PoisonError::into_inner) = Some(result);
            has_succeeded
        })
    });
    (job, Outcome(outcome))
}

/// A job that has ended. Its transaction is still open.
pub(super) struct Finished {
    /// None if the job did not drop its transaction, which is a bug: the connection is lost.
    pub conn: Option<Conn>,
    pub effects: Effects,
    /// Whether to commit, or why the job could not end.
    pub outcome: Result<bool, StoreError>,
}

/// Runs `job` on `conn`, inside a transaction that the caller has opened and will commit or roll back. A panic of the job is
/// returned as an error.
pub(super) async fn run(conn: Conn, job: Job) -> Finished {
    let (open, home) = lend(Open { conn, effects: Effects::default(), abort: Abort::RollBack });
    // The panic hook logs the panic. It is safe to go on: the job changes only the transaction, which is rolled back.
    // Called inside of the future, so that a panic before the first await is caught as well.
    let outcome = AssertUnwindSafe(async move { job(Tx(open)).await }).catch_unwind().await;
    let outcome = outcome.map_err(|_| StoreError::Panicked);
    let Some(Open { mut conn, effects, abort }) = home.take() else {
        return Finished { conn: None, effects: Effects::default(), outcome: Err(StoreError::Closed) };
    };
    let mut outcome = outcome.map(|has_succeeded| has_succeeded || abort == Abort::Keep);
    // Otherwise the caller rolls everything back, and records the refusals itself.
    if matches!(outcome, Ok(true))
        && let Err(error) = effects.store(&mut conn).await
    {
        outcome = Err(error);
    }
    Finished { conn: Some(conn), effects, outcome }
}
