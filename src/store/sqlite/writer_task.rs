//! The task that owns the writer's connection: it runs queued jobs, commits them, and notifies the observers.

use super::writer::{Answer, Message, Pending, Queued};
use super::writer_lock::WriterLock;
use crate::store::conn::SqliteConn;
use crate::store::tx::{self, Finished, Observers};
use crate::store::{Conn, StoreError, recording, stats, writability};
use sqlx::{Connection, SqliteConnection};
use std::mem;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot, watch};
use tracing::Instrument as _;

/// The maximum number of jobs per commit: enough to share the cost of a flush, few enough that none waits long.
const BATCH: usize = 128;
/// How often to check for commits of other processes. A change by a command must take effect within a second.
const WATCH: Duration = Duration::from_millis(200);

/// The writer's own task.
pub(super) struct Task {
    /// None while a job uses it.
    connection: Option<Box<SqliteConnection>>,
    writer_lock: WriterLock,
    observers: Observers,
    inbox: mpsc::Receiver<Message>,
}

/// It changes when another connection has committed. In this process only that of the writer writes, so it was another process
/// (<https://www.sqlite.org/pragma.html#pragma_data_version>).
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct DataVersion(i64);

impl DataVersion {
    pub(super) async fn of(connection: &mut SqliteConnection) -> Result<Self, sqlx::Error> {
        let (version,) = sqlx::query_as::<_, (i64,)>("PRAGMA data_version").fetch_one(connection).await?;
        Ok(Self(version))
    }
}

/// A job did not return the connection, so that nothing can be written any more.
struct Lost;

/// Why a transaction ended before its commit.
enum Broken {
    Lost(Lost),
    /// A statement of the writer itself failed, for example because the disk is full. SQLite has rolled back the transaction.
    Failed(sqlx::Error),
}

impl From<Lost> for Broken {
    fn from(lost: Lost) -> Self {
        Self::Lost(lost)
    }
}

impl From<sqlx::Error> for Broken {
    fn from(error: sqlx::Error) -> Self {
        Self::Failed(error)
    }
}

impl Task {
    pub(super) fn new(
        connection: SqliteConnection,
        writer_lock: WriterLock,
        observers: Observers,
        inbox: mpsc::Receiver<Message>,
    ) -> Self {
        Self { connection: Some(Box::new(connection)), writer_lock, observers, inbox }
    }

