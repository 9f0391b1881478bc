//! The HTTP server on real sockets: its timeouts and limits, and how it stops.

use crate::api::forward_auth;
use crate::support::*;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::routing::{get, post};
use futures::{StreamExt as _, stream};
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Instant;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, oneshot};
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};
use vestibule::http::server::{Limits, MinRate, serve};

/// The maximum time to wait for an expected event, long enough for slow machines.
const MAX_WAIT: Duration = Duration::from_secs(20);
const SHORT: Duration = Duration::from_millis(100);

/// Timeouts that no test reaches on a slow machine.
fn generous_limits() -> Limits {
    Limits { head_time: 3 * MAX_WAIT, reserve_head_time: 3 * MAX_WAIT, ..Limits::default() }
}

async fn start_server(router: Router, limits: Limits) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(serve(listener, router, limits, std::future::pending()));
    address
}

/// Connects and sends the request.
async fn send(address: SocketAddr, request: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    stream.write_all(request.as_bytes()).await.expect("sent");
    stream
}

/// Reads until the server closes the connection; panics if it does not.
async fn read_to_close(mut stream: TcpStream) -> String {
    let mut answer = Vec::new();
    let read = timeout(MAX_WAIT, stream.read_to_end(&mut answer)).await.expect("the server closes the connection");
    // Ignore the error: if the server closes a connection with unread data, the client sees a reset.
    let _ = read;
    String::from_utf8_lossy(&answer).into_owned()
}

async fn get_once(address: SocketAddr, path: &str, header: &str) -> String {
    read_to_close(
        send(address, &format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n{header}\r\n")).await,
    )
    .await
}

#[tokio::test]
async fn a_request_body_below_the_minimum_rate_is_aborted_on_every_route() {
    let app = TestApp::new().await;
    let body = MinRate { stall_timeout: SHORT, bytes_per_second: 1_000_000 };
    let address = start_server(app.router.clone(), Limits { body, ..Limits::default() }).await;
    for path in ["/actions/import", "/actions/picture", "/actions/login", "/api/users/register", "/api/users/import"] {
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: a\r\nsec-fetch-site: none\r\ncontent-type: application/json\r\n\
             content-length: 100000\r\n\r\n"
        );
        let (mut reader, mut writer) = send(address, &head).await.into_split();
        let dripping = tokio::spawn(async move {
            while writer.write_all(b"x").await.is_ok() {
                sleep(Duration::from_millis(20)).await;
            }
        });
        let mut answer = Vec::new();
        let read = timeout(MAX_WAIT, reader.read_to_end(&mut answer)).await;
        assert!(read.is_ok(), "{path} is still open: {}", String::from_utf8_lossy(&answer));
        dripping.abort();
    }
}

#[tokio::test]
async fn a_request_body_has_a_maximum_duration() {
    let app = TestApp::new().await;
    let limits = Limits { body_time: SHORT, ..Limits::default() };
    let address = start_server(app.router.clone(), limits).await;
    let head = "POST /api/users/register HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n\
                content-length: 60000\r\n\r\n";
    let mut stream = send(address, head).await;
    for _ in 0..10 {
        sleep(SHORT / 4).await;
        if stream.write_all(&[b' '; 1000]).await.is_err() {
            break;
        }
    }
    let answer = read_to_close(stream).await;
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
    assert!(answer.contains("\"request_timeout\""), "{answer}");
}

/// An endless body. `dropped` is closed when the server drops the body.
fn endless(dropped: oneshot::Sender<()>) -> Body {
    let pieces = stream::repeat_with(|| Ok::<_, Infallible>(vec![b'x'; 64 * 1024]));
    Body::from_stream(pieces.map(move |piece| {
        let _until_dropped = &dropped;
        piece
    }))
}

#[tokio::test]
async fn a_response_that_is_not_read_is_aborted() {
    let (dropped, closed) = oneshot::channel();
    let body = Arc::new(Mutex::new(Some(endless(dropped))));
    let take = move || body.lock().expect("a lock").take().expect("one request");
    let routes = Router::new().route("/", get(|| async move { take() }));
    let answer = MinRate { stall_timeout: SHORT, bytes_per_second: 1000 };
    let address = start_server(routes, Limits { answer, ..Limits::default() }).await;
    let stream = send(address, "GET / HTTP/1.1\r\nhost: a\r\n\r\n").await;
    assert!(timeout(MAX_WAIT, closed).await.expect("the answer is given up").is_err(), "it was dropped");
    drop(stream);
}

