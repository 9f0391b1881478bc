//! The task that owns the writer's connection: it runs queued jobs, commits them, and notifies the observers.

use super::{Done, Job, Message, Pending};
use crate::store::{Conn, StoreError, conn::SqliteLease, recording, turnstile::Turnstile, tx::Observers};
use sqlx::{Connection, Executor, SqliteConnection};
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
    turnstile: Turnstile,
    observers: Observers,
    inbox: mpsc::Receiver<Message>,
}

/// A job did not return the connection, so that nothing can be written any more.
struct Lost;

impl Task {
    /// Writes on `connection` what comes from `inbox`.
    pub(super) fn new(
        connection: SqliteConnection,
        turnstile: Turnstile,
        observers: Observers,
        inbox: mpsc::Receiver<Message>,
    ) -> Self {
        Self { connection: Some(Box::new(connection)), turnstile, observers, inbox }
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

    /// Runs `first`, and whatever else is waiting, in one transaction. Gives back the request to close, when it comes.
    async fn run_jobs(&mut self, first: Job) -> Result<Option<oneshot::Sender<()>>, Lost> {
        if let Err(error) = self.begin().await {
            tracing::error!(error = %error, "no transaction could be opened");
            let done = first(Err(error.into())).await;
            (done.pending.answer)(Ok(()));
            return Ok(None);
        }
        if self.inbox.is_empty() {
            // The usual case when not much goes on: no other job to be protected by a savepoint.
            self.run_alone(first).await?;
            return Ok(None);
        }
        self.run_batch(first).await
    }

    async fn begin(&mut self) -> Result<(), sqlx::Error> {
        let _turn = self.turnstile.enter().await;
        self.connection().execute("BEGIN IMMEDIATE").await.map(drop)
    }

    /// Runs one job in the open transaction, which it need not share.
    async fn run_alone(&mut self, job: Job) -> Result<(), Lost> {
        let (keep, pending) = self.lend(job).await?;
        if keep {
            self.commit(vec![pending]).await;
            return Ok(());
        }
        self.roll_back().await;
        let refused = pending.rolled_back();
        if refused.effects.is_empty() {
            (refused.answer)(Ok(()));
        } else if let Err(error) = self.begin().await {
            (refused.answer)(Err(error.into()));
        } else {
            let refused = self.record_refusals(refused).await;
            self.commit(refused.into_iter().collect()).await;
        }
        Ok(())
    }

    /// Runs `first` and the jobs behind it in the open transaction.
    async fn run_batch(&mut self, first: Job) -> Result<Option<oneshot::Sender<()>>, Lost> {
        let mut pending = Vec::new();
        let (mut next, mut closing) = (Some(first), None);
        while let Some(job) = next.take() {
            pending.extend(self.run_behind_savepoint(job).await?);
            if pending.len() == BATCH {
                break;
            }
            match self.inbox.try_recv() {
                Ok(Message::Run(job)) => next = Some(job),
                Ok(Message::Close(closed)) => closing = Some(closed),
                Err(_) => {}
            }
        }
        self.commit(pending).await;
        Ok(closing)
    }

    /// Runs one job of many. None when it has failed for a reason of the database's, and has been answered.
    async fn run_behind_savepoint(&mut self, job: Job) -> Result<Option<Pending>, Lost> {
        let opened = self.connection().execute("SAVEPOINT job").await;
        if let Err(error) = opened {
            let done = job(Err(error.into())).await;
            (done.pending.answer)(Ok(()));
            return Ok(None);
        }
        let (keep, pending) = self.lend(job).await?;
        let end = if keep { "RELEASE job" } else { "ROLLBACK TO job; RELEASE job" };
        if let Err(error) = self.connection().execute(end).await {
            (pending.answer)(Err(error.into()));
            return Ok(None);
        }
        Ok(if keep { Some(pending) } else { self.record_refusals(pending.rolled_back()).await })
    }

    /// Records what was refused, after the rest of the job has been rolled back. None when that failed, and was answered.
    async fn record_refusals(&mut self, pending: Pending) -> Option<Pending> {
        let stored = recording::record_on_sqlite(self.connection(), pending.effects.events()).await;
        match stored {
            Ok(()) => Some(pending),
            Err(error) => {
                (pending.answer)(Err(error));
                None
            }
        }
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

    /// Commits, does what has to follow, and answers everyone whose work it was.
    async fn commit(&mut self, pending: Vec<Pending>) {
        let commit = self.connection().execute("COMMIT").await.map_err(Arc::new);
        if commit.is_err() {
            self.roll_back().await;
        }
        for Pending { effects, span, answer } in pending {
            match &commit {
                Ok(_) => {
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
        if let Err(error) = self.connection().execute("ROLLBACK").await {
            // SQLite rolls back by itself on some errors, a full disk among them; then there is nothing to roll back.
            tracing::debug!(error = %error, "the transaction was over before it was rolled back");
        }
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
