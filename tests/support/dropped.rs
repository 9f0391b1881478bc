//! Drops a future on the way, as the server does if a client disconnects.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;

/// Drops `future` after it was pending `last` more times. Returns None if it was dropped.
pub async fn dropped_after<F: Future>(last: usize, future: F) -> Option<F::Output> {
    let (mut future, mut polls) = (pin!(future), 0);
    poll_fn(|context| match future.as_mut().poll(context) {
        Poll::Ready(output) => Poll::Ready(Some(output)),
        Poll::Pending if polls == last => Poll::Ready(None),
        Poll::Pending => {
            polls += 1;
            Poll::Pending
        }
    })
    .await
}