#[tokio::test]
async fn request_heads_are_limited_in_size_and_time() {
    let app = TestApp::new().await;
    let address = start_server(app.router.clone(), generous_limits()).await;
    let large = format!("x: {}\r\n", "y".repeat(70_000));
    let answer = get_once(address, "/live", &large).await;
    assert!(answer.starts_with("HTTP/1.1 431") || answer.is_empty(), "{answer}");
    let fits = format!("x: {}\r\n", "y".repeat(30_000));
    assert!(get_once(address, "/live", &fits).await.starts_with("HTTP/1.1 200"));

    let address = start_server(app.router.clone(), Limits { head_time: SHORT, ..generous_limits() }).await;
    assert!(!read_to_close(send(address, "GET /live HTTP/1.1\r\nhost").await).await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn reserved_connections_serve_probes_and_signed_in_users() {
    let (app, _, tokens) = TestApp::with_member("ada").await;
    // The reserve is larger than the number of connections that may still be closing when the next one is opened.
    let limits = Limits { connections: 12, reserve: 10, ..generous_limits() };
    let address = start_server(app.router.clone(), limits).await;
    let mut taken = Vec::new();
    for _ in 0..2 {
        let mut stream = send(address, "GET /live HTTP/1.1\r\nhost: a\r\n\r\n").await;
        // Once the response starts, the connection counts against the limit.
        let mut first = [0; 12];
        stream.read_exact(&mut first).await.expect("an answer");
        taken.push(stream);
    }
    let refused = get_once(address, "/login", "").await;
    assert!(refused.starts_with("HTTP/1.1 503"), "{refused}");
    assert!(refused.contains("connection: close") && refused.contains("retry-after: 5"), "{refused}");
    assert!(get_once(address, "/login", "cookie: vestibule_access=x\r\n").await.starts_with("HTTP/1.1 503"));
    for path in ["/live", "/ready", "/health", "/metrics"] {
        assert!(get_once(address, path, "").await.starts_with("HTTP/1.1 200"), "{path}");
    }
    let bearer = format!("authorization: Bearer {}\r\n", tokens.access);
    assert!(get_once(address, "/api/auth/me", &bearer).await.starts_with("HTTP/1.1 200"));
    let cookie = format!("cookie: vestibule_access={}\r\n", tokens.access);
    assert!(get_once(address, "/account", &cookie).await.starts_with("HTTP/1.1 200"));

    taken.clear();
    let open_again = async {
        while !get_once(address, "/login", "").await.starts_with("HTTP/1.1 200") {
            sleep(Duration::from_millis(10)).await;
        }
    };
    timeout(MAX_WAIT, open_again).await.expect("places that are given back are free");
}

#[tokio::test]
async fn reserved_connections_serve_questions_about_users_of_an_application() {
    let proxy = "127.0.0.0/8".parse().expect("a network");
    let app = forward_auth::app_with(|config| config.trusted_proxies.push(proxy)).await;
    let cookie = forward_auth::application_cookie(&app).await;
    let limits = Limits { connections: 10, reserve: 10, ..generous_limits() };
    let address = start_server(app.router.clone(), limits).await;
    let question = |cookie: &str| {
        format!(
            "x-forwarded-method: GET\r\nx-forwarded-proto: https\r\nx-forwarded-host: journal.example.com\r\n\
             x-forwarded-uri: /\r\nx-original-method: GET\r\nx-original-url: https://journal.example.com/\r\n{cookie}"
        )
    };
    for (path, cookie, status) in [
        ("/auth/forward", cookie.as_str(), 200),
        ("/auth/request", &cookie, 200),
        ("/auth/forward", "", 503),
        ("/auth/forward", "cookie: __Host-vestibule_application=x\r\n", 503),
        // The headers alone are not enough: anybody can send them to another page.
        ("/login", &cookie, 503),
    ] {
        let answer = get_once(address, path, &question(cookie)).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{path} {cookie:?}: {answer}");
    }
}

#[tokio::test]
async fn a_connection_beyond_the_limit_is_closed_immediately() {
    let app = TestApp::new().await;
    let limits = Limits { connections: 1, reserve: 0, ..generous_limits() };
    let address = start_server(app.router.clone(), limits).await;
    let mut first = send(address, "GET /live HTTP/1.1\r\nhost: a\r\n\r\n").await;
    let mut begin = [0; 12];
    first.read_exact(&mut begin).await.expect("an answer");
    let second = TcpStream::connect(address).await.expect("a connection");
    assert_eq!(read_to_close(second).await, "");
}

#[tokio::test]
async fn a_request_needs_exactly_one_host_header() {
    let app = TestApp::new().await;
    let address = start_server(app.router.clone(), Limits::default()).await;
    for hosts in ["", "host: a\r\nhost: b\r\n", "host: a\r\nhost: a\r\n"] {
        let answer =
            read_to_close(send(address, &format!("GET /live HTTP/1.1\r\n{hosts}connection: close\r\n\r\n")).await)
                .await;
        assert!(answer.starts_with("HTTP/1.1 400"), "{hosts:?}: {answer}");
        assert!(answer.contains("\"malformed\""), "{answer}");
    }
    let old = read_to_close(send(address, "GET /live HTTP/1.0\r\n\r\n").await).await;
    assert!(old.starts_with("HTTP/1.0 200") || old.starts_with("HTTP/1.1 200"), "HTTP/1.0 may leave it out: {old}");
}

/// A server that can be stopped.
struct Running {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    served: JoinHandle<()>,
}

async fn start(router: Router) -> Running {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let (stop, stopped) = oneshot::channel();
    let stopped = async {
        let _ = stopped.await;
    };
    let served = tokio::spawn(serve(listener, router, Limits::default(), stopped));
    Running { address, stop, served }
}

/// Sends `request` and reads until the server closes the connection, for at most a second.
async fn exchange(address: SocketAddr, request: &str) -> String {
    let mut stream = send(address, request).await;
    let mut answer = Vec::new();
    let _ = timeout(Duration::from_secs(1), stream.read_to_end(&mut answer)).await;
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn stopping_waits_for_changes_whose_clients_have_gone() {
    let (begun, done) = (Arc::new(Notify::new()), Arc::new(AtomicBool::new(false)));
    let (has_begun, is_done) = (Arc::clone(&begun), Arc::clone(&done));
    let change = async move || {
        has_begun.notify_one();
        sleep(Duration::from_millis(500)).await;
        is_done.store(true, Ordering::SeqCst);
    };
    let server = start(Router::new().route("/", post(change))).await;
    let stream = send(server.address, "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 0\r\n\r\n").await;
    begun.notified().await;
    drop(stream);
    // Until the server has noticed.
    sleep(SHORT).await;
    server.stop.send(()).expect("a running server");
    server.served.await.expect("the end");
    assert!(done.load(Ordering::SeqCst), "the change was cut off");
}

#[tokio::test]
async fn invalid_http_does_not_stop_the_server_and_a_trailing_slash_makes_no_difference_in_the_api() {
    let app = TestApp::new().await;
    let server = start(app.router.clone()).await;
    for nonsense in ["\r\n\r\n\0\0", "GET", "GET / HTTP/9.9\r\n\r\n", "\u{16}\u{3}\u{1}"] {
        exchange(server.address, nonsense).await;
    }
    let answer = exchange(server.address, "GET /live HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");

    for path in ["/api/auth/me", "/api/auth/me/", "/api/auth/me/?x=1"] {
        let answer =
            exchange(server.address, &format!("GET {path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n")).await;
        assert!(answer.contains("token_missing"), "{path}: {answer}");
    }
}

#[tokio::test]
async fn shutdown_waits_for_incomplete_requests_only_until_its_timeout() {
    let app = TestApp::new().await;
    let server = start(app.router.clone()).await;
    let half_head = send(server.address, "GET /live HTTP/1.1\r\nhost").await;
    let head =
        "POST /api/auth/login HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{";
    let half_body = send(server.address, head).await;
    let idle = send(server.address, "").await;
    sleep(SHORT).await;

    let started = Instant::now();
    server.stop.send(()).expect("a running server");
    server.served.await.expect("a clean end");
    assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
    drop((half_head, half_body, idle));
}

#[tokio::test]
async fn shutdown_waits_for_active_requests() {
    let begun = Arc::new(Notify::new());
    let has_begun = Arc::clone(&begun);
    let echo = async move |body: Body| {
        has_begun.notify_one();
        to_bytes(body, 2).await.expect("the rest of the body")
    };
    let server = start(Router::new().route("/", post(echo))).await;
    let mut stream = send(server.address, "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\n\r\n{").await;
    begun.notified().await;
    server.stop.send(()).expect("a running server");
    let address = server.address;
    eventually("new connections are refused", async || TcpStream::connect(address).await.is_err()).await;

    stream.write_all(b"}").await.expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("{}"), "{answer}");
    server.served.await.expect("a clean end");
}

#[tokio::test]
async fn a_logout_takes_effect_even_if_the_client_disconnects() {
    let app = TestApp::with_user("maren").await;
    let address = start_server(app.router.clone(), Limits::default()).await;
    for _ in 0..20 {
        let tokens = app.log_in("maren").await;
        let head = format!("POST /api/auth/logout HTTP/1.1\r\nhost: a\r\nauthorization: Bearer {}\r\n", tokens.access);
        drop(send(address, &format!("{head}content-length: 0\r\n\r\n")).await);
        eventually("the session has ended", async || app.me(&tokens.access).send().await.status == 401).await;
    }
}
