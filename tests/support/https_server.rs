//! A server with https on this machine, which stands for that of somebody else. Its certificate is its own authority.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// Whole responses by their paths, and how often each path was requested.
#[derive(Default)]
struct Served {
    responses: BTreeMap<String, String>,
    requests: BTreeMap<String, usize>,
}

#[derive(Clone)]
pub struct HttpsServer {
    port: u16,
    certificate: CertificateDer<'static>,
    served: Arc<Mutex<Served>>,
}

impl HttpsServer {
    /// At `localhost`, for as long as the test runs.
    pub async fn start() -> Self {
        let (acceptor, certificate) = acceptor(&["localhost"]);
        let listener = TcpListener::bind("localhost:0").await.expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let served: Arc<Mutex<Served>> = Arc::default();
        let server = Self { port, certificate, served: Arc::clone(&served) };
        tokio::spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                let (acceptor, served) = (acceptor.clone(), Arc::clone(&served));
                tokio::spawn(async move {
                    // Clients that do not trust the certificate end the connection here.
                    let Ok(mut connection) = acceptor.accept(connection).await else { return };
                    let (mut request, mut buffer) = (Vec::new(), [0; 4096]);
                    while !request.ends_with(b"\r\n\r\n") {
                        match connection.read(&mut buffer).await {
                            Ok(length) if length > 0 => request.extend_from_slice(&buffer[..length]),
                            _ => return,
                        }
                    }
                    let response = answer(&served, &String::from_utf8_lossy(&request));
                    _ = connection.write_all(response.as_bytes()).await;
                    _ = connection.shutdown().await;
                });
            }
        });
        server
    }

    /// What clients that shall reach it have to trust.
    pub fn certificate(&self) -> CertificateDer<'static> {
        self.certificate.clone()
    }

    pub fn url(&self, path: &str) -> String {
        format!("https://localhost:{}{path}", self.port)
    }

    /// Answers requests for a path with this status line, media type and body.
    pub fn serve(&self, path: &str, status: &str, media_type: &str, body: &str) {
        let length = body.len();
        let response = format!(
            "HTTP/1.1 {status}\r\nContent-Type: {media_type}\r\nContent-Length: {length}\r\nLocation: /elsewhere\r\n\
             Connection: close\r\n\r\n{body}"
        );
        self.served.lock().expect("a lock").responses.insert(path.to_owned(), response);
    }

    /// How often a path was requested.
    pub fn requests(&self, path: &str) -> usize {
        self.served.lock().expect("a lock").requests.get(path).copied().unwrap_or_default()
    }
}

fn answer(served: &Mutex<Served>, request: &str) -> String {
    let path = request.split(' ').nth(1).unwrap_or_default();
    let mut served = served.lock().expect("a lock");
    *served.requests.entry(path.to_owned()).or_default() += 1;
    let missing = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_owned();
    served.responses.get(path).cloned().unwrap_or(missing)
}

/// What accepts connections as each of these hosts, and the certificate that clients have to trust.
pub fn acceptor(hosts: &[&str]) -> (TlsAcceptor, CertificateDer<'static>) {
    let (certificate, key) = certificate(hosts);
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("versions of TLS")
        .with_no_client_auth()
        .with_single_cert(vec![certificate.clone()], key)
        .expect("a certificate with its key");
    (TlsAcceptor::from(Arc::new(config)), certificate)
}

/// A certificate for these hosts that is its own authority, and its key. `openssl` makes it, as for the tests of PostgreSQL.
fn certificate(hosts: &[&str]) -> (CertificateDer<'static>, PrivateKeyDer<'static>) {
    let names = hosts.iter().map(|host| format!("DNS:{host}")).collect::<Vec<_>>().join(",");
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).display().to_string();
    let mut command = Command::new("openssl");
    command.args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc", "-days", "1"]);
    command.args(["-subj", "/CN=test", "-addext", &format!("subjectAltName={names}")]);
    command.args(["-addext", "basicConstraints=CA:FALSE", "-keyout", &path("key"), "-out", &path("crt")]);
    let made = command.output().unwrap_or_else(|error| panic!("openssl cannot be run, install it: {error}"));
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let pem = |name: &str| fs::read(path(name)).expect("a file");
    let certificate = CertificateDer::from_pem_slice(&pem("crt")).expect("a certificate");
    let key = PrivateKeyDer::from_pem_slice(&pem("key")).expect("a key");
    (certificate, key)
}
