//! Request bodies with a minimum rate and a maximum time.

use super::{
    limits::Limits,
    min_rate::{MinRateTimer, PeerTooSlow},
};
use axum::{BoxError, body::Bytes};
use hyper::body::{Body, Frame, Incoming, SizeHint};
use std::{
    pin::Pin,
    task::{Context, Poll},
};
use tokio::time::Instant;

/// A body that fails with [`PeerTooSlow`] if it is slower than the minimum rate or exceeds the maximum time.
pub struct MinRateBody {
    body: Incoming,
    timer: MinRateTimer,
    deadline: Instant,
}

impl MinRateBody {
    pub fn new(body: Incoming, limits: &Limits) -> Self {
        Self { body, timer: MinRateTimer::new(limits.body), deadline: Instant::now() + limits.body_time }
    }
}

impl Body for MinRateBody {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let this = self.get_mut();
        match Pin::new(&mut this.body).poll_frame(cx) {
            // The deadline is checked when a frame arrives; if none does, the timer below ends the body.
            Poll::Ready(Some(Ok(_))) if Instant::now() > this.deadline => Poll::Ready(Some(Err(PeerTooSlow.into()))),
            Poll::Ready(Some(Ok(frame))) => {
                this.timer.transferred(frame.data_ref().map_or(0, Bytes::len));
                Poll::Ready(Some(Ok(frame)))
            }
            Poll::Ready(Some(Err(error))) => Poll::Ready(Some(Err(error.into()))),
            Poll::Ready(None) => Poll::Ready(None),
            // The inner body has also registered the task, so either new data or the timer wakes it.
            Poll::Pending => this.timer.poll_too_slow(cx).map(|slow| Some(Err(slow.into()))),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
