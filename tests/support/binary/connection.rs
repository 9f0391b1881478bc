//! An HTTP connection to a running server. It does not retry, so that tests see every failure.

use serde_json::Value;
use std::io::ErrorKind::{InvalidData, UnexpectedEof};
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

/// Longer than any request may take.
const READ_TIMEOUT: Duration = Duration::from_secs(30);

/// The server closes connections that are idle for ten seconds; the client reconnects well before that.
const MAX_IDLE: Duration = Duration::from_secs(5);

/// Keeps the connection open between requests.
pub struct Connection {
    server: SocketAddr,
    stream: BufReader<TcpStream>,
    used: Instant,
}

/// A response that was received completely.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    /// Null if the body is empty or not JSON.
    pub body: Value,
    /// The seconds of `Retry-After`.
    pub retry_after: Option<u32>,
}

impl Connection {
    pub fn open(server: SocketAddr) -> io::Result<Self> {
        Ok(Self { server, stream: connect(server)?, used: Instant::now() })
    }

    /// Sends a request with JSON and reads the complete response. Each line in `headers` ends with CRLF.
    pub fn request(&mut self, method: &str, path: &str, headers: &str, body: &str) -> io::Result<Answer> {
        self.send(method, path, &format!("{headers}Content-Type: application/json\r\n"), body)
    }

    /// The same with a body whose type is in `headers`.
    pub fn send(&mut self, method: &str, path: &str, headers: &str, body: &str) -> io::Result<Answer> {
        if self.used.elapsed() > MAX_IDLE {
            self.stream = connect(self.server)?;
        }
        let length = body.len();
        let request =
            format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\n{headers}Content-Length: {length}\r\n\r\n{body}");
        self.stream.get_mut().write_all(request.as_bytes())?;
        let answer = self.answer();
        self.used = Instant::now();
        answer
    }

    fn answer(&mut self) -> io::Result<Answer> {
        let status = self.line()?.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or(InvalidData)?;
        let (mut length, mut retry_after) = (0, None);
        loop {
            let line = self.line()?.to_ascii_lowercase();
            match line.split_once(':') {
                None if line.is_empty() => break,
                Some(("content-length", value)) => length = value.trim().parse().map_err(|_| InvalidData)?,
                Some(("retry-after", value)) => retry_after = value.trim().parse().ok(),
                // Chunked bodies are not supported: this client finds the end of a body by its length.
                Some(("transfer-encoding", _)) => return Err(InvalidData.into()),
                _ => {}
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body)?;
        Ok(Answer { status, body: serde_json::from_slice(&body).unwrap_or_default(), retry_after })
    }

    fn line(&mut self) -> io::Result<String> {
        let mut line = String::new();
        self.stream.read_line(&mut line)?;
        line.strip_suffix("\r\n").map(str::to_owned).ok_or(UnexpectedEof.into())
    }
}

fn connect(server: SocketAddr) -> io::Result<BufReader<TcpStream>> {
    let stream = TcpStream::connect(server)?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(READ_TIMEOUT))?;
    Ok(BufReader::new(stream))
}
