//! What a connection may take, and how many there may be: on real sockets, with limits of milliseconds.

use crate::support::TestApp;
use axum::{Router, body::Body, routing::get};
use futures::{StreamExt as _, stream};
use std::{
    convert::Infallible,
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    sync::oneshot,
    time::{sleep, timeout},
};
use vestibule::http::server::{Limits, Pace, serve};

/// Long enough for whatever has to happen at last, however slow the machine.
const AT_LAST: Duration = Duration::from_secs(20);
const SHORT: Duration = Duration::from_millis(100);

/// Limits that nothing of a test meets by being slow.
fn patient() -> Limits {
    Limits { head_time: 3 * AT_LAST, reserve_head_time: 3 * AT_LAST, ..Limits::default() }
}

async fn serving(router: Router, limits: Limits) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(serve(listener, router, limits, std::future::pending()));
    address
}

/// Connects and sends.
async fn send(address: SocketAddr, request: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    stream.write_all(request.as_bytes()).await.expect("sent");
    stream
}

/// All that comes until the server closes the connection, which it has to.
async fn rest(mut stream: TcpStream) -> String {
    let mut answer = Vec::new();
    let read = timeout(AT_LAST, stream.read_to_end(&mut answer)).await.expect("the server closes the connection");
    // A connection that is closed while there is more to be read is reset.
    let _ = read;
    String::from_utf8_lossy(&answer).into_owned()
}

async fn ask(address: SocketAddr, path: &str, header: &str) -> String {
    rest(send(address, &format!("GET {path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n{header}\r\n")).await).await
}

#[tokio::test]
async fn a_body_that_drips_is_given_up_at_every_door() {
    let app = TestApp::new().await;
    let body = Pace { patience: SHORT, bytes_per_second: 1_000_000 };
    let address = serving(app.router.clone(), Limits { body, ..Limits::default() }).await;
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
        let read = timeout(AT_LAST, reader.read_to_end(&mut answer)).await;
        assert!(read.is_ok(), "{path} is still open: {}", String::from_utf8_lossy(&answer));
        dripping.abort();
    }
}

#[tokio::test]
async fn a_body_has_an_end_however_quickly_it_comes() {
    let app = TestApp::new().await;
    let limits = Limits { body_time: SHORT, ..Limits::default() };
    let address = serving(app.router.clone(), limits).await;
    let head = "POST /api/users/register HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n\
                content-length: 60000\r\n\r\n";
    let mut stream = send(address, head).await;
    for _ in 0..10 {
        sleep(SHORT / 4).await;
        if stream.write_all(&[b' '; 1000]).await.is_err() {
            break;
        }
    }
    let answer = rest(stream).await;
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
    assert!(answer.contains("\"request_timeout\""), "{answer}");
}

/// Endless, and `dropped` hears when nobody wants more of it.
fn endless(dropped: oneshot::Sender<()>) -> Body {
    let pieces = stream::repeat_with(|| Ok::<_, Infallible>(vec![b'x'; 64 * 1024]));
    Body::from_stream(pieces.map(move |piece| {
        let _until_dropped = &dropped;
        piece
    }))
}

#[tokio::test]
async fn an_answer_that_nobody_reads_is_given_up() {
    let (dropped, heard) = oneshot::channel();
    let body = Arc::new(Mutex::new(Some(endless(dropped))));
    let take = move || body.lock().expect("a lock").take().expect("one request");
    let routes = Router::new().route("/", get(|| async move { take() }));
    let answer = Pace { patience: SHORT, bytes_per_second: 1000 };
    let address = serving(routes, Limits { answer, ..Limits::default() }).await;
    let stream = send(address, "GET / HTTP/1.1\r\nhost: a\r\n\r\n").await;
    let given_up = timeout(AT_LAST, heard).await.expect("the answer is given up");
    assert!(given_up.is_err(), "it was dropped");
    drop(stream);
}

