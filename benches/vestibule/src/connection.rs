//! One connection, kept alive: a request out, an answer in.

use crate::{Result, response::Response};
use std::{
    future::poll_fn,
    io,
    net::SocketAddr,
    pin::Pin,
    task::{Context, Poll, ready},
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
};

pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    pub async fn open(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: vec![0; 64 * 1024] })
    }

    /// Sends one request and reads its answer.
    pub async fn exchange(&mut self, request: &[u8]) -> Result<Response> {
        self.send(request).await?;
        let mut filled = 0;
        loop {
            match poll_fn(|context| self.poll_read(context, filled)).await? {
                0 => return Err("the server closed the connection".into()),
                read => filled += read,
            }
            match Response::parse(&self.buffer[..filled])? {
                Some((response, length)) if length == filled => return Ok(response),
                Some(_) => return Err("the server said more than was asked".into()),
                None if filled == self.buffer.len() => self.buffer.resize(2 * filled, 0),
                None => {}
            }
        }
    }

    async fn send(&mut self, mut request: &[u8]) -> io::Result<()> {
        while !request.is_empty() {
            let sent = poll_fn(|context| Pin::new(&mut self.stream).poll_write(context, request)).await?;
            request = &request[sent..];
        }
        Ok(())
    }

    /// Unlike `try_read` this waits after a read that did not fill the buffer, which saves a system call that
    /// would only say so.
    fn poll_read(&mut self, context: &mut Context<'_>, filled: usize) -> Poll<io::Result<usize>> {
        let mut free = ReadBuf::new(&mut self.buffer[filled..]);
        ready!(Pin::new(&mut self.stream).poll_read(context, &mut free))?;
        Poll::Ready(Ok(free.filled().len()))
    }
}