    /// Runs until the last handle is dropped or requests to close. `ticks` counts the checks that found commits of others, after
    /// that with which the connection has `seen` the database.
    pub(super) async fn run(mut self, mut seen: DataVersion, ticks: watch::Sender<u64>) {
        let mut watch = tokio::time::interval(WATCH);
        watch.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Skip);
        loop {
            tokio::select! {
                biased;
                // First, because under load the queue is never empty, and a revocation by a command must be noticed in time.
                _ = watch.tick() => check_foreign_commits(self.connection(), &mut seen, &ticks).await,
                message = self.inbox.recv() => match message {
                    Some(Message::Run(first)) => match self.run_jobs(first).await {
                        Ok(None) => {}
                        Ok(Some(closed)) => return self.close(closed).await,
                        Err(Lost) => return tracing::error!("a job kept the writer's connection; restart the server"),
                    },
                    Some(Message::Close(closed)) => return self.close(closed).await,
                    None => return,
                },
            }
        }
    }

    async fn close(mut self, closed: oneshot::Sender<()>) {
        if let Some(connection) = self.connection.take()
            && let Err(error) = connection.close().await
        {
            tracing::warn!(error = %error, "the database did not close cleanly");
        }
        let _ = closed.send(());
    }

    /// Runs `first` and the queued jobs in one transaction, commits, and answers the callers. Returns a request to close, if
    /// there was one.
    async fn run_jobs(&mut self, first: Queued) -> Result<Option<oneshot::Sender<()>>, Lost> {
        if let Err(error) = self.begin().await {
            tracing::error!(error = %error, "cannot begin a transaction");
            // Sending fails if the caller has stopped waiting, which is fine.
            let _ = first.caller.send(Err(error.into()));
            return Ok(None);
        }
        let mut pending = Vec::new();
        match self.run_batch(first, &mut pending).await {
            Ok(closing) => {
                let committed = self.execute("COMMIT").await;
                self.answer(pending, committed).await;
                Ok(closing)
            }
            Err(Broken::Failed(error)) => {
                self.answer(pending, Err(error)).await;
                Ok(None)
            }
            Err(Broken::Lost(lost)) => Err(lost),
        }
    }

    /// Begins a transaction, and the savepoint of its first job.
    async fn begin(&mut self) -> Result<(), sqlx::Error> {
        // Held until the transaction is open. From then on the lock of SQLite keeps other processes out.
        let _turn = self.writer_lock.acquire().await;
        let begun = self.execute("BEGIN IMMEDIATE; SAVEPOINT job").await;
        if begun.is_err() {
            // BEGIN may have succeeded before SAVEPOINT failed.
            self.roll_back().await;
        }
        begun
    }

    /// Runs `first` and the queued jobs in the open transaction, each in its own savepoint. What remains to do after the commit
    /// goes to `pending`.
    async fn run_batch(
        &mut self,
        first: Queued,
        pending: &mut Vec<Pending>,
    ) -> Result<Option<oneshot::Sender<()>>, Broken> {
        let mut next = Some(first);
        while let Some(job) = next.take() {
            let (keep, done) = self.run_job(job).await?;
            if keep {
                pending.push(done);
            } else {
                self.undo(done, pending).await?;
            }
            // The commit also releases the savepoint of the last job.
            if pending.len() == BATCH || self.inbox.is_empty() {
                break;
            }
            // In one call, because each call costs two thread switches.
            self.execute("RELEASE job; SAVEPOINT job").await?;
            match self.inbox.try_recv() {
                Ok(Message::Run(job)) => next = Some(job),
                Ok(Message::Close(closed)) => return Ok(Some(closed)),
                Err(_) => {}
            }
        }
        Ok(None)
    }

    /// Rolls back what a job has written, but records the refusals among its events. The savepoint stays open.
    async fn undo(&mut self, done: Pending, pending: &mut Vec<Pending>) -> Result<(), sqlx::Error> {
        let refused = done.rolled_back();
        if let Err(error) = self.execute("ROLLBACK TO job").await {
            // The caller gets the job's own error, which explains more than the lost savepoint.
            refused.answer.send(Ok(()));
            return Err(error);
        }
        match recording::refuse_on_sqlite(self.connection(), refused.effects.events()).await {
            Ok(()) => pending.push(refused),
            Err(error) => refused.answer.send(Err(error)),
        }
        Ok(())
    }

    /// Runs a job on the connection; returns whether to keep its changes, and what remains to do after the commit.
    async fn run_job(&mut self, queued: Queued) -> Result<(bool, Pending), Lost> {
        let Queued { job, scope, span, caller } = queued;
        let conn = Conn::Sqlite(SqliteConn::Writer(self.connection.take().ok_or(Lost)?));
        let run = stats::within(scope, tx::run(conn, job)).instrument(span.clone());
        let Finished { conn, effects, outcome } = run.await;
        let keep = matches!(outcome, Ok(true));
        let answer = Answer { caller, outcome: outcome.map(drop) };
        match conn {
            Some(Conn::Sqlite(SqliteConn::Writer(conn))) => self.connection = Some(conn),
            // Answered here, because `Lost` ends the task without answering anyone.
            _ => {
                answer.send(Err(StoreError::Closed));
                return Err(Lost);
            }
        }
        Ok((keep, Pending { effects, span, answer }))
    }

    /// Notifies the observers of what was committed, and answers the callers.
    async fn answer(&mut self, pending: Vec<Pending>, committed: Result<(), sqlx::Error>) {
        let committed = committed.map_err(Arc::new);
        // A failed COMMIT can leave the transaction open, so that the next BEGIN would fail.
        if committed.is_err() {
            self.roll_back().await;
        }
        for Pending { effects, span, answer } in pending {
            match &committed {
                Ok(()) => {
                    // The observers first, so that the caller's next request sees its own change.
                    span.in_scope(|| self.observers.notify(&effects));
                    answer.send(Ok(()));
                }
                Err(error) => {
                    self.observers.notify(&effects.in_doubt());
                    answer.send(Err(StoreError::Commit(Arc::clone(error))));
                }
            }
        }
    }

    async fn roll_back(&mut self) {
        if let Err(error) = self.execute("ROLLBACK").await {
            // After some errors, such as a full disk, SQLite has already rolled back by itself.
            tracing::debug!(error = %error, "the transaction had already ended before the rollback");
        }
    }

    /// Runs statements of the writer itself, all in one call.
    async fn execute(&mut self, sql: &'static str) -> Result<(), sqlx::Error> {
        sqlx::query(sql).execute(self.connection()).await.map(drop).inspect_err(writability::note)
    }

    fn connection(&mut self) -> &mut SqliteConnection {
        self.connection
            .as_mut()
            .unwrap_or_else(|| unreachable!("a job gives the connection back before it is answered"))
    }
}

impl Pending {
    fn rolled_back(self) -> Self {
        Self { effects: self.effects.rolled_back(), ..self }
    }
}

async fn check_foreign_commits(connection: &mut SqliteConnection, seen: &mut DataVersion, ticks: &watch::Sender<u64>) {
    match DataVersion::of(connection).await {
        Ok(version) => {
            if mem::replace(seen, version) != version {
                ticks.send_modify(|tick| *tick += 1);
            }
        }
        Err(error) => {
            tracing::warn!(error = %error, "cannot check for commits of other processes");
            // Unknown counts as changed, so that caches do not keep what may be stale.
            ticks.send_modify(|tick| *tick += 1);
        }
    }
}
