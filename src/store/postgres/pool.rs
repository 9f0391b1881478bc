//! The pool of PostgreSQL connections.
//!
//! It replaces sqlx's own pool, which pings a connection each time that it is returned: one more round trip per job, without a
//! timeout, so that a dead connection blocks for up to 15 minutes.

use crate::shared::Notifications;
use crate::store::PoolLoad;
use deadpool::Runtime;
use deadpool::managed::{self, Metrics, Object, PoolError, QueueMode, RecycleError, RecycleResult};
use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _, PgConnection};
use std::io;
use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::time::timeout;

/// How long a request waits for a free connection, and how long opening one may take.
pub(super) const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);
/// The maximum age of a connection, so that changes of servers and proxies take effect.
const MAX_AGE: Duration = Duration::from_secs(30 * 60);
/// A connection that has been idle for longer is pinged before it is used.
const PING_AFTER_IDLE: Duration = Duration::from_secs(1);
/// How long the answer to a ping may take.
const PING_TIMEOUT: Duration = Duration::from_secs(1);

#[derive(Clone)]
pub(super) struct Pool {
    connections: managed::Pool<Connector>,
    health: ServerHealth,
}

impl Pool {
    /// At most `size` connections.
    pub(super) fn new(options: PgConnectOptions, size: usize) -> Self {
        Self::with_health(ServerHealth::default(), options, size)
    }

    /// A second pool to the same server: a timeout in one pool invalidates the connections of both.
    pub(super) fn sibling(&self, options: PgConnectOptions, size: usize) -> Self {
        Self::with_health(self.health.clone(), options, size)
    }

    fn with_health(health: ServerHealth, options: PgConnectOptions, size: usize) -> Self {
        let connections = managed::Pool::builder(Connector { options, health: health.clone() })
            .max_size(size)
            // The connection used last is used first: it needs no ping, and its statements are prepared.
            .queue_mode(QueueMode::Lifo)
            .wait_timeout(Some(ACQUIRE_TIMEOUT))
            .create_timeout(Some(ACQUIRE_TIMEOUT))
            .runtime(Runtime::Tokio1)
            .build()
            .unwrap_or_else(|_| unreachable!("there is a runtime for the timeouts"));
        Self { connections, health }
    }

    /// `notifications`: how a transaction on the connection announces changes.
    pub(super) async fn lease(&self, notifications: Notifications) -> Result<PostgresConn, sqlx::Error> {
        match self.connections.get().await {
            Ok(connection) => Ok(PostgresConn(Some(connection), notifications)),
            Err(PoolError::Backend(error)) => Err(error),
            Err(PoolError::Closed) => Err(sqlx::Error::PoolClosed),
            Err(_) => Err(sqlx::Error::PoolTimedOut),
        }
    }

    /// Invalidates all connections opened until now, after one of them timed out.
    pub(super) fn mark_dead(&self) -> sqlx::Error {
        self.health.mark_dead()
    }

    /// The load under the name of the pool, and how many jobs wait for a connection.
    pub(super) fn load(&self, name: &'static str) -> (PoolLoad, usize) {
        let status = self.connections.status();
        (PoolLoad { name, open: status.size, idle: status.available, max: status.max_size }, status.waiting)
    }

    pub(super) fn close(&self) {
        self.connections.close();
    }
}

/// A connection for one job. It is closed unless it is returned explicitly: a cancelled job may leave a transaction open, which
/// the server then rolls back.
pub struct PostgresConn(Option<Object<Connector>>, Notifications);

impl PostgresConn {
    /// How a transaction on it announces changes.
    pub(in crate::store) fn notifications(&self) -> Notifications {
        self.1
    }

    pub(super) fn release(mut self) {
        // Dropping the object returns the connection to the pool; its own `drop` then has nothing to close.
        self.0 = None;
    }
}

impl Deref for PostgresConn {
    type Target = PgConnection;

    fn deref(&self) -> &PgConnection {
        self.0.as_deref().unwrap_or_else(|| unreachable!("it has its connection until it is released"))
    }
}

impl DerefMut for PostgresConn {
    fn deref_mut(&mut self) -> &mut PgConnection {
        self.0.as_deref_mut().unwrap_or_else(|| unreachable!("it has its connection until it is released"))
    }
}

impl Drop for PostgresConn {
    fn drop(&mut self) {
        // Removed from the pool, so that it is closed and not returned.
        drop(self.0.take().map(Object::take));
    }
}

/// Opens connections, and checks idle ones before they are used.
struct Connector {
    options: PgConnectOptions,
    health: ServerHealth,
}

impl managed::Manager for Connector {
    type Type = PgConnection;
    type Error = sqlx::Error;

    async fn create(&self) -> Result<PgConnection, sqlx::Error> {
        self.options.connect().await
    }

    async fn recycle(&self, connection: &mut PgConnection, metrics: &Metrics) -> RecycleResult<sqlx::Error> {
        if metrics.age() > MAX_AGE || self.health.died_within(metrics.age()) {
            return Err(RecycleError::message("too old"));
        }
        // In use a moment ago, so it most likely works, and a ping would cost a round trip.
        if metrics.last_used() < PING_AFTER_IDLE {
            return Ok(());
        }
        let answer = timeout(PING_TIMEOUT, connection.ping()).await;
        Ok(answer.unwrap_or_else(|_| Err(self.health.mark_dead()))?)
    }
}

/// When a connection to the server last timed out. Older connections are closed without waiting for a timeout of each.
#[derive(Clone, Default)]
struct ServerHealth(Arc<Mutex<Option<Instant>>>);

impl ServerHealth {
    fn mark_dead(&self) -> sqlx::Error {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
        io::Error::from(io::ErrorKind::TimedOut).into()
    }

    /// Whether a timeout occurred after a connection of this age was opened.
    fn died_within(&self, age: Duration) -> bool {
        let died_at = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        died_at.is_some_and(|died_at| died_at.elapsed() < age)
    }
}
