//! How much the database has to do: the statements of each request and their time, for the `Server-Timing` header, and the
//! connections of this process, for the metrics.

use super::writability;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

tokio::task_local! {
    static STATS: Arc<SqlStats>;
}

/// The statements of one request.
#[derive(Debug, Default)]
pub struct SqlStats {
    pub count: AtomicU64,
    /// Their total time in microseconds.
    pub micros: AtomicU64,
}

/// Counts the statements that `future` runs, including those that the writer runs for it.
pub async fn scope<F: Future>(stats: Arc<SqlStats>, future: F) -> F::Output {
    STATS.scope(stats, future).await
}

/// The current scope, to pass to another task.
pub(super) fn current() -> Option<Arc<SqlStats>> {
    STATS.try_with(Arc::clone).ok()
}

/// Runs `future` in `scope`, if there is one.
pub(super) async fn within<F: Future>(scope: Option<Arc<SqlStats>>, future: F) -> F::Output {
    match scope {
        Some(stats) => STATS.scope(stats, future).await,
        None => future.await,
    }
}

/// Runs a statement, adds it to the current scope, if there is one, and notes if the database refuses to write.
pub(super) async fn timed<T>(statement: impl Future<Output = Result<T, sqlx::Error>>) -> Result<T, sqlx::Error> {
    // Work that belongs to no request is not measured.
    let Some(stats) = current() else {
        return statement.await.inspect_err(writability::note);
    };
    let start = Instant::now();
    let output = statement.await;
    let micros = u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX);
    // Relaxed, because no other data depends on the order of these sums.
    stats.count.fetch_add(1, Ordering::Relaxed);
    stats.micros.fetch_add(micros, Ordering::Relaxed);
    output.inspect_err(writability::note)
}

/// The load of the pools of connections, and of the queues in front of them.
#[derive(Clone, Debug)]
pub struct DatabaseLoad {
    pub pools: Vec<PoolLoad>,
    /// The number of jobs that wait, by queue: on SQLite for the writer, on PostgreSQL for a connection of a pool.
    pub queues: Vec<(&'static str, usize)>,
}

impl DatabaseLoad {
    /// Whether any job runs or waits at this moment.
    pub fn is_in_use(&self) -> bool {
        self.pools.iter().any(|pool| pool.in_use() > 0) || self.queues.iter().any(|(_, waiting)| *waiting > 0)
    }
}

/// The connections of a pool.
#[derive(Clone, Copy, Debug)]
pub struct PoolLoad {
    pub name: &'static str,
    /// Open connections, in use or idle.
    pub open: usize,
    pub idle: usize,
    /// How many may be open.
    pub max: usize,
}

impl PoolLoad {
    pub fn in_use(&self) -> usize {
        // The two numbers are read one after the other, so the second may be larger.
        self.open.saturating_sub(self.idle)
    }
}