#[tokio::test]
async fn heads_are_limited_in_size_and_in_time() {
    let app = TestApp::new().await;
    let address = serving(app.router.clone(), patient()).await;
    let large = format!("x: {}\r\n", "y".repeat(70_000));
    let answer = ask(address, "/live", &large).await;
    assert!(answer.starts_with("HTTP/1.1 431") || answer.is_empty(), "{answer}");
    let fits = format!("x: {}\r\n", "y".repeat(30_000));
    assert!(ask(address, "/live", &fits).await.starts_with("HTTP/1.1 200"));

    let address = serving(app.router.clone(), Limits { head_time: SHORT, ..patient() }).await;
    assert!(!rest(send(address, "GET /live HTTP/1.1\r\nhost").await).await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn the_reserve_is_for_probes_and_those_who_are_signed_in() {
    let app = TestApp::new().await;
    let (_, tokens) = app.member("ada").await;
    // More than what is still being closed while the next is opened.
    let limits = Limits { connections: 12, reserve: 10, ..patient() };
    let address = serving(app.router.clone(), limits).await;
    let mut taken = Vec::new();
    for _ in 0..2 {
        let mut stream = send(address, "GET /live HTTP/1.1\r\nhost: a\r\n\r\n").await;
        let mut first = [0; 12];
        stream.read_exact(&mut first).await.expect("an answer");
        taken.push(stream);
    }
    let refused = ask(address, "/login", "").await;
    assert!(refused.starts_with("HTTP/1.1 503"), "{refused}");
    assert!(refused.contains("connection: close") && refused.contains("retry-after: 5"), "{refused}");
    assert!(ask(address, "/login", "cookie: vestibule_access=x\r\n").await.starts_with("HTTP/1.1 503"));
    for path in ["/live", "/ready", "/health"] {
        assert!(ask(address, path, "").await.starts_with("HTTP/1.1 200"), "{path}");
    }
    let bearer = format!("authorization: Bearer {}\r\n", tokens.access);
    assert!(ask(address, "/api/auth/me", &bearer).await.starts_with("HTTP/1.1 200"));
    let cookie = format!("cookie: vestibule_access={}\r\n", tokens.access);
    assert!(ask(address, "/account", &cookie).await.starts_with("HTTP/1.1 200"));

    taken.clear();
    let open_again = async {
        while !ask(address, "/login", "").await.starts_with("HTTP/1.1 200") {
            sleep(Duration::from_millis(10)).await;
        }
    };
    timeout(AT_LAST, open_again).await.expect("places that are given back are free");
}

#[tokio::test]
async fn beyond_all_connections_the_next_is_closed_at_once() {
    let app = TestApp::new().await;
    let limits = Limits { connections: 1, reserve: 0, ..patient() };
    let address = serving(app.router.clone(), limits).await;
    let mut first = send(address, "GET /live HTTP/1.1\r\nhost: a\r\n\r\n").await;
    let mut begin = [0; 12];
    first.read_exact(&mut begin).await.expect("an answer");
    let second = TcpStream::connect(address).await.expect("a connection");
    assert_eq!(rest(second).await, "");
}

#[tokio::test]
async fn a_request_names_one_host() {
    let app = TestApp::new().await;
    let address = serving(app.router.clone(), Limits::default()).await;
    for hosts in ["", "host: a\r\nhost: b\r\n", "host: a\r\nhost: a\r\n"] {
        let answer =
            rest(send(address, &format!("GET /live HTTP/1.1\r\n{hosts}connection: close\r\n\r\n")).await).await;
        assert!(answer.starts_with("HTTP/1.1 400"), "{hosts:?}: {answer}");
        assert!(answer.contains("\"malformed\""), "{answer}");
    }
    let old = rest(send(address, "GET /live HTTP/1.0\r\n\r\n").await).await;
    assert!(old.starts_with("HTTP/1.0 200") || old.starts_with("HTTP/1.1 200"), "HTTP/1.0 may leave it out: {old}");
}
