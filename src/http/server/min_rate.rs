//! A minimum transfer rate, for request bodies and for writing responses. The server waits for a peer for a limited time, which
//! transferred bytes extend.

use super::connections::{Limits, MinRate};
use axum::BoxError;
use axum::body::Bytes;
use hyper::body::{Body, Frame, Incoming, SizeHint};
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep, sleep_until};

/// The peer is slower than the minimum rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the peer is slower than the minimum rate")]
pub struct PeerTooSlow;

/// Measures how long the server waits for a peer in one direction of a connection. Only waiting counts: the time in
/// which the server processes data does not.
pub struct MinRateTimer {
    rate: MinRate,
    /// The waiting time that is left before the peer is too slow.
    remaining: Duration,
    /// The start of the current wait.
    waiting_since: Option<Instant>,
    /// Created at the first wait, because most requests and responses have none.
    timer: Option<Pin<Box<Sleep>>>,
}

impl MinRateTimer {
    pub fn new(rate: MinRate) -> Self {
        Self { rate, remaining: rate.stall_timeout, waiting_since: None, timer: None }
    }

    /// Ends a wait, and adds the time for the transferred bytes, up to the maximum.
    pub fn transferred(&mut self, bytes: usize) {
        if let Some(since) = self.waiting_since.take() {
            self.remaining = self.remaining.saturating_sub(since.elapsed());
        }
        // The bytes earn the time that they take at the minimum rate. The maximum prevents a fast start from allowing a
        // longer stall later.
        let earned = Duration::from_secs_f64(bytes as f64 / f64::from(self.rate.bytes_per_second));
        self.remaining = self.remaining.saturating_add(earned).min(self.rate.stall_timeout);
    }

    /// Starts or continues a wait. Ready when the remaining time is over.
    pub fn poll_too_slow(&mut self, cx: &mut Context<'_>) -> Poll<PeerTooSlow> {
        // Repeated polls belong to the same wait, so only the first one sets the timer.
        if self.waiting_since.is_none() {
            let now = Instant::now();
            self.waiting_since = Some(now);
            match &mut self.timer {
                Some(timer) => timer.as_mut().reset(now + self.remaining),
                None => self.timer = Some(Box::pin(sleep_until(now + self.remaining))),
            }
        }
        match &mut self.timer {
            Some(timer) => timer.as_mut().poll(cx).map(|()| PeerTooSlow),
            None => Poll::Pending,
        }
    }
}

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

/// A stream on which writing fails if the peer reads more slowly than the minimum rate. Reading has no limit here:
/// hyper limits the time for request heads and of idle connections, [`MinRateBody`] the rate of bodies.
pub struct MinRateStream {
    stream: TcpStream,
    timer: MinRateTimer,
}

impl MinRateStream {
    pub fn new(stream: TcpStream, rate: MinRate) -> Self {
        Self { stream, timer: MinRateTimer::new(rate) }
    }

    /// Applies the minimum rate to the result of a write.
    fn check(&mut self, cx: &mut Context<'_>, written: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        match written {
            Poll::Ready(Ok(bytes)) => {
                self.timer.transferred(bytes);
                Poll::Ready(Ok(bytes))
            }
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
            // The socket has also registered the task, so either the peer or the timer wakes it.
            Poll::Pending => {
                self.timer.poll_too_slow(cx).map(|slow| Err(io::Error::new(io::ErrorKind::TimedOut, slow)))
            }
        }
    }
}

impl AsyncRead for MinRateStream {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for MinRateStream {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, buf);
        self.check(cx, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, bufs);
        self.check(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::poll_fn;
    use tokio::time::{advance, timeout};

    const RATE: MinRate = MinRate { stall_timeout: Duration::from_secs(10), bytes_per_second: 1000 };

    /// Whether the peer is too slow after waiting for this time.
    async fn is_too_slow_after(timer: &mut MinRateTimer, seconds: u64) -> bool {
        timeout(Duration::from_secs(seconds), poll_fn(|cx| timer.poll_too_slow(cx))).await.is_ok()
    }

    #[tokio::test(start_paused = true)]
    async fn a_peer_that_sends_nothing_is_too_slow_after_the_maximum_time() {
        let mut timer = MinRateTimer::new(RATE);
        assert!(!is_too_slow_after(&mut timer, 9).await);
        assert!(is_too_slow_after(&mut timer, 2).await, "a wait without progress continues the previous one");
    }

    #[tokio::test(start_paused = true)]
    async fn single_bytes_do_not_extend_the_time() {
        let mut timer = MinRateTimer::new(RATE);
        for _ in 0..2 {
            assert!(!is_too_slow_after(&mut timer, 4).await);
            timer.transferred(1);
        }
        assert!(is_too_slow_after(&mut timer, 4).await);
    }

    #[tokio::test(start_paused = true)]
    async fn bytes_at_the_minimum_rate_extend_the_time() {
        let mut timer = MinRateTimer::new(RATE);
        for _ in 0..100 {
            assert!(!is_too_slow_after(&mut timer, 5).await);
            timer.transferred(5000);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn many_bytes_extend_the_time_up_to_the_maximum_and_processing_does_not_count() {
        let mut timer = MinRateTimer::new(RATE);
        timer.transferred(1_000_000);
        advance(Duration::from_secs(60)).await;
        assert!(!is_too_slow_after(&mut timer, 9).await);
        assert!(is_too_slow_after(&mut timer, 2).await);
    }
}
