//! The only writer of SQLite: a queue of jobs, of which many share a commit.
//!
//! Each job has its own savepoint, so that a failing job does not affect the others. The writer itself does what must follow
//! a commit, before it answers the callers. With `synchronous=FULL` the data is on disk by then.

mod task;

use super::{
    Conn, StoreError, stats,
    tx::{self, Effects, Finished, Observers},
    writer_lock::WriterLock,
};
use futures::future::BoxFuture;
use sqlx::SqliteConnection;
use task::Task;
use tokio::sync::{mpsc, oneshot, watch};
use tracing::{Instrument as _, Span};

/// The capacity of the queue; callers wait if it is full.
const QUEUE: usize = 1024;

/// A handle to the writer. Cheap to clone.
#[derive(Clone)]
pub(super) struct Writer {
    jobs: mpsc::Sender<Message>,
    foreign_commits: watch::Receiver<u64>,
    observers: Observers,
}

enum Message {
    Run(Job),
    Close(oneshot::Sender<()>),
}

/// Runs the work on the writer's connection and returns the connection; or receives the reason why there is no transaction.
type Job = Box<dyn FnOnce(Result<Conn, StoreError>) -> BoxFuture<'static, Done> + Send>;

/// Sends the outcome to the caller, or the error if the commit failed.
type Answer = Box<dyn FnOnce(Result<(), StoreError>) + Send>;

/// A job that has run but is not committed yet.
struct Done {
    conn: Option<Conn>,
    keep: bool,
    pending: Pending,
}

/// What remains to do for a job after the commit or rollback.
struct Pending {
    effects: Effects,
    /// The span of the request, to which log entries after the commit belong.
    span: Span,
    answer: Answer,
}

impl Writer {
    pub(super) fn start(connection: SqliteConnection, writer_lock: WriterLock, observers: Observers) -> Self {
        let (jobs, inbox) = mpsc::channel(QUEUE);
        let (ticks, foreign_commits) = watch::channel(0);
        let task = Task::new(connection, writer_lock, observers.clone(), inbox);
        tokio::spawn(task.run(ticks));
        Self { jobs, foreign_commits, observers }
    }

    pub(super) fn observers(&self) -> &Observers {
        &self.observers
    }

    /// Queues `job` and waits for its outcome. Once queued it runs to its end, even if the caller stops waiting.
    pub(super) async fn submit<T, E>(&self, job: tx::Job<T, E>) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (sender, receiver) = oneshot::channel();
        // Taken here, because the job runs in the task of the writer.
        let (scope, span) = (stats::current(), Span::current());
        let job: Job = Box::new(move |conn| {
            Box::pin(async move {
                let Finished { conn, effects, outcome } = match conn {
                    Ok(conn) => stats::within(scope, tx::run(conn, job)).instrument(span.clone()).await,
                    Err(error) => Finished { conn: None, effects: Effects::default(), outcome: Err(error.into()) },
                };
                let keep = outcome.is_ok();
                // Sending fails if the caller has stopped waiting, which is fine.
                // A failed commit takes precedence over the result of the job.
                let answer: Answer =
                    Box::new(move |committed| drop(sender.send(committed.map_err(E::from).and(outcome))));
                Done { conn, keep, pending: Pending { effects, span, answer } }
            })
        });
        self.jobs.send(Message::Run(job)).await.map_err(|_| StoreError::Closed)?;
        receiver.await.map_err(|_| StoreError::Closed)?
    }

    /// The number of jobs in the queue.
    pub(super) fn waiting(&self) -> usize {
        self.jobs.max_capacity().saturating_sub(self.jobs.capacity())
    }

    pub(super) fn foreign_commits(&self) -> watch::Receiver<u64> {
        self.foreign_commits.clone()
    }

    /// Runs queued jobs, then closes the connection, which checkpoints the WAL into the database.
    pub(super) async fn close(&self) {
        let (closed, done) = oneshot::channel();
        if self.jobs.send(Message::Close(closed)).await.is_ok() {
            // An error means that the writer has already ended.
            drop(done.await);
        }
    }
}
