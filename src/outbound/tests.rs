//! Requests to servers on this machine, which stand for those of somebody else.

use super::{Fetched, Outbound, OutboundError, OutboundRequest, RequestLimits};
use crate::config::OutboundSettings;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use std::{io, thread};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpSocket};
use tokio::sync::Mutex;
use tokio::time::timeout;

const LIMITS: RequestLimits = RequestLimits::STANDARD;

fn outbound(private: &[&str]) -> Outbound {
    let private = private.iter().map(|network| network.parse().unwrap()).collect();
    Outbound::new(&OutboundSettings { private, ..OutboundSettings::default() }).unwrap()
}

/// With what a request of these tests ends: its body, or the empty line after its head.
fn end_of(request: &[u8]) -> &'static [u8] {
    if request.starts_with(b"POST") { b"logout_token=" } else { b"\r\n\r\n" }
}

/// A server that answers its first request with `response`. Returns its port; the task returns the request.
async fn answering(response: &'static [u8]) -> (u16, tokio::task::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let task = tokio::spawn(async move {
        let (mut connection, _) = listener.accept().await.unwrap();
        let mut request = Vec::new();
        let mut buffer = [0; 4096];
        while !request.ends_with(end_of(&request)) {
            let length = connection.read(&mut buffer).await.unwrap();
            request.extend_from_slice(&buffer[..length]);
        }
        connection.write_all(response).await.unwrap();
        String::from_utf8(request).unwrap()
    });
    (port, task)
}

#[tokio::test]
async fn addresses_that_strangers_choose_are_never_private() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let sender = outbound(&["127.0.0.0/8", "::1/128"]).without_private();
    for url in [format!("https://127.0.0.1:{port}/client.json"), format!("https://localhost:{port}/client.json")] {
        assert!(matches!(sender.get(&url, LIMITS).await, Err(OutboundError::Private(_))), "{url}");
    }
}

