//! The only writer of SQLite: a queue of jobs, of which many share a commit.
//!
//! Each job has its own savepoint, so that a failing job does not affect the others. The writer itself does what must follow
//! a commit, before it answers the callers. With `synchronous=FULL` the data is on disk by then.

use super::writer_lock::WriterLock;
use super::writer_task::{DataVersion, Task};
use crate::store::StoreError;
use crate::store::stats::{self, SqlStats};
use crate::store::tx::{Effects, Job, Observers};
use crate::store::writability::Writability;
use sqlx::SqliteConnection;
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot, watch};
use tracing::Span;

/// The capacity of the queue; callers wait if it is full.
const QUEUE: usize = 1024;

/// A handle to the writer. Cheap to clone.
#[derive(Clone)]
pub(in crate::store) struct Writer {
    jobs: mpsc::Sender<Message>,
    foreign_commits: watch::Receiver<u64>,
    observers: Observers,
}

pub(super) enum Message {
    Run(Queued),
    Close(oneshot::Sender<()>),
}

/// A job in the queue. It runs in the task of the writer, so it brings the statistics and the span of its request.
pub(super) struct Queued {
    pub job: Job,
    pub scope: Option<Arc<SqlStats>>,
    pub span: Span,
    pub caller: Waiting,
}

/// The sender to the caller of a job, which waits for the end of the transaction.
pub(super) type Waiting = oneshot::Sender<Result<(), StoreError>>;

/// What remains to do for a job after the commit or rollback.
pub(super) struct Pending {
    pub effects: Effects,
    /// The span of the request, to which log entries after the commit belong.
    pub span: Span,
    pub answer: Answer,
}

pub(super) struct Answer {
    pub caller: Waiting,
    /// The error, if the job could not run to its end.
    pub outcome: Result<(), StoreError>,
}

impl Answer {
    /// A failed commit takes precedence over the outcome of the job.
    pub(super) fn send(self, committed: Result<(), StoreError>) {
        // Sending fails if the caller has stopped waiting, which is fine.
        let _ = self.caller.send(committed.and(self.outcome));
    }
}

impl Writer {
    /// What other processes commit from now on is noticed, also while nothing has been written yet.
    pub(super) async fn start(
        mut connection: SqliteConnection,
        writer_lock: WriterLock,
        observers: Observers,
        writability: &Writability,
    ) -> Result<Self, sqlx::Error> {
        let seen = DataVersion::of(&mut connection).await?;
        let (jobs, inbox) = mpsc::channel(QUEUE);
        let (ticks, foreign_commits) = watch::channel(0);
        let task = Task::new(connection, writer_lock, observers.clone(), inbox);
        // Everything that is written passes through this task.
        tokio::spawn(writability.observe(task.run(seen, ticks)));
        Ok(Self { jobs, foreign_commits, observers })
    }

    pub(in crate::store) fn observers(&self) -> &Observers {
        &self.observers
    }

    /// Queues `job` and waits for the end of its transaction. Once queued it runs to its end, even if the caller stops waiting.
    pub(in crate::store) async fn submit(&self, job: Job) -> Result<(), StoreError> {
        let (caller, ended) = oneshot::channel();
        let queued = Queued { job, scope: stats::current(), span: Span::current(), caller };
        self.jobs.send(Message::Run(queued)).await.map_err(|_| StoreError::Closed)?;
        ended.await.map_err(|_| StoreError::Closed)?
    }

    /// The number of jobs in the queue.
    pub(super) fn waiting(&self) -> usize {
        self.jobs.max_capacity().saturating_sub(self.jobs.capacity())
    }

    pub(in crate::store) fn foreign_commits(&self) -> watch::Receiver<u64> {
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
