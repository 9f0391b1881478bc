//! Work that is finished even if its client disconnects.

use futures::future::BoxFuture;
use std::future::pending;
use std::panic::resume_unwind;
use tokio::sync::oneshot;
use tracing::Instrument as _;

/// Runs `work` to completion, also if the future that this returns is dropped. For example, attackers could otherwise disconnect
/// before a failed sign-in is recorded, and a change in several transactions could end between two of them.
pub(super) async fn run_to_completion<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> T {
    let (sender, outcome) = oneshot::channel();
    // Fails only if the future that this returns was dropped.
    finish(Box::pin(async move { _ = sender.send(work.await) })).await;
    match outcome.await {
        Ok(outcome) => outcome,
        Err(_) => unreachable!("the work is finished"),
    }
}

/// Without the type of the result, so that the code of a task is compiled once.
async fn finish(work: BoxFuture<'static, ()>) {
    // A task is not cancelled with the future that awaits it. The span keeps its log lines part of the request.
    if let Err(error) = tokio::spawn(work.in_current_span()).await {
        match error.try_into_panic() {
            Ok(panic) => resume_unwind(panic),
            // The task was cancelled: the runtime is shutting down and drops this future as well.
            Err(_) => pending().await,
        }
    }
}
