//! One connection, kept alive: a request out, an answer in.

use crate::{Result, chunks::Chunks, response::Response, talk::succeeded};
use std::{
    fs::File,
    future::poll_fn,
    io::{self, Read},
    net::SocketAddr,
    path::Path,
    pin::Pin,
    task::{Context, Poll, ready},
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
};

/// What is read or sent at once.
const PIECE: usize = 64 * 1024;

pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    pub async fn open(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: vec![0; PIECE] })
    }

    /// Sends one request and reads its answer.
    pub async fn exchange(&mut self, request: &[u8]) -> Result<Response> {
        self.send(request).await?;
        self.answer().await
    }

    /// Sends the head of a request and a file as its body, and reads the answer. The file is never in memory as a whole.
    pub async fn upload(&mut self, head: &[u8], file: &Path) -> Result<Response> {
        let mut file = File::open(file)?;
        let mut piece = vec![0; PIECE];
        self.send(head).await?;
        loop {
            match file.read(&mut piece)? {
                0 => break,
                // Who refuses a file may hang up before its end: the answer says why.
                read if self.send(&piece[..read]).await.is_err() => break,
                _ => {}
            }
        }
        self.answer().await
    }

    /// Sends one request, and hands over the body of its answer piece by piece; it comes in chunks.
    pub async fn download(&mut self, request: &[u8], mut take: impl FnMut(&[u8])) -> Result<()> {
        self.send(request).await?;
        let mut filled = 0;
        let (response, start) = loop {
            filled += self.read(filled).await?;
            match Response::beginning(&self.buffer[..filled])? {
                Some(beginning) => break beginning,
                None if filled == self.buffer.len() => return Err("the head of an answer does not end".into()),
                None => {}
            }
        };
        succeeded(&response)?;
        if !response.is_chunked() {
            return Err("a long answer that does not come in chunks".into());
        }
        let mut chunks = Chunks::default();
        chunks.feed(&self.buffer[start..filled], &mut take)?;
        while !chunks.ended() {
            let read = self.read(0).await?;
            chunks.feed(&self.buffer[..read], &mut take)?;
        }
        Ok(())
    }

    async fn answer(&mut self) -> Result<Response> {
        let mut filled = 0;
        loop {
            filled += self.read(filled).await?;
            match Response::parse(&self.buffer[..filled])? {
                Some((response, length)) if length == filled => return Ok(response),
                Some(_) => return Err("the server said more than was asked".into()),
                None if filled == self.buffer.len() => self.buffer.resize(2 * filled, 0),
                None => {}
            }
        }
    }

    /// Reads some bytes more, and tells how many.
    async fn read(&mut self, filled: usize) -> Result<usize> {
        match poll_fn(|context| self.poll_read(context, filled)).await? {
            0 => Err("the server closed the connection".into()),
            read => Ok(read),
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
