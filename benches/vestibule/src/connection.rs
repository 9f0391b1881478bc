//! An HTTP/1.1 connection with keep-alive, for one request at a time.

use crate::{Result, chunk_decoder::ChunkDecoder, client::succeeded, response::Response};
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

/// The number of bytes that are read or sent at once.
const BUFFER_LEN: usize = 64 * 1024;

pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    pub async fn open(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: vec![0; BUFFER_LEN] })
    }

    /// Sends a request and reads its response.
    pub async fn exchange(&mut self, request: &[u8]) -> Result<Response> {
        self.send(request).await?;
        self.receive().await
    }

    /// Sends the head of a request and a file as its body, and reads the response. The file is streamed.
    pub async fn upload(&mut self, head: &[u8], file: &Path) -> Result<Response> {
        let mut file = File::open(file)?;
        let mut piece = vec![0; BUFFER_LEN];
        self.send(head).await?;
        loop {
            match file.read(&mut piece)? {
                0 => break,
                // A server that rejects a file can close the connection before its end. The response contains the reason.
                read if self.send(&piece[..read]).await.is_err() => break,
                _ => {}
            }
        }
        self.receive().await
    }

    /// Sends a request and passes the body of the response, which must be chunked, to `take` as a stream.
    pub async fn download(&mut self, request: &[u8], mut take: impl FnMut(&[u8])) -> Result<()> {
        self.send(request).await?;
        let mut filled = 0;
        let (response, start) = loop {
            filled += self.read(filled).await?;
            match Response::parse_head(&self.buffer[..filled])? {
                Some(head) => break head,
                None if filled == self.buffer.len() => return Err("the head of the response is too long".into()),
                None => {}
            }
        };
        succeeded(&response)?;
        if !response.is_chunked() {
            return Err("the response is not chunked".into());
        }
        let mut chunks = ChunkDecoder::default();
        chunks.feed(&self.buffer[start..filled], &mut take)?;
        while !chunks.ended() {
            let read = self.read(0).await?;
            chunks.feed(&self.buffer[..read], &mut take)?;
        }
        Ok(())
    }

    async fn receive(&mut self) -> Result<Response> {
        let mut filled = 0;
        loop {
            filled += self.read(filled).await?;
            match Response::parse(&self.buffer[..filled])? {
                Some(response) if response.length == filled => return Ok(response),
                Some(_) => return Err("the server sent more data than the response".into()),
                None if filled == self.buffer.len() => self.buffer.resize(2 * filled, 0),
                None => {}
            }
        }
    }

    /// Reads more bytes, and returns how many.
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

    /// Unlike `try_read`, this does not read again after a read that did not fill the buffer. This saves a system call that
    /// would only return that there is no more data.
    fn poll_read(&mut self, context: &mut Context<'_>, filled: usize) -> Poll<io::Result<usize>> {
        let mut free = ReadBuf::new(&mut self.buffer[filled..]);
        ready!(Pin::new(&mut self.stream).poll_read(context, &mut free))?;
        Poll::Ready(Ok(free.filled().len()))
    }
}
