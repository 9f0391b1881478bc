//! A proxy in front of the database that simulates network failures, for listeners only or for all connections.

use crate::support::*;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use url::Url;
use vestibule::config::{Config, DatabaseUrl};

pub struct Proxy {
    address: SocketAddr,
    failures: Arc<Failures>,
}

/// The failures that are currently simulated.
#[derive(Default)]
struct Failures {
    /// Connections that learn of changes, by LISTEN or by polling, receive nothing.
    listeners_blocked: AtomicBool,
    /// Notifications are dropped; everything else is forwarded.
    notifications_dropped: AtomicBool,
    /// Both directions are paused; the data is forwarded later.
    paused: AtomicBool,
    /// New connections refuse to write.
    read_only: AtomicBool,
    /// Connections up to this number forward nothing any more.
    abandoned: AtomicU64,
    opened: AtomicU64,
}

impl Proxy {
    /// Starts a replica of `app` that connects to the database through a new proxy.
    pub async fn with_replica_of(app: &TestApp) -> (TestApp, Self) {
        Self::with_replica(app, |_| {}).await
    }

    /// Like [`Self::with_replica_of`], with a changed configuration.
    pub async fn with_replica(app: &TestApp, configure: impl FnOnce(&mut Config)) -> (TestApp, Self) {
        let url = app.database.url();
        let proxy = Self::to(url.expose()).await;
        let through = DatabaseUrl::new(proxy.url(url.expose()));
        let configure = |config: &mut Config| {
            config.database_url = through;
            configure(config);
        };
        (app.replica(configure).await, proxy)
    }

    /// A proxy for the server in `url`.
    pub async fn to(url: &str) -> Self {
        let url = Url::parse(url).expect("a URL");
        let server = (url.host_str().expect("a host").to_owned(), url.port().unwrap_or(5432));
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let failures = Arc::new(Failures::default());
        let switches = Arc::clone(&failures);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let server = TcpStream::connect((server.0.as_str(), server.1)).await.expect("the server");
                // Otherwise each statement waits 40 ms for the acknowledgement of its first packet.
                for stream in [&client, &server] {
                    stream.set_nodelay(true).expect("a socket option");
                }
                tokio::spawn(connect(client, server, Arc::clone(&switches)));
            }
        });
        Self { address, failures }
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// `url` with the address of the proxy.
    pub fn url(&self, url: &str) -> String {
        let mut url = Url::parse(url).expect("a URL");
        url.set_host(Some(&self.address.ip().to_string())).expect("a host");
        url.set_port(Some(self.address.port())).expect("a port");
        // The proxy parses the messages of the server, so the connection must not be encrypted.
        url.query_pairs_mut().append_pair("sslmode", "disable");
        url.to_string()
    }

    /// Listeners receive nothing from now on. Their connections stay open, as after a network failure.
    pub fn block_listeners(&self) {
        self.failures.listeners_blocked.store(true, Ordering::SeqCst);
    }

    pub fn unblock_listeners(&self) {
        self.failures.listeners_blocked.store(false, Ordering::SeqCst);
    }

    /// Drops notifications from now on, as a pooler in transaction mode does.
    pub fn drop_notifications(&self) {
        self.failures.notifications_dropped.store(true, Ordering::SeqCst);
    }

    /// Delays all data until [`Self::resume`] is called.
    pub fn pause(&self) {
        self.failures.paused.store(true, Ordering::SeqCst);
    }

    pub fn resume(&self) {
        self.failures.paused.store(false, Ordering::SeqCst);
    }

    /// Whether new connections refuse to write, as those to a standby do. Open ones stay as they are.
    pub fn set_read_only(&self, is_read_only: bool) {
        self.failures.read_only.store(is_read_only, Ordering::SeqCst);
    }

    /// Open connections stay open but never receive a response again; new connections work.
    pub fn abandon_open_connections(&self) {
        self.failures.abandoned.store(self.failures.opened.load(Ordering::SeqCst), Ordering::SeqCst);
    }
}

async fn connect(client: TcpStream, server: TcpStream, failures: Arc<Failures>) {
    let number = failures.opened.fetch_add(1, Ordering::SeqCst) + 1;
    let listens = AtomicBool::new(false);
    let ((mut from_client, to_client), (from_server, mut to_server)) = (client.into_split(), server.into_split());
    if failures.read_only.load(Ordering::SeqCst) {
        begin_read_only(&mut from_client, &mut to_server).await;
    }
    let abandoned = || failures.abandoned.load(Ordering::SeqCst) >= number;
    let up = forward(from_client, to_server, &failures, any_bytes, |bytes: &[u8]| {
        // The second is a part of the statement that polls.
        let says = |words: &[u8]| bytes.windows(words.len()).any(|window| window == words);
        if says(b"LISTEN") || says(b"JOIN changes") {
            listens.store(true, Ordering::SeqCst);
        }
        !abandoned()
    });
    let down = forward(from_server, to_client, &failures, message, |bytes: &[u8]| {
        // `A` is the type of a NotificationResponse.
        let is_notification = bytes.first() == Some(&b'A');
        !(abandoned()
            || is_notification && failures.notifications_dropped.load(Ordering::SeqCst)
            || listens.load(Ordering::SeqCst) && failures.listeners_blocked.load(Ordering::SeqCst))
    });
    tokio::join!(up, down);
}

/// Forwards the first message of a client with one parameter more. It has no type byte: its length, with the four bytes of that, the
/// version, and parameters that end with a null byte, of which the last one of a name counts.
async fn begin_read_only(from: &mut (impl AsyncRead + Unpin), to: &mut (impl AsyncWrite + Unpin)) {
    let length = from.read_u32().await.expect("a length");
    let mut rest = vec![0; length as usize - 4];
    from.read_exact(&mut rest).await.expect("a message");
    assert_eq!(rest.pop(), Some(0), "the end of the parameters");
    rest.extend_from_slice(b"options\0-c default_transaction_read_only=on\0\0");
    let length = u32::try_from(rest.len() + 4).expect("a short message");
    to.write_all(&[&length.to_be_bytes()[..], &rest].concat()).await.expect("the server");
}

/// The length of the next chunk: all bytes.
fn any_bytes(bytes: &[u8]) -> Option<usize> {
    (!bytes.is_empty()).then_some(bytes.len())
}

/// The length of the next complete message of the server: a type byte, then the length of the rest (big-endian, four bytes)
/// (<https://www.postgresql.org/docs/current/protocol-message-formats.html>).
fn message(bytes: &[u8]) -> Option<usize> {
    let length = u32::from_be_bytes(bytes.get(1..5)?.try_into().ok()?) as usize + 1;
    (bytes.len() >= length).then_some(length)
}

/// Forwards the chunks that `passes` accepts, until one end closes. `piece` returns the length of the next chunk.
async fn forward(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    failures: &Failures,
    piece: impl Fn(&[u8]) -> Option<usize>,
    passes: impl Fn(&[u8]) -> bool,
) {
    let mut waiting = Vec::new();
    'open: while let Ok(1..) = from.read_buf(&mut waiting).await {
        while failures.paused.load(Ordering::SeqCst) {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        while let Some(length) = piece(&waiting) {
            let piece: Vec<_> = waiting.drain(..length).collect();
            if passes(&piece) && to.write_all(&piece).await.is_err() {
                break 'open;
            }
        }
    }
    let _ = to.shutdown().await;
}
