//! Work that is finished even if its client disconnects.

use std::future::pending;
use std::panic::resume_unwind;
use tracing::Instrument as _;

/// Runs `work` to completion, also if the future that this returns is dropped. For example, attackers could otherwise disconnect
/// before a failed sign-in is recorded, and a change in several transactions could end between two of them.
pub(super) async fn run_to_completion<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> T {
    // A task is not cancelled with the future that awaits it. The span keeps its log lines part of the request.
    match tokio::spawn(work.in_current_span()).await {
        Ok(outcome) => outcome,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => resume_unwind(panic),
            // The task was cancelled: the runtime is shutting down and drops this future as well.
            Err(_) => pending().await,
        },
    }
}