#[tokio::test]
async fn a_request_is_sent_to_a_listed_network() {
    let (port, task) = answering(
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nRetry-After: 7\r\nContent-Length: 2\r\n\r\n{}",
    )
    .await;
    let sender = outbound(&["127.0.0.0/8"]);
    let fetched = sender.get(&format!("http://127.0.0.1:{port}/a?b=c"), LIMITS).await.unwrap();
    let expected = Fetched {
        status: 200,
        content_type: Some("application/json".to_owned()),
        retry_after: Some(Duration::from_secs(7)),
        body: b"{}".to_vec(),
    };
    assert_eq!(fetched, expected);
    let request = task.await.unwrap();
    assert!(request.starts_with("GET /a?b=c HTTP/1.1\r\n"), "{request}");
    assert!(request.contains(&format!("host: 127.0.0.1:{port}\r\n")), "{request}");

    // Also by a name, and without the length of the body.
    let (port, task) = answering(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\nno").await;
    let url = format!("http://localhost:{port}/out");
    let fetched =
        outbound(&["127.0.0.1/32", "::1/128"]).post_form(&url, "logout_token=".to_owned(), LIMITS).await.unwrap();
    assert_eq!((fetched.status, fetched.body.len()), (400, 0), "the status says all");
    let request = task.await.unwrap();
    assert!(request.starts_with("POST /out HTTP/1.1\r\n"), "{request}");
    assert!(request.contains("content-type: application/x-www-form-urlencoded\r\n"), "{request}");
    assert!(request.ends_with("\r\n\r\nlogout_token="), "{request}");
}

/// A logout token that has arrived is not sent again because of what the client answers.
#[tokio::test]
async fn what_follows_the_head_of_an_answer_to_a_form_does_not_matter() {
    let (port, _task) = answering(b"HTTP/1.1 200 OK\r\nContent-Length: 500000\r\n\r\n12345").await;
    let url = format!("http://127.0.0.1:{port}/out");
    let limits = RequestLimits { body: 4, ..LIMITS };
    let fetched = outbound(&["127.0.0.1/32"]).post_form(&url, "logout_token=".to_owned(), limits).await.unwrap();
    assert_eq!(fetched.status, 200);
}

/// The token of a provider is in the answer to a form.
#[tokio::test]
async fn the_answer_to_a_form_is_read_where_it_matters() {
    let (port, task) = answering(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}").await;
    let url = format!("http://127.0.0.1:{port}/token");
    let request = OutboundRequest {
        url: &url,
        headers: vec![("accept", "application/json".to_owned()), ("authorization", "Basic YTpi".to_owned())],
        form: Some("logout_token=".to_owned()),
    };
    let fetched = outbound(&["127.0.0.1/32"]).exchange(request, LIMITS).await.unwrap();
    assert_eq!((fetched.status, fetched.body), (200, b"{}".to_vec()));
    let request = task.await.unwrap();
    assert!(request.starts_with("POST /token HTTP/1.1\r\n"), "{request}");
    assert!(request.contains("authorization: Basic YTpi\r\n"), "{request}");
    assert_eq!(request.matches("accept: ").count(), 1, "{request}");

    let (port, _task) = answering(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n12345").await;
    let url = format!("http://127.0.0.1:{port}/token");
    let request = OutboundRequest { url: &url, form: Some("logout_token=".to_owned()), ..OutboundRequest::default() };
    let limits = RequestLimits { body: 4, ..LIMITS };
    assert_eq!(outbound(&["127.0.0.1/32"]).exchange(request, limits).await, Err(OutboundError::Response));
    // Nothing is sent.
    let headers = vec![("accept", "a\r\nb: c".to_owned())];
    let request = OutboundRequest { url: &url, headers, ..OutboundRequest::default() };
    assert_eq!(outbound(&["127.0.0.1/32"]).exchange(request, LIMITS).await, Err(OutboundError::Url));
}

#[tokio::test]
async fn private_addresses_are_refused_however_they_are_written() {
    let sender = outbound(&["10.1.0.0/16"]);
    let hosts = "127.0.0.1 localhost 2130706433 0x7f.1 0177.0.0.1 127.1 [::1] [::ffff:127.0.0.1] 0.0.0.0 [::] \
                 169.254.169.254 10.2.0.1 [64:ff9b::7f00:1] [fe80::1]";
    for host in hosts.split(' ') {
        for scheme in ["https", "http"] {
            let error = sender.get(&format!("{scheme}://{host}:9/"), LIMITS).await.unwrap_err();
            assert!(matches!(error, OutboundError::Private(_)), "{scheme} {host}: {error}");
            assert!(!error.is_temporary(), "{host}");
        }
    }
}

#[tokio::test]
async fn only_listed_addresses_need_no_tls() {
    let error = outbound(&[]).get("http://1.1.1.1/", LIMITS).await.unwrap_err();
    assert!(matches!(error, OutboundError::Plain(_)), "{error}");
}

#[tokio::test]
async fn other_urls_are_refused() {
    for url in ["", "/a", "ftp://a.example/", "file:///etc/passwd", "https://maren@a.example/", "com.example:/a"] {
        assert_eq!(outbound(&[]).get(url, LIMITS).await, Err(OutboundError::Url), "{url}");
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let (port, _task) =
        answering(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/elsewhere\r\nContent-Length: 0\r\n\r\n").await;
    let fetched = outbound(&["127.0.0.1/32"]).get(&format!("http://127.0.0.1:{port}/"), LIMITS).await.unwrap();
    assert_eq!(fetched.status, 302);
}

#[tokio::test]
async fn a_response_that_is_too_large_or_no_http_is_refused() {
    let limits = RequestLimits { body: 4, ..LIMITS };
    for response in [
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n12345".as_slice(),
        b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n12345",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n0\r\n\r\n",
        // The connection ends within the body.
        b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n12",
        b"220 mail.example ESMTP\r\n",
    ] {
        let (port, _task) = answering(response).await;
        let fetched = outbound(&["127.0.0.1/32"]).get(&format!("http://127.0.0.1:{port}/"), limits).await;
        assert_eq!(fetched, Err(OutboundError::Response), "{}", String::from_utf8_lossy(response));
    }
}

#[tokio::test]
async fn a_host_that_does_not_answer_is_given_up() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://127.0.0.1:{}/", listener.local_addr().unwrap().port());
    let limits = RequestLimits { total: Duration::from_millis(100), ..LIMITS };
    let start = Instant::now();
    assert_eq!(outbound(&["127.0.0.1/32"]).get(&url, limits).await, Err(OutboundError::TimedOut));
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    // Nothing listens on it, and nobody else can.
    let closed = TcpSocket::new_v4().unwrap();
    closed.bind(SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
    let url = format!("http://{}/", closed.local_addr().unwrap());
    let error = outbound(&["127.0.0.1/32"]).get(&url, LIMITS).await.unwrap_err();
    assert!(matches!(error, OutboundError::Connect(_)) && error.is_temporary(), "{error}");
}

/// Stands for a name server that never answers, until it is let go.
fn hangs(_: &str, _: u16) -> io::Result<Vec<SocketAddr>> {
    while !LET_GO.load(Ordering::SeqCst) {
        thread::sleep(Duration::from_millis(5));
    }
    Err(io::ErrorKind::TimedOut.into())
}

static LET_GO: AtomicBool = AtomicBool::new(false);

#[tokio::test(flavor = "multi_thread")]
async fn names_of_strangers_that_hang_keep_nobody_else_waiting() {
    let sender = outbound(&["127.0.0.1/32", "::1/128"]);
    let strangers = sender.without_private();
    let hanging = Outbound { lookups: strangers.lookups.with(hangs), ..strangers.clone() };
    let limits = RequestLimits { connect: Duration::from_millis(100), ..LIMITS };
    let turn = Arc::new(Mutex::new(()));
    for number in 0..4 {
        let mut one = hanging.clone();
        if number == 0 {
            one = one.in_turn(Arc::new(Arc::clone(&turn).lock_owned().await));
        }
        assert_eq!(one.get("https://h1.evil.example/", limits).await, Err(OutboundError::TimedOut));
    }
    // Their threads go on, so all places of strangers are taken, and the first of them has its turn until then.
    assert_eq!(strangers.get("https://localhost/", limits).await, Err(OutboundError::TimedOut));
    assert!(turn.try_lock().is_err());
    let (port, _task) = answering(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}").await;
    let fetched = sender.get(&format!("http://localhost:{port}/"), LIMITS).await.expect("an answer");
    assert_eq!(fetched.status, 200, "names that the operator chooses have places of their own");
    let public = sender.to_public().get("https://localhost/", LIMITS).await;
    assert!(matches!(public, Err(OutboundError::Private(_))), "also where they are to be public: {public:?}");
    LET_GO.store(true, Ordering::SeqCst);
    _ = timeout(LIMITS.total, turn.lock()).await.expect("the turn is over");
    assert!(matches!(strangers.get("https://localhost/", LIMITS).await, Err(OutboundError::Private(_))));
}
