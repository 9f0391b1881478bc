//! The task that owns the writer's connection: it runs queued jobs, commits them, and notifies the observers.

use super::{Done, Job, Message, Pending};
use crate::store::{Conn, StoreError, conn::SqliteLease, recording, tx::Observers, writer_lock::WriterLock};
use sqlx::{Connection, SqliteConnection};
use std::{sync::Arc, time::Duration};
use tokio::sync::{mpsc, oneshot, watch};

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

/// A job did not return the connection, so that nothing can be written any more.
struct Lost;

/// Why a transaction came to an end before its commit.
enum Broken {
    Lost(Lost),
    /// What the writer itself had to do between two jobs: SQLite has rolled back all of it, for instance as the disk is full.
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
    /// Writes on `connection` what comes from `inbox`.
    pub(super) fn new(
        connection: SqliteConnection,
        writer_lock: WriterLock,
        observers: Observers,
        inbox: mpsc::Receiver<Message>,
    ) -> Self {
        Self { connection: Some(Box::new(connection)), writer_lock, observers, inbox }
    }

    /// Runs until the last handle is dropped or requests to close. `ticks` counts the checks that found commits of others.
    pub(super) async fn run(mut self, ticks: watch::Sender<u64>) {
        let mut watch = tokio::time::interval(WATCH);
        watch.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Skip);
        let mut seen = None;
        loop {
            tokio::select! {
                biased;
                // First, because under load the queue is never empty, and a revocation by a command must be noticed in time.
                _ = watch.tick() => look_for_foreign_commits(self.connection(), &mut seen, &ticks).await,
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

    /// Runs `first`, and whatever else is waiting, in one transaction, and answers. Gives back the request to close, when it
    /// comes.
    async fn run_jobs(&mut self, first: Job) -> Result<Option<oneshot::Sender<()>>, Lost> {
        if let Err(error) = self.begin().await {
            tracing::error!(error = %error, "no transaction could be opened");
            let done = first(Err(error.into())).await;
            (done.pending.answer)(Ok(()));
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

    /// Opens a transaction, and in it the savepoint of its first job.
    async fn begin(&mut self) -> Result<(), sqlx::Error> {
        let _turn = self.writer_lock.acquire().await;
        let begun = self.execute("BEGIN IMMEDIATE; SAVEPOINT job").await;
        if begun.is_err() {
            // The second may have failed alone.
            self.roll_back().await;
        }
        begun
    }

    /// Runs `first` and the jobs behind it in the open transaction, each behind the savepoint. What they leave to do goes to
    /// `pending`.
    async fn run_batch(
        &mut self,
        first: Job,
        pending: &mut Vec<Pending>,
    ) -> Result<Option<oneshot::Sender<()>>, Broken> {
        let mut next = Some(first);
        while let Some(job) = next.take() {
            let (keep, done) = self.lend(job).await?;
            if keep {
                pending.push(done);
            } else {
                self.undo(done, pending).await?;
            }
            // No savepoint after the last job: the commit ends that, too.
            if pending.len() == BATCH || self.inbox.is_empty() {
                break;
            }
            // Both in one call, for each call is two changes of thread.
            self.execute("RELEASE job; SAVEPOINT job").await?;
            match self.inbox.try_recv() {
                Ok(Message::Run(job)) => next = Some(job),
                Ok(Message::Close(closed)) => return Ok(Some(closed)),
                Err(_) => {}
            }
        }
        Ok(None)
    }

    /// Takes back what a job has written, save what it has refused. The savepoint stays open.
    async fn undo(&mut self, done: Pending, pending: &mut Vec<Pending>) -> Result<(), sqlx::Error> {
        let refused = done.rolled_back();
        if let Err(error) = self.execute("ROLLBACK TO job").await {
            // The job's own error says more than that its savepoint is gone.
            (refused.answer)(Ok(()));
            return Err(error);
        }
        match recording::record_on_sqlite(self.connection(), refused.effects.events()).await {
            Ok(()) => pending.push(refused),
            Err(error) => (refused.answer)(Err(error)),
        }
        Ok(())
    }

    /// Lends the connection to a job; whether its work is to be kept, and what is left to do for it.
    async fn lend(&mut self, job: Job) -> Result<(bool, Pending), Lost> {
        let conn = self.connection.take().ok_or(Lost)?;
        let Done { conn, keep, pending } = job(Ok(Conn::Sqlite(SqliteLease::Writer(conn)))).await;
        match conn {
            Some(Conn::Sqlite(SqliteLease::Writer(conn))) => self.connection = Some(conn),
            _ => {
                (pending.answer)(Err(StoreError::Closed));
                return Err(Lost);
            }
        }
        Ok((keep, pending))
    }

    /// Does what has to follow the commit, and answers everyone whose work it was.
    async fn answer(&mut self, pending: Vec<Pending>, committed: Result<(), sqlx::Error>) {
        let committed = committed.map_err(Arc::new);
        if committed.is_err() {
            self.roll_back().await;
        }
        for Pending { effects, span, answer } in pending {
            match &committed {
                Ok(()) => {
                    span.in_scope(|| self.observers.notify(&effects));
                    answer(Ok(()));
                }
                Err(error) => {
                    self.observers.notify(&effects.in_doubt());
                    answer(Err(StoreError::Commit(Arc::clone(error))));
                }
            }
        }
    }

    async fn roll_back(&mut self) {
        if let Err(error) = self.execute("ROLLBACK").await {
            // SQLite rolls back by itself on some errors, a full disk among them; then there is nothing to roll back.
            tracing::debug!(error = %error, "the transaction was over before it was rolled back");
        }
    }

    /// Runs statements of the writer's own, all in one call.
    async fn execute(&mut self, sql: &'static str) -> Result<(), sqlx::Error> {
        sqlx::query(sql).execute(self.connection()).await.map(drop)
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

/// `data_version` moves when another connection has committed; ours is the only one here that writes, so it was
/// another process (<https://www.sqlite.org/pragma.html#pragma_data_version>).
async fn look_for_foreign_commits(
    connection: &mut SqliteConnection,
    seen: &mut Option<i64>,
    ticks: &watch::Sender<u64>,
) {
    match sqlx::query_as::<_, (i64,)>("PRAGMA data_version").fetch_one(connection).await {
        Ok((version,)) => {
            if seen.replace(version).is_some_and(|before| before != version) {
                ticks.send_modify(|tick| *tick += 1);
            }
        }
        Err(error) => {
            tracing::warn!(error = %error, "commits of other processes cannot be seen");
            ticks.send_modify(|tick| *tick += 1);
        }
    }
}
