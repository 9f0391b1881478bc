//! The pool of PostgreSQL connections.
//!
//! It replaces sqlx's own pool, which pings a connection each time that it is returned: one more round trip per job, without a
//! timeout, so that a dead connection blocks for up to 15 minutes.

use super::hosts::{Hosts, Used};
use super::pooler::{Opening, keeps_statements};
use super::time_limit::timed_out;
use crate::shared::Notifications;
use crate::store::PoolLoad;
use deadpool::Runtime;
use deadpool::managed::{self, Metrics, Object, PoolError, QueueMode, RecycleError, RecycleResult};
use sqlx::{Connection as _, PgConnection};
use std::fmt;
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
/// Connections to a server that refuses to write are closed at most once in this time: it may stay like that, and then each request
/// would open a connection.
const MOVE_PAUSE: Duration = Duration::from_millis(500);

#[derive(Clone)]
pub(super) struct Pool {
    connections: managed::Pool<Connector>,
    /// What a transaction begins with. None: connections have their limits, and each statement can be a transaction of its own.
    begin: Option<Arc<str>>,
    health: ServerHealth,
}

impl Pool {
    /// At most `size` connections.
    pub(super) fn new(opening: Opening, size: usize) -> Self {
        Self::with_health(ServerHealth::default(), opening, size)
    }

    /// A second pool to the same server: a timeout in one pool invalidates the connections of both.
    pub(super) fn sibling(&self, opening: Opening, size: usize) -> Self {
        Self::with_health(self.health.clone(), opening, size)
    }

    fn with_health(health: ServerHealth, opening: Opening, size: usize) -> Self {
        let Opening { hosts, begin, notifications } = opening;
        let connector = Connector { hosts, is_pooled: begin.is_some(), notifications, health: health.clone() };
        let connections = managed::Pool::builder(connector)
            .max_size(size)
            // The connection used last is used first: it needs no ping, and its statements are prepared.
            .queue_mode(QueueMode::Lifo)
            .wait_timeout(Some(ACQUIRE_TIMEOUT))
            .create_timeout(Some(ACQUIRE_TIMEOUT))
            .runtime(Runtime::Tokio1)
            .build()
            .unwrap_or_else(|_| unreachable!("there is a runtime for the timeouts"));
        Self { connections, begin, health }
    }

    pub(super) async fn lease(&self) -> Result<PostgresConn, sqlx::Error> {
        match self.connections.get().await {
            Ok(connection) => Ok(PostgresConn(Some(connection))),
            Err(PoolError::Backend(error)) => Err(error),
            Err(PoolError::Closed) => Err(sqlx::Error::PoolClosed),
            Err(_) => Err(sqlx::Error::PoolTimedOut),
        }
    }

    pub(super) fn begin(&self) -> Option<&Arc<str>> {
        self.begin.as_ref()
    }

    /// Invalidates all connections opened until now, after one of them timed out.
    pub(super) fn mark_dead(&self) -> sqlx::Error {
        self.health.mark_dead()
    }

    /// The same after the server has refused to write, because it is read-only: another one may not be. Returns whether that is so; not
    /// if it has just been done.
    pub(super) fn move_on(&self) -> bool {
        self.health.move_on()
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
pub struct PostgresConn(Option<Object<Connector>>);

impl PostgresConn {
    /// How a transaction on it announces changes.
    pub(in crate::store) fn notifications(&mut self) -> Notifications {
        self.session().notifications
    }

    pub(super) fn release(mut self) {
        // Dropping the object returns the connection to the pool; its own `drop` then has nothing to close.
        self.0 = None;
    }

    pub(super) fn session(&mut self) -> &mut Session {
        self.0.as_deref_mut().unwrap_or_else(|| unreachable!("it has its connection until it is released"))
    }
}

impl fmt::Debug for PostgresConn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresConn").finish_non_exhaustive()
    }
}

impl Drop for PostgresConn {
    fn drop(&mut self) {
        // Removed from the pool, so that it is closed and not returned.
        drop(self.0.take().map(Object::take));
    }
}

/// An open connection, with what is known of its other end.
pub(super) struct Session {
    pub(super) connection: PgConnection,
    /// The server to which it leads.
    at: Used,
    /// Whether a prepared statement is still there in the next transaction.
    pub(super) keeps_statements: bool,
    /// How a transaction on it announces changes.
    notifications: Notifications,
}

/// Opens connections, and checks idle ones before they are used.
struct Connector {
    hosts: Hosts,
    /// Whether there is a pooler in between.
    is_pooled: bool,
    notifications: Notifications,
    health: ServerHealth,
}

impl managed::Manager for Connector {
    type Type = Session;
    type Error = sqlx::Error;

    async fn create(&self) -> Result<Session, sqlx::Error> {
        let (at, mut connection) = self.hosts.connect_at().await?;
        let keeps_statements = !self.is_pooled || keeps_statements(&mut connection).await?;
        Ok(Session { connection, at, keeps_statements, notifications: self.notifications })
    }

    async fn recycle(&self, session: &mut Session, metrics: &Metrics) -> RecycleResult<sqlx::Error> {
        if metrics.age() > MAX_AGE || self.health.died_within(metrics.age()) {
            return Err(RecycleError::message("too old"));
        }
        // The listener is at the used one: of what is written elsewhere nobody would hear.
        if !self.hosts.uses(session.at) {
            return Err(RecycleError::message("another server is used"));
        }
        // In use a moment ago, so it most likely works, and a ping would cost a round trip.
        if metrics.last_used() < PING_AFTER_IDLE {
            return Ok(());
        }
        let answer = timeout(PING_TIMEOUT, session.connection.ping()).await;
        Ok(answer.unwrap_or_else(|_| Err(self.health.mark_dead()))?)
    }
}

/// When a connection to the server last timed out, or was refused a write. Older connections are closed without waiting for a
/// timeout of each.
#[derive(Clone, Default)]
struct ServerHealth(Arc<Mutex<Option<Instant>>>);

impl ServerHealth {
    fn mark_dead(&self) -> sqlx::Error {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
        timed_out()
    }

    fn move_on(&self) -> bool {
        let mut died_at = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_due = died_at.is_none_or(|died_at| died_at.elapsed() > MOVE_PAUSE);
        if is_due {
            *died_at = Some(Instant::now());
        }
        is_due
    }

    /// Whether that occurred after a connection of this age was opened.
    fn died_within(&self, age: Duration) -> bool {
        let died_at = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        died_at.is_some_and(|died_at| died_at.elapsed() < age)
    }
}
