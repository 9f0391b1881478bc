//! The HTTP server on a real socket.

use crate::support::TestApp;
use axum::{Router, routing::post};
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::{Notify, oneshot},
    task::JoinHandle,
};
use vestibule::http::server::{Limits, serve};

struct Running {
    address: std::net::SocketAddr,
    stop: oneshot::Sender<()>,
    served: JoinHandle<()>,
    app: TestApp,
}

async fn start_server() -> Running {
    let app = TestApp::new().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let (stop, stopped) = oneshot::channel();
    let stopped = async {
        let _ = stopped.await;
    };
    let served = tokio::spawn(serve(listener, app.router.clone(), Limits::default(), stopped));
    Running { address, stop, served, app }
}

/// Sends `request` and reads until the server closes the connection, for at most a second.
async fn exchange(address: std::net::SocketAddr, request: &str) -> String {
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    stream.write_all(request.as_bytes()).await.expect("sent");
    let mut answer = Vec::new();
    let _ = tokio::time::timeout(Duration::from_secs(1), stream.read_to_end(&mut answer)).await;
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn requests_are_answered_over_a_socket() {
    let server = start_server().await;
    let answer = exchange(server.address, "GET /live HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

#[tokio::test]
async fn a_trailing_slash_makes_no_difference_in_the_api() {
    let server = start_server().await;
    for path in ["/api/auth/me", "/api/auth/me/", "/api/auth/me/?x=1"] {
        let answer =
            exchange(server.address, &format!("GET {path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n")).await;
        assert!(answer.contains("token_missing"), "{path}: {answer}");
    }
}

#[tokio::test]
async fn stopping_waits_for_changes_whose_clients_have_gone() {
    let (begun, done) = (Arc::new(Notify::new()), Arc::new(AtomicBool::new(false)));
    let (has_begun, is_done) = (Arc::clone(&begun), Arc::clone(&done));
    let change = async move || {
        has_begun.notify_one();
        tokio::time::sleep(Duration::from_millis(500)).await;
        is_done.store(true, Ordering::SeqCst);
    };
    let router = Router::new().route("/", post(change));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let (stop, stopped) = oneshot::channel::<()>();
    let stopped = async {
        let _ = stopped.await;
    };
    let served = tokio::spawn(serve(listener, router, Limits::default(), stopped));
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    stream.write_all(b"POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 0\r\n\r\n").await.expect("sent");
    begun.notified().await;
    drop(stream);
    // Until the server has noticed.
    tokio::time::sleep(Duration::from_millis(100)).await;
    stop.send(()).expect("a running server");
    served.await.expect("the end");
    assert!(done.load(Ordering::SeqCst), "the change was cut off");
}

#[tokio::test]
async fn invalid_http_does_not_stop_the_server() {
    let server = start_server().await;
    for nonsense in ["\r\n\r\n\0\0", "GET", "GET / HTTP/9.9\r\n\r\n", "\u{16}\u{3}\u{1}"] {
        exchange(server.address, nonsense).await;
    }
    let answer = exchange(server.address, "GET /live HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

#[tokio::test]
async fn shutdown_waits_for_incomplete_requests_only_until_its_timeout() {
    let server = start_server().await;
    let mut half_head = TcpStream::connect(server.address).await.expect("a connection");
    half_head.write_all(b"GET /live HTTP/1.1\r\nhost").await.expect("sent");
    let mut half_body = TcpStream::connect(server.address).await.expect("a connection");
    let head =
        "POST /api/auth/login HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{";
    half_body.write_all(head.as_bytes()).await.expect("sent");
    let idle = TcpStream::connect(server.address).await.expect("a connection");
    tokio::time::sleep(Duration::from_millis(100)).await;

    let started = Instant::now();
    server.stop.send(()).expect("a running server");
    server.served.await.expect("a clean end");
    assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
    drop((half_head, half_body, idle));
}

#[tokio::test]
async fn shutdown_waits_for_active_requests() {
    let server = start_server().await;
    let mut stream = TcpStream::connect(server.address).await.expect("a connection");
    let head =
        "POST /api/auth/login HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{";
    stream.write_all(head.as_bytes()).await.expect("sent");
    tokio::time::sleep(Duration::from_millis(100)).await;
    server.stop.send(()).expect("a running server");
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(TcpStream::connect(server.address).await.is_err(), "new connections are refused");

    stream.write_all(b"}").await.expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 422"), "{answer}");
    server.served.await.expect("a clean end");
}

#[tokio::test]
async fn a_logout_takes_effect_even_if_the_client_disconnects() {
    let server = start_server().await;
    server.app.register("maren").await;
    for _ in 0..20 {
        let tokens = server.app.log_in("maren").await;
        let head = format!("POST /api/auth/logout HTTP/1.1\r\nhost: a\r\nauthorization: Bearer {}\r\n", tokens.access);
        let mut stream = TcpStream::connect(server.address).await.expect("a connection");
        stream.write_all(format!("{head}content-length: 0\r\n\r\n").as_bytes()).await.expect("sent");
        drop(stream);
        let started = Instant::now();
        while server.app.get("/api/auth/me").bearer(&tokens.access).send().await.status != 401 {
            assert!(started.elapsed() < Duration::from_secs(5), "the session is still valid");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}
