//! The one writer of SQLite: a queue of jobs, many to a commit.
//!
//! Each job of many has a savepoint of its own, so one that fails takes nothing with it. Answers go out after the commit,
//! which with `synchronous=FULL` means after the data is on disk.

use super::{Conn, StoreError, Work, stats};
use futures::future::BoxFuture;
use sqlx::{Connection, Executor, SqliteConnection};
use std::{sync::Arc, time::Duration};
use tokio::sync::{mpsc, oneshot, watch};

/// Jobs that may wait; whoever comes later waits to be let into the queue.
const QUEUE: usize = 1024;
/// Jobs in one commit: enough to share the cost of a flush, few enough that none waits long.
const BATCH: usize = 128;
/// How often to look for commits of other processes (the contract allows a command one second).
const WATCH: Duration = Duration::from_millis(200);

#[derive(Clone)]
pub(super) struct Writer {
    jobs: mpsc::Sender<Message>,
    foreign_commits: watch::Receiver<u64>,
}

enum Message {
    Run(Job),
    Close(oneshot::Sender<()>),
}

/// Runs the work; what comes back is called after the commit.
type Job = Box<dyn for<'c> FnOnce(&'c mut Conn<'_>) -> BoxFuture<'c, Done> + Send>;

struct Done {
    keep: bool,
    answer: Box<dyn FnOnce(Result<(), StoreError>) + Send>,
}

impl Writer {
    pub(super) fn start(connection: SqliteConnection) -> Self {
        let (jobs, inbox) = mpsc::channel(QUEUE);
        let (ticks, foreign_commits) = watch::channel(0);
        tokio::spawn(run(connection, inbox, ticks));
        Self { jobs, foreign_commits }
    }

    pub(super) async fn submit<T: Send + 'static>(
        &self,
        work: impl for<'c> FnOnce(&'c mut Conn<'_>) -> Work<'c, T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (sender, receiver) = oneshot::channel();
        let scope = stats::current();
        let job: Job = Box::new(move |conn| {
            Box::pin(async move {
                let outcome = stats::within(scope, work(conn)).await;
                Done {
                    keep: outcome.is_ok(),
                    // A caller that has gone away needs no answer.
                    answer: Box::new(move |committed| drop(sender.send(committed.and(outcome)))),
                }
            })
        });
        self.jobs.send(Message::Run(job)).await.map_err(|_| StoreError::Closed)?;
        receiver.await.map_err(|_| StoreError::Closed)?
    }

    pub(super) fn foreign_commits(&self) -> watch::Receiver<u64> {
        self.foreign_commits.clone()
    }

    /// Runs what is queued, then closes the connection, which folds the log into the database.
    pub(super) async fn close(&self) {
        let (closed, done) = oneshot::channel();
        if self.jobs.send(Message::Close(closed)).await.is_ok() {
            drop(done.await);
        }
    }
}

async fn run(mut connection: SqliteConnection, mut inbox: mpsc::Receiver<Message>, ticks: watch::Sender<u64>) {
    let mut watch = tokio::time::interval(WATCH);
    watch.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Skip);
    let mut seen = None;
    loop {
        tokio::select! {
            biased;
            message = inbox.recv() => match message {
                // The usual case when not much goes on: nothing to share a flush with, nobody to protect.
                Some(Message::Run(only)) if inbox.is_empty() => run_alone(&mut connection, only).await,
                Some(Message::Run(first)) => {
                    if let Some(closed) = run_batch(&mut connection, first, &mut inbox).await {
                        return close(connection, closed).await;
                    }
                }
                Some(Message::Close(closed)) => return close(connection, closed).await,
                None => return,
            },
            _ = watch.tick() => look_for_foreign_commits(&mut connection, &mut seen, &ticks).await,
        }
    }
}

async fn close(connection: SqliteConnection, closed: oneshot::Sender<()>) {
    if let Err(error) = connection.close().await {
        tracing::warn!(error = %error, "the database did not close cleanly");
    }
    let _ = closed.send(());
}

/// Runs one job in a transaction that it need not share.
async fn run_alone(connection: &mut SqliteConnection, job: Job) {
    if let Err(error) = connection.execute("BEGIN IMMEDIATE").await {
        return refuse(connection, job, error).await;
    }
    let done = job(&mut Conn::Sqlite(connection)).await;
    if done.keep {
        commit(connection, vec![done.answer]).await;
    } else {
        roll_back(connection).await;
        (done.answer)(Ok(()));
    }
}

/// Commits, and tells all whose work it was.
async fn commit(connection: &mut SqliteConnection, answers: Vec<Answer>) {
    let commit = connection.execute("COMMIT").await.map_err(Arc::new);
    if commit.is_err() {
        roll_back(connection).await;
    }
    for answer in answers {
        answer(commit.as_ref().map(drop).map_err(|error| StoreError::Commit(Arc::clone(error))));
    }
}

/// Runs `first` and whatever else is waiting in one transaction. Gives back the wish to close, when it comes.
async fn run_batch(
    connection: &mut SqliteConnection,
    first: Job,
    inbox: &mut mpsc::Receiver<Message>,
) -> Option<oneshot::Sender<()>> {
    if let Err(error) = connection.execute("BEGIN IMMEDIATE").await {
        refuse(connection, first, error).await;
        return None;
    }
    let mut answers = vec![run_job(connection, first).await];
    let mut closing = None;
    while answers.len() < BATCH {
        match inbox.try_recv() {
            Ok(Message::Run(job)) => answers.push(run_job(connection, job).await),
            Ok(Message::Close(closed)) => {
                closing = Some(closed);
                break;
            }
            Err(_) => break,
        }
    }
    commit(connection, answers).await;
    closing
}

type Answer = Box<dyn FnOnce(Result<(), StoreError>) + Send>;

/// Runs one job behind a savepoint of its own.
async fn run_job(connection: &mut SqliteConnection, job: Job) -> Answer {
    let opened = connection.execute("SAVEPOINT job").await;
    let done = job(&mut Conn::Sqlite(connection)).await;
    let closed = match (&opened, done.keep) {
        (Ok(_), true) => connection.execute("RELEASE job").await,
        (Ok(_), false) => connection.execute("ROLLBACK TO job; RELEASE job").await,
        (Err(_), _) => return failed(done, opened.err()),
    };
    if closed.is_err() && done.keep {
        return failed(done, closed.err());
    }
    done.answer
}

/// The job's own answer does not count: it has no savepoint to stand on.
fn failed(done: Done, error: Option<sqlx::Error>) -> Answer {
    Box::new(move |_| (done.answer)(Err(error.map_or(StoreError::Abandoned, StoreError::from))))
}

/// No transaction could be opened: the job never runs, its sender is told that the database is away.
async fn refuse(connection: &mut SqliteConnection, job: Job, error: sqlx::Error) {
    tracing::error!(error = %error, "no transaction could be opened");
    roll_back(connection).await;
    drop(job);
}

/// After a failed commit SQLite may or may not have rolled back by itself.
async fn roll_back(connection: &mut SqliteConnection) {
    if let Err(error) = connection.execute("ROLLBACK").await {
        tracing::debug!(error = %error, "nothing to roll back");
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
