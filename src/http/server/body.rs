//! The body of a request, which has to arrive in time.

use super::{
    limits::Limits,
    pace::{TooSlow, Waiting},
};
use axum::{BoxError, body::Bytes};
use hyper::body::{Body, Frame, Incoming, SizeHint};
use std::{
    pin::Pin,
    task::{Context, Poll},
};
use tokio::time::Instant;

/// A body that fails with [`TooSlow`] where it arrives more slowly than it may, or for longer.
pub struct TimelyBody {
    body: Incoming,
    waiting: Waiting,
    until: Instant,
}

impl TimelyBody {
    pub fn new(body: Incoming, limits: &Limits) -> Self {
        Self { body, waiting: Waiting::new(limits.body), until: Instant::now() + limits.body_time }
    }
}

impl Body for TimelyBody {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let this = self.get_mut();
        match Pin::new(&mut this.body).poll_frame(cx) {
            Poll::Ready(Some(Ok(_))) if Instant::now() > this.until => Poll::Ready(Some(Err(TooSlow.into()))),
            Poll::Ready(Some(Ok(frame))) => {
                this.waiting.moved(frame.data_ref().map_or(0, Bytes::len));
                Poll::Ready(Some(Ok(frame)))
            }
            Poll::Ready(Some(Err(error))) => Poll::Ready(Some(Err(error.into()))),
            Poll::Ready(None) => Poll::Ready(None),
            Poll::Pending => this.waiting.poll_too_slow(cx).map(|slow| Some(Err(slow.into()))),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
