//! How many statements a request ran, and for how long: for the `Server-Timing` header.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Instant,
};

tokio::task_local! {
    static STATS: Arc<SqlStats>;
}

/// What was spent on the database.
#[derive(Debug, Default)]
pub struct SqlStats {
    pub count: AtomicU64,
    /// Microseconds.
    pub micros: AtomicU64,
}

/// Counts the statements that `future` runs, those of its writes included.
pub async fn scope<F: Future>(stats: Arc<SqlStats>, future: F) -> F::Output {
    STATS.scope(stats, future).await
}

/// The scope that we are in, to be carried into another task.
pub(super) fn current() -> Option<Arc<SqlStats>> {
    STATS.try_with(Arc::clone).ok()
}

/// Runs `future` in `scope`, when there is one.
pub(super) async fn within<F: Future>(scope: Option<Arc<SqlStats>>, future: F) -> F::Output {
    match scope {
        Some(stats) => STATS.scope(stats, future).await,
        None => future.await,
    }
}

/// Adds one statement to the scope that we are in; nothing is measured outside of one.
pub(super) async fn timed<F: Future>(statement: F) -> F::Output {
    let Some(stats) = current() else {
        return statement.await;
    };
    let start = Instant::now();
    let output = statement.await;
    let micros = u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX);
    stats.count.fetch_add(1, Ordering::Relaxed);
    stats.micros.fetch_add(micros, Ordering::Relaxed);
    output
}
