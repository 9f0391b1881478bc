//! TLS of requests that the server sends: the public authorities, and those of the operator.

use super::OutboundError;
use crate::config::OutboundSettings;
use std::sync::Arc;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, Error, RootCertStore};

/// Otherwise a server that speaks HTTP/2 could begin with it.
const HTTP_1: &[u8] = b"http/1.1";

#[derive(Clone)]
pub(super) struct Tls(TlsConnector);

impl Tls {
    pub(super) fn new(settings: &OutboundSettings) -> Result<Self, OutboundError> {
        let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        let unusable = |error: Error| OutboundError::Authorities(format!("{error}"));
        for authority in &settings.authorities {
            roots.add(authority.clone()).map_err(unusable)?;
        }
        let mut config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(unusable)?
            .with_root_certificates(roots)
            .with_no_client_auth();
        config.alpn_protocols = vec![HTTP_1.to_vec()];
        Ok(Self(TlsConnector::from(Arc::new(config))))
    }

    /// Verifies that the other side is `host`, a name or an address without brackets.
    pub(super) async fn connect(&self, host: &str, tcp: TcpStream) -> Result<TlsStream<TcpStream>, OutboundError> {
        let name = ServerName::try_from(host.to_owned()).map_err(|_| OutboundError::Url)?;
        self.0.connect(name, tcp).await.map_err(|error| OutboundError::Tls(error.to_string()))
    }
}
