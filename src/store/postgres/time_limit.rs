//! Work that is given up if it takes too long, with the error of a server that does not answer.

use std::io;
use std::time::Duration;
use tokio::time::timeout;

/// Gives up work that takes longer than `limit`.
///
/// # Errors
/// That of the work, or [`timed_out`].
pub(super) async fn within<T>(
    limit: Duration,
    work: impl Future<Output = Result<T, sqlx::Error>>,
) -> Result<T, sqlx::Error> {
    timeout(limit, work).await.unwrap_or_else(|_| Err(timed_out()))
}

/// The server has not answered in time.
pub(super) fn timed_out() -> sqlx::Error {
    io::Error::from(io::ErrorKind::TimedOut).into()
}
