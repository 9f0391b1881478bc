//! The loop that accepts connections and serves them until it is told to stop.
//!
//! Not `axum::serve`, which sets no limits: heads and bodies that are sent slowly, and answers that are not read, would hold
//! connections for ever, and hold up the stop.

mod body;
mod connections;
mod limits;
mod pace;
mod stream;

use axum::{Router, body::Body, extract::ConnectInfo, response::Response};
use body::TimelyBody;
use connections::{Connections, Place};
use hyper::{Request, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
pub use limits::{Limits, Pace};
pub use pace::TooSlow;
use std::{
    convert::Infallible,
    future::pending,
    io,
    net::SocketAddr,
    panic::resume_unwind,
    pin::{Pin, pin},
    sync::Arc,
    time::Duration,
};
use stream::TimelyStream;
use tokio::{
    net::{TcpListener, TcpStream},
    time::{sleep, timeout},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tower::Service;

/// The answer to a request, on its way.
type Answer = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

/// How long requests under way are waited for at the stop.
const DRAIN: Duration = Duration::from_secs(8);
/// How long to wait when no connection can be accepted, until some have ended.
const BREATH: Duration = Duration::from_millis(250);

/// Marks a request that came over a connection of the reserve.
#[derive(Clone, Copy, Debug)]
pub struct FromReserve;

/// Serves until `stop` comes, then lets requests under way finish, for a while.
pub async fn serve(listener: TcpListener, router: Router, limits: Limits, stop: impl Future<Output = ()>) {
    let limits = Arc::new(limits);
    let open = Connections::new(Arc::clone(&limits));
    let stopping = CancellationToken::new();
    let connections = TaskTracker::new();

    let mut stop = pin!(stop);
    loop {
        let (stream, peer) = tokio::select! {
            accepted = accept(&listener) => accepted,
            () = &mut stop => break,
        };
        // Without a place for it the connection is closed, and its peer may try again.
        let Some(place) = open.enter(peer.ip()) else { continue };
        let conversation = Conversation { limits: Arc::clone(&limits), place, peer, router: router.clone() };
        connections.spawn(conversation.run(stream, stopping.clone()));
    }
    drop(listener);
    stopping.cancel();
    connections.close();
    connections.wait().await;
}

/// The next connection. A failure to accept one, such as too many open files, is no reason to end.
async fn accept(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok(accepted) => return accepted,
            Err(error) if is_of_the_peer(&error) => {}
            Err(error) => {
                tracing::error!(error = %error, "no connection can be accepted");
                sleep(BREATH).await;
            }
        }
    }
}

/// The peer went away before it was accepted.
fn is_of_the_peer(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

/// The requests of one connection, and their answers.
struct Conversation {
    limits: Arc<Limits>,
    place: Place,
    peer: SocketAddr,
    router: Router,
}

impl Conversation {
    async fn run(self, stream: TcpStream, stopping: CancellationToken) {
        // Answers are small: waiting to fill a packet would only delay them.
        let _ = stream.set_nodelay(true);
        let stream = TokioIo::new(TimelyStream::new(stream, self.limits.answer));
        let service = service_fn(|request| self.answer(request));
        let mut connection = pin!(self.protocol().serve_connection(stream, service));
        let ended = tokio::select! {
            ended = connection.as_mut() => Ok(ended),
            () = stopping.cancelled() => {
                connection.as_mut().graceful_shutdown();
                timeout(DRAIN, connection).await
            }
        };
        match ended {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::debug!(error = %error, "a connection broke off"),
            Err(_) => tracing::warn!("a request did not finish before the stop"),
        }
    }

    /// A connection of the reserve is closed after its answer, or when no request comes, so that the next finds a place.
    fn protocol(&self) -> http1::Builder {
        let limits = &self.limits;
        let head_time = if self.place.is_reserve { limits.reserve_head_time } else { limits.head_time };
        let mut protocol = http1::Builder::new();
        protocol
            .timer(TokioTimer::new())
            .header_read_timeout(head_time)
            // hyper compares after each read, and the last read may bring as much again.
            .max_buf_size(limits.head / 2)
            .keep_alive(!self.place.is_reserve);
        protocol
    }

    /// A request that may change something runs in a task of its own, from the moment that it was read: hyper drops the
    /// future of a request whose client hangs up, and a logout must not depend on whether the client waits.
    fn answer(&self, request: Request<Incoming>) -> Answer {
        let mut request = request.map(|body| Body::new(TimelyBody::new(body, &self.limits)));
        request.extensions_mut().insert(ConnectInfo(self.peer));
        if self.place.is_reserve {
            request.extensions_mut().insert(FromReserve);
        }
        let may_change = !request.method().is_safe();
        let answer = self.router.clone().call(request);
        if !may_change {
            return Box::pin(answer);
        }
        let task = tokio::spawn(answer);
        Box::pin(async {
            match task.await {
                Ok(answer) => answer,
                Err(error) => match error.try_into_panic() {
                    Ok(panicked) => resume_unwind(panicked),
                    // The program ends, and this connection with it.
                    Err(_) => pending().await,
                },
            }
        })
    }
}
