//! A connection that does not trust the server: it reads a bounded number of bytes, and without TLS never more than one line.
//!
//! Lettre reads replies without a limit. It also keeps what it has read ahead when TLS starts, so that someone between the two
//! could send replies in plain text which it would read as encrypted ones. Here they stay in the socket, where they break the
//! handshake.

use lettre::transport::smtp::client::AsyncTokioStream;
use std::{
    io,
    net::SocketAddr,
    pin::Pin,
    task::{Context, Poll, ready},
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
};
use tokio_rustls::client::TlsStream;

/// The maximum number of bytes that are read in one connection. Certificates take some 5 KB, all replies to one message 1 KB.
const MAX_RECEIVED: usize = 32 * 1024;
/// The maximum number of bytes that are read at once.
const CHUNK: usize = 1024;

#[derive(Debug)]
pub(super) struct Stream {
    wire: Wire,
    peer: SocketAddr,
    /// How many more bytes may be read.
    left: usize,
}

#[derive(Debug)]
enum Wire {
    Tcp(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

impl Stream {
    /// A connection that is not encrypted, or not yet.
    pub(super) fn plain(tcp: TcpStream, peer: SocketAddr) -> Self {
        Self { wire: Wire::Tcp(tcp), peer, left: MAX_RECEIVED }
    }

    pub(super) fn encrypted(tls: TlsStream<TcpStream>, peer: SocketAddr) -> Self {
        Self { wire: Wire::Tls(Box::new(tls)), peer, left: MAX_RECEIVED }
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
            Wire::Tcp(tcp) => {
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
            Wire::Tls(tls) => {
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
        match &mut self.get_mut().wire {
            Wire::Tcp(tcp) => Pin::new(tcp).poll_write(cx, bytes),
            Wire::Tls(tls) => Pin::new(tls).poll_write(cx, bytes),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.get_mut().wire {
            Wire::Tcp(tcp) => Pin::new(tcp).poll_flush(cx),
            Wire::Tls(tls) => Pin::new(tls).poll_flush(cx),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.get_mut().wire {
            Wire::Tcp(tcp) => Pin::new(tcp).poll_shutdown(cx),
            Wire::Tls(tls) => Pin::new(tls).poll_shutdown(cx),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::{
        io::{AsyncReadExt as _, AsyncWriteExt as _},
        net::TcpListener,
    };

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
