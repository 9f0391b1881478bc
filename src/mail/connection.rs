//! The connection to the mail server: how it is encrypted, and what is read from it. The server is not trusted: a bounded number of
//! bytes is read, and without TLS never more than one line.
//!
//! Lettre reads replies without a limit. It also keeps what it has read ahead when TLS starts, so that someone between the two
//! could send replies in plain text which it would read as encrypted ones. Here they stay in the socket, where they break the
//! handshake.

use super::MailerError;
use crate::config::{Encryption, SmtpUrl};
use lettre::transport::smtp::client::{AsyncTokioStream, Certificate, TlsParameters};
use std::fmt::Display;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::{fs, io};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use tokio_util::either::Either;

/// The maximum number of bytes that are read in one connection. Certificates take some 5 KB, all replies to one message 1 KB.
const MAX_RECEIVED: usize = 32 * 1024;
/// The maximum number of bytes that are read at once.
const CHUNK: usize = 1024;

/// Trusts the public authorities, and the certificates that the configuration names.
pub(super) enum Tls {
    None,
    /// TLS from the first byte.
    Implicit {
        connector: TlsConnector,
        name: ServerName<'static>,
    },
    /// TLS after the command STARTTLS.
    Explicit {
        parameters: TlsParameters,
        required: bool,
    },
}

impl Tls {
    pub(super) fn new(url: &SmtpUrl) -> Result<Self, MailerError> {
        let pem = match &url.ca {
            Some(path) => fs::read(path).map_err(unreadable)?,
            None => Vec::new(),
        };
        let own: Vec<_> = CertificateDer::pem_slice_iter(&pem).collect::<Result<_, _>>().map_err(unreadable)?;
        if url.ca.is_some() && own.is_empty() {
            return Err(unreadable("it is empty"));
        }
        match url.encryption {
            Encryption::None => Ok(Self::None),
            Encryption::Implicit => implicit(&url.host, own),
            Encryption::Required => starttls(&url.host, &pem, true),
            Encryption::Opportunistic => starttls(&url.host, &pem, false),
        }
    }
}

fn implicit(host: &str, own: Vec<CertificateDer<'static>>) -> Result<Tls, MailerError> {
    let name = ServerName::try_from(host.to_owned()).map_err(|_| MailerError::ServerName(host.to_owned()))?;
    let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    for certificate in own {
        roots.add(certificate).map_err(unreadable)?;
    }
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(unreadable)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Tls::Implicit { connector: TlsConnector::from(Arc::new(config)), name })
}

fn starttls(host: &str, pem: &[u8], required: bool) -> Result<Tls, MailerError> {
    // Lettre finds out only when it connects.
    ServerName::try_from(host).map_err(|_| MailerError::ServerName(host.to_owned()))?;
    let mut builder = TlsParameters::builder(host.to_owned());
    if !pem.is_empty() {
        builder = builder.add_root_certificate(Certificate::from_pem(pem).map_err(unreadable)?);
    }
    Ok(Tls::Explicit { parameters: builder.build().map_err(unreadable)?, required })
}

fn unreadable(error: impl Display) -> MailerError {
    MailerError::Certificates(error.to_string())
}

#[derive(Debug)]
pub(super) struct Stream {
    wire: Either<TcpStream, Box<TlsStream<TcpStream>>>,
    peer: SocketAddr,
    /// How many more bytes may be read.
    left: usize,
}

impl Stream {
    /// A connection that is not encrypted, or not yet.
    pub(super) fn plain(tcp: TcpStream, peer: SocketAddr) -> Self {
        Self { wire: Either::Left(tcp), peer, left: MAX_RECEIVED }
    }

    pub(super) fn encrypted(tls: TlsStream<TcpStream>, peer: SocketAddr) -> Self {
        Self { wire: Either::Right(Box::new(tls)), peer, left: MAX_RECEIVED }
    }
}

impl AsyncTokioStream for Stream {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.peer)
    }
}

impl AsyncRead for Stream {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let stream = self.get_mut();
        if stream.left == 0 {
            return Poll::Ready(Err(io::Error::other("the server has sent too much")));
        }
        let mut bytes = [0; CHUNK];
        let limit = stream.left.min(into.remaining()).min(CHUNK);
        let read = match &mut stream.wire {
            Either::Left(tcp) => {
                let mut ahead = ReadBuf::new(&mut bytes[..limit]);
                ready!(tcp.poll_peek(cx, &mut ahead))?;
                let line = ahead.filled().iter().position(|byte| *byte == b'\n').map(|at| at + 1);
                let length = line.unwrap_or(ahead.filled().len());
                let mut read = ReadBuf::new(&mut bytes[..length]);
                // With nothing to read the connection is closed.
                if length > 0 {
                    ready!(Pin::new(tcp).poll_read(cx, &mut read))?;
                }
                read
            }
            Either::Right(tls) => {
                let mut read = ReadBuf::new(&mut bytes[..limit]);
                ready!(Pin::new(tls).poll_read(cx, &mut read))?;
                read
            }
        };
        stream.left -= read.filled().len();
        into.put_slice(read.filled());
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Stream {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().wire).poll_write(cx, bytes)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().wire).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().wire).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpListener;

    /// A connection, and its other end, which has sent `bytes`.
    async fn receiving(bytes: &[u8]) -> (Stream, TcpStream) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let tcp = TcpStream::connect(address).await.unwrap();
        let (mut other, _) = listener.accept().await.unwrap();
        other.write_all(bytes).await.unwrap();
        (Stream::plain(tcp, address), other)
    }

    #[tokio::test]
    async fn one_read_returns_at_most_one_line() {
        let (mut stream, other) = receiving(b"220 go ahead\r\n250 injected\r\nrest").await;
        let mut lines = Vec::new();
        let mut buffer = [0; 8192];
        drop(other);
        loop {
            let length = stream.read(&mut buffer).await.unwrap();
            if length == 0 {
                break;
            }
            lines.extend_from_slice(&buffer[..length]);
            assert!(!buffer[..length - 1].contains(&b'\n'), "{:?}", &buffer[..length]);
        }
        assert_eq!(lines, b"220 go ahead\r\n250 injected\r\nrest");
    }

    #[tokio::test]
    async fn a_server_that_sends_too_much_is_not_read_further() {
        let (mut stream, _other) = receiving(&[b'x'; MAX_RECEIVED + 1]).await;
        let mut received = Vec::new();
        let error = stream.read_to_end(&mut received).await.unwrap_err();
        assert_eq!((received.len(), error.to_string().as_str()), (MAX_RECEIVED, "the server has sent too much"));
    }
}
