//! The server: accepts connections and serves them until shutdown.
//!
//! It replaces `axum::serve`, which has no timeouts: a peer that sends its request slowly or does not read the response
//! would hold its connection forever, and delay the shutdown.
//!
//! It names nothing outside of its folder, because a benchmark includes it as a source (`benches/yardsticks`).

mod connections;
mod min_rate;

pub use connections::{Limits, MinRate};
pub use min_rate::PeerTooSlow;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Uri;
use axum::http::uri::PathAndQuery;
use axum::response::Response;
use connections::{Connections, Permit};
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use min_rate::{MinRateBody, MinRateStream};
use std::convert::Infallible;
use std::future::pending;
use std::net::SocketAddr;
use std::panic::resume_unwind;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;
use std::{io, mem};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::Service;

type ResponseFuture = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

/// The maximum time for pending requests to complete at shutdown.
const DRAIN_TIMEOUT: Duration = Duration::from_secs(8);
/// The time that connections have to end after the last request, before the server no longer waits for them.
const END_TIMEOUT: Duration = Duration::from_secs(1);
/// The delay after a failed `accept`, for example because there are too many open files.
const ACCEPT_RETRY_DELAY: Duration = Duration::from_millis(250);

/// Request extension: the request uses a reserved connection.
#[derive(Clone, Copy, Debug)]
pub struct OnReservedConnection;

/// Serves until `stop` completes, then waits for pending requests for at most `DRAIN_TIMEOUT`.
pub async fn serve(listener: TcpListener, router: Router, limits: Limits, stop: impl Future<Output = ()>) {
    let limits = Arc::new(limits);
    let connections = Connections::new(Arc::clone(&limits));
    let stopping = CancellationToken::new();
    let tasks = TaskTracker::new();

    let mut stop = pin!(stop);
    loop {
        let (stream, peer) = tokio::select! {
            accepted = accept(&listener) => accepted,
            () = &mut stop => break,
        };
        // Without a permit, the stream is dropped, which closes the connection.
        let Some(permit) = connections.acquire(peer.ip()) else { continue };
        let connection =
            Connection { limits: Arc::clone(&limits), permit, peer, router: router.clone(), tasks: tasks.clone() };
        tasks.spawn(connection.run(stream, stopping.clone()));
    }
    // Close the listener first, so that new clients connect to another replica.
    drop(listener);
    stopping.cancel();
    // A tracker that is not closed would wait forever.
    tasks.close();
    if timeout(DRAIN_TIMEOUT + END_TIMEOUT, tasks.wait()).await.is_err() {
        tracing::warn!("a request without a client was aborted by the shutdown");
    }
}

/// The next connection. An error, such as too many open files, does not end the server.
async fn accept(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok(accepted) => return accepted,
            // Only this peer is affected, so the next connection is accepted at once.
            Err(error) if is_peer_error(&error) => {}
            Err(error) => {
                tracing::error!(error = %error, "a connection could not be accepted");
                // Without a delay, the loop would use a whole core until the cause is gone.
                sleep(ACCEPT_RETRY_DELAY).await;
            }
        }
    }
}

/// Whether the peer closed the connection before it was accepted.
fn is_peer_error(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

/// Serves the requests of one connection.
struct Connection {
    limits: Arc<Limits>,
    permit: Permit,
    peer: SocketAddr,
    router: Router,
    /// What the server waits for when it stops.
    tasks: TaskTracker,
}

impl Connection {
    async fn run(self, stream: TcpStream, stopping: CancellationToken) {
        // Responses are small: Nagle's algorithm would only delay them.
        let _ = stream.set_nodelay(true);
        let stream = TokioIo::new(MinRateStream::new(stream, self.limits.answer));
        let service = service_fn(|request| self.respond(request));
        let mut connection = pin!(self.protocol().serve_connection(stream, service));
        let ended = tokio::select! {
            ended = connection.as_mut() => Ok(ended),
            () = stopping.cancelled() => {
                // Closes an idle connection at once, and any other after its pending response.
                connection.as_mut().graceful_shutdown();
                timeout(DRAIN_TIMEOUT, connection).await
            }
        };
        match ended {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::debug!(error = %error, "a connection was closed by an error"),
            Err(_) => tracing::warn!("a request was aborted by the shutdown"),
        }
    }

    /// A reserved connection is closed after one response or a short idle time, so that it is free for the next client.
    fn protocol(&self) -> http1::Builder {
        let limits = &self.limits;
        let head_time = if self.permit.is_reserved { limits.reserve_head_time } else { limits.head_time };
        let mut protocol = http1::Builder::new();
        protocol
            .timer(TokioTimer::new())
            .header_read_timeout(head_time)
            // hyper checks the size after each read, and the last read can double it.
            .max_buf_size(limits.head / 2)
            .keep_alive(!self.permit.is_reserved);
        protocol
    }

    /// A request with an unsafe method (RFC 9110, section 9.2.1) runs in its own task. hyper drops the future of a
    /// request when the client disconnects, and a change such as a sign-out must complete nevertheless.
    fn respond(&self, request: Request<Incoming>) -> ResponseFuture {
        let mut request = request.map(|body| Body::new(MinRateBody::new(body, &self.limits)));
        // Before routing, so that rate limits and the log see one route for both spellings.
        remove_trailing_slash(request.uri_mut());
        request.extensions_mut().insert(ConnectInfo(self.peer));
        if self.permit.is_reserved {
            request.extensions_mut().insert(OnReservedConnection);
        }
        let is_safe = request.method().is_safe();
        let response = self.router.clone().call(request);
        if is_safe {
            return Box::pin(response);
        }
        let task = self.tasks.spawn(response);
        Box::pin(async {
            match task.await {
                Ok(response) => response,
                Err(error) => match error.try_into_panic() {
                    // The panic continues in this task, as if the handler had run here.
                    Ok(panicked) => resume_unwind(panicked),
                    // The task was cancelled: the runtime is shutting down, and this connection with it.
                    Err(_) => pending().await,
                },
            }
        })
    }
}

/// Removes one trailing slash from a path of the API, where it makes no difference: `/api/users/` is `/api/users`.
fn remove_trailing_slash(uri: &mut Uri) {
    let Some(path) = uri.path().strip_suffix('/').filter(|path| path.starts_with("/api/")) else { return };
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    let Ok(path_and_query) = PathAndQuery::try_from(format!("{path}{query}")) else { return };
    // A `Uri` is immutable: it is taken apart and composed again, with the host of an absolute one.
    let mut parts = mem::take(uri).into_parts();
    parts.path_and_query = Some(path_and_query);
    *uri = Uri::from_parts(parts).unwrap_or_default();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slash_is_removed_from_paths_of_the_api_only() {
        for (sent, routed) in [
            ("/api/users/", "/api/users"),
            ("/api/users/?page=2", "/api/users?page=2"),
            ("http://localhost/api/auth/me/", "http://localhost/api/auth/me"),
            ("/api/users", "/api/users"),
            ("/api/users//", "/api/users/"),
            ("/api/", "/api/"),
            ("/account/", "/account/"),
            ("*", "*"),
        ] {
            let mut uri: Uri = sent.parse().unwrap();
            remove_trailing_slash(&mut uri);
            assert_eq!(uri.to_string(), routed);
        }
    }
}
