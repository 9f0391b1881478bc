//! A line to the database that can go dead for whoever listens on it, and for nobody else.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use url::Url;

pub struct Proxy {
    address: SocketAddr,
    dead: Arc<AtomicBool>,
}

impl Proxy {
    /// To the server of `url`.
    pub async fn to(url: &str) -> Self {
        let url = Url::parse(url).expect("a URL");
        let server = (url.host_str().expect("a host").to_owned(), url.port().unwrap_or(5432));
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let dead = Arc::new(AtomicBool::new(false));
        let switch = Arc::clone(&dead);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let server = TcpStream::connect((server.0.as_str(), server.1)).await.expect("the server");
                tokio::spawn(connect(client, server, Arc::clone(&switch)));
            }
        });
        Self { address, dead }
    }

    /// `url`, by way of this.
    pub fn url(&self, url: &str) -> String {
        let mut url = Url::parse(url).expect("a URL");
        url.set_host(Some(&self.address.ip().to_string())).expect("a host");
        url.set_port(Some(self.address.port())).expect("a port");
        url.to_string()
    }

    /// From now on nothing reaches those who listen. The connections stay open, as when a cable is cut.
    pub fn go_dead(&self) {
        self.dead.store(true, Ordering::SeqCst);
    }

    pub fn come_back(&self) {
        self.dead.store(false, Ordering::SeqCst);
    }
}

async fn connect(client: TcpStream, server: TcpStream, dead: Arc<AtomicBool>) {
    let listens = Arc::new(AtomicBool::new(false));
    let ((from_client, to_client), (from_server, to_server)) = (client.into_split(), server.into_split());
    let up = forward(from_client, to_server, {
        let listens = Arc::clone(&listens);
        move |bytes: &[u8]| {
            if bytes.windows(6).any(|window| window == b"LISTEN") {
                listens.store(true, Ordering::SeqCst);
            }
            true
        }
    });
    let down = forward(from_server, to_client, move |_: &[u8]| {
        !(listens.load(Ordering::SeqCst) && dead.load(Ordering::SeqCst))
    });
    tokio::join!(up, down);
}

/// Carries on what `passes`, until one end closes.
async fn forward(mut from: impl AsyncRead + Unpin, mut to: impl AsyncWrite + Unpin, passes: impl Fn(&[u8]) -> bool) {
    let mut buffer = vec![0; 64 * 1024];
    while let Ok(length @ 1..) = from.read(&mut buffer).await {
        if passes(&buffer[..length]) && to.write_all(&buffer[..length]).await.is_err() {
            break;
        }
    }
    let _ = to.shutdown().await;
}
