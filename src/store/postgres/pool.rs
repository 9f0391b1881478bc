//! The connections of one replica.
//!
//! Not sqlx's own pool: that one asks a connection whether it is still there each time that it is given back, for as long
//! as the answer takes, which on a dead line is a quarter of an hour; and it is a round trip more for every job.

use super::ACQUIRE_TIMEOUT;
use deadpool::{
    Runtime,
    managed::{self, Metrics, Object, PoolError, QueueMode, RecycleError, RecycleResult},
};
use sqlx::{ConnectOptions as _, Connection as _, PgConnection, postgres::PgConnectOptions};
use std::{
    io,
    ops::{Deref, DerefMut},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};
use tokio::time::timeout;

/// Servers and what lies between are replaced; a connection need not outlive that for long.
const LIFE: Duration = Duration::from_secs(30 * 60);
/// After so much rest a connection is asked whether it is still there, before it is given out.
const DOUBTFUL: Duration = Duration::from_secs(1);
/// How long it may take to answer that.
const PING_TIMEOUT: Duration = Duration::from_secs(1);

#[derive(Clone)]
pub(super) struct Pool {
    connections: managed::Pool<Connector>,
    line: Line,
}

impl Pool {
    /// At most `size` connections.
    pub(super) fn new(options: PgConnectOptions, size: usize) -> Self {
        Self::on(Line::default(), options, size)
    }

    /// Other connections on the same line: when it goes dead for one pool, it has for both.
    pub(super) fn another(&self, options: PgConnectOptions, size: usize) -> Self {
        Self::on(self.line.clone(), options, size)
    }

    fn on(line: Line, options: PgConnectOptions, size: usize) -> Self {
        let connections = managed::Pool::builder(Connector { options, line: line.clone() })
            .max_size(size)
            // Those that are not needed rest, and the busy ones stay warm.
            .queue_mode(QueueMode::Lifo)
            .wait_timeout(Some(ACQUIRE_TIMEOUT))
            .create_timeout(Some(ACQUIRE_TIMEOUT))
            .runtime(Runtime::Tokio1)
            .build()
            .unwrap_or_else(|_| unreachable!("there is a runtime for the timeouts"));
        Self { connections, line }
    }

    pub(super) async fn lease(&self) -> Result<Lease, sqlx::Error> {
        match self.connections.get().await {
            Ok(connection) => Ok(Lease(Some(connection))),
            Err(PoolError::Backend(error)) => Err(error),
            Err(PoolError::Closed) => Err(sqlx::Error::PoolClosed),
            Err(_) => Err(sqlx::Error::PoolTimedOut),
        }
    }

    /// The line gave no answer: what is as old as that is not used any more.
    pub(super) fn went_dead(&self) -> sqlx::Error {
        self.line.went_dead()
    }

    pub(super) fn close(&self) {
        self.connections.close();
    }
}

/// A connection for one job. Unless it is given back it is closed: a job that was broken off leaves it in the middle of
/// something, and the server rolls that back.
pub struct Lease(Option<Object<Connector>>);

impl Lease {
    pub(super) fn give_back(mut self) {
        self.0 = None;
    }
}

impl Deref for Lease {
    type Target = PgConnection;

    fn deref(&self) -> &PgConnection {
        self.0.as_deref().unwrap_or_else(|| unreachable!("a lease has its connection until it is given back"))
    }
}

impl DerefMut for Lease {
    fn deref_mut(&mut self) -> &mut PgConnection {
        self.0.as_deref_mut().unwrap_or_else(|| unreachable!("a lease has its connection until it is given back"))
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        drop(self.0.take().map(Object::take));
    }
}

/// Makes connections, and looks at those that were given back.
struct Connector {
    options: PgConnectOptions,
    line: Line,
}

impl managed::Manager for Connector {
    type Type = PgConnection;
    type Error = sqlx::Error;

    async fn create(&self) -> Result<PgConnection, sqlx::Error> {
        self.options.connect().await
    }

    async fn recycle(&self, connection: &mut PgConnection, metrics: &Metrics) -> RecycleResult<sqlx::Error> {
        if metrics.age() > LIFE || self.line.is_older_than(metrics.age()) {
            return Err(RecycleError::message("too old"));
        }
        if metrics.last_used() < DOUBTFUL {
            return Ok(());
        }
        let answer = timeout(PING_TIMEOUT, connection.ping()).await;
        Ok(answer.unwrap_or_else(|_| Err(self.line.went_dead()))?)
    }
}

/// The way to the server. When one connection gets no answer any more, none that is as old is worth asking.
#[derive(Clone, Default)]
struct Line(Arc<Mutex<Option<Instant>>>);

impl Line {
    fn went_dead(&self) -> sqlx::Error {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
        io::Error::from(io::ErrorKind::TimedOut).into()
    }

    /// Whether it went dead after a connection of this age was made.
    fn is_older_than(&self, age: Duration) -> bool {
        let dead = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        dead.is_some_and(|dead| dead.elapsed() < age)
    }
}
