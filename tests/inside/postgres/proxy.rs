//! A line to the database that can go dead: for whoever listens on it and for nobody else, for all, or for good.

use crate::support::TestApp;
use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use url::Url;
use vestibule::config::DatabaseUrl;

pub struct Proxy {
    address: SocketAddr,
    line: Arc<Line>,
}

/// What happens on the line.
#[derive(Default)]
struct Line {
    /// Nothing reaches those who listen.
    dead: AtomicBool,
    /// Notifications do not arrive; all else does.
    mute: AtomicBool,
    /// Nothing goes either way; it arrives later.
    held: AtomicBool,
    /// Connections up to this number carry nothing any more.
    abandoned: AtomicU64,
    opened: AtomicU64,
}

impl Proxy {
    /// Another replica of `app`, which reaches the database by way of this.
    pub async fn before_a_replica_of(app: &TestApp) -> (TestApp, Self) {
        let url = app.database.url();
        let proxy = Self::to(url.expose()).await;
        let through = DatabaseUrl::new(proxy.url(url.expose()));
        (app.replica(|config| config.database_url = through).await, proxy)
    }

    /// To the server of `url`.
    async fn to(url: &str) -> Self {
        let url = Url::parse(url).expect("a URL");
        let server = (url.host_str().expect("a host").to_owned(), url.port().unwrap_or(5432));
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let line = Arc::new(Line::default());
        let switches = Arc::clone(&line);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let server = TcpStream::connect((server.0.as_str(), server.1)).await.expect("the server");
                tokio::spawn(connect(client, server, Arc::clone(&switches)));
            }
        });
        Self { address, line }
    }

    /// `url`, by way of this.
    fn url(&self, url: &str) -> String {
        let mut url = Url::parse(url).expect("a URL");
        url.set_host(Some(&self.address.ip().to_string())).expect("a host");
        url.set_port(Some(self.address.port())).expect("a port");
        // What comes from the server is looked into.
        url.query_pairs_mut().append_pair("sslmode", "disable");
        url.to_string()
    }

    /// From now on nothing reaches those who listen. The connections stay open, as when a cable is cut.
    pub fn go_dead(&self) {
        self.line.dead.store(true, Ordering::SeqCst);
    }

    pub fn come_back(&self) {
        self.line.dead.store(false, Ordering::SeqCst);
    }

    /// From now on notifications are swallowed, as by a pooler in transaction mode.
    pub fn swallow_notifications(&self) {
        self.line.mute.store(true, Ordering::SeqCst);
    }

    /// From now on nothing arrives, until it is let go; then all of it does.
    pub fn hold_everything(&self) {
        self.line.held.store(true, Ordering::SeqCst);
    }

    pub fn let_go(&self) {
        self.line.held.store(false, Ordering::SeqCst);
    }

    /// The connections that are open stay so, and are never answered again; new ones are.
    pub fn abandon_what_is_open(&self) {
        self.line.abandoned.store(self.line.opened.load(Ordering::SeqCst), Ordering::SeqCst);
    }
}

async fn connect(client: TcpStream, server: TcpStream, line: Arc<Line>) {
    let number = line.opened.fetch_add(1, Ordering::SeqCst) + 1;
    let listens = AtomicBool::new(false);
    let ((from_client, to_client), (from_server, to_server)) = (client.into_split(), server.into_split());
    let abandoned = || line.abandoned.load(Ordering::SeqCst) >= number;
    let up = forward(from_client, to_server, &line, any_bytes, |bytes: &[u8]| {
        if bytes.windows(6).any(|window| window == b"LISTEN") {
            listens.store(true, Ordering::SeqCst);
        }
        !abandoned()
    });
    let down = forward(from_server, to_client, &line, message, |bytes: &[u8]| {
        let is_notification = bytes.first() == Some(&b'A');
        !(abandoned()
            || is_notification && line.mute.load(Ordering::SeqCst)
            || listens.load(Ordering::SeqCst) && line.dead.load(Ordering::SeqCst))
    });
    tokio::join!(up, down);
}

/// How many of `bytes` go on together.
fn any_bytes(bytes: &[u8]) -> Option<usize> {
    (!bytes.is_empty()).then_some(bytes.len())
}

/// A whole message of the server: its kind, its length without that (four bytes, the greatest first), its content
/// (<https://www.postgresql.org/docs/current/protocol-message-formats.html>).
fn message(bytes: &[u8]) -> Option<usize> {
    let length = u32::from_be_bytes(bytes.get(1..5)?.try_into().ok()?) as usize + 1;
    (bytes.len() >= length).then_some(length)
}

/// Carries on what `passes`, piece by piece, until one end closes.
async fn forward(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    line: &Line,
    piece: impl Fn(&[u8]) -> Option<usize>,
    passes: impl Fn(&[u8]) -> bool,
) {
    let mut waiting = Vec::new();
    'open: while let Ok(1..) = from.read_buf(&mut waiting).await {
        while line.held.load(Ordering::SeqCst) {
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
