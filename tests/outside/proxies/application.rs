//! An application behind the proxy: it answers with the request that it received, as JSON, and remembers it. On a WebSocket it
//! sends back what it gets.

use serde_json::json;
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// A request that reached the application.
#[derive(Clone, Debug)]
pub struct Received {
    pub method: String,
    pub target: String,
    /// Names as they were sent, in their order.
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Received {
    /// All values of a header. The name is compared without regard to case.
    pub fn all(&self, name: &str) -> Vec<&str> {
        let named = self.headers.iter().filter(|(other, _)| other.eq_ignore_ascii_case(name));
        named.map(|(_, value)| value.as_str()).collect()
    }

    /// The value of a header, or an empty text.
    pub fn value(&self, name: &str) -> &str {
        self.all(name).first().copied().unwrap_or_default()
    }
}

/// A running application. Its thread ends with the process of the test.
pub struct Application {
    pub address: SocketAddr,
    received: Arc<Mutex<Vec<Received>>>,
}

impl Application {
    pub fn start() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let address = listener.local_addr().expect("an address");
        let received = Arc::new(Mutex::new(Vec::new()));
        let shared = Arc::clone(&received);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = Arc::clone(&shared);
                // A proxy may open a connection and send nothing for a while.
                thread::spawn(move || answer(stream, &shared));
            }
        });
        Self { address, received }
    }

    /// The requests since the last call.
    pub fn received(&self) -> Vec<Received> {
        std::mem::take(&mut *self.received.lock().expect("no panic while it was locked"))
    }
}

fn answer(mut stream: TcpStream, received: &Mutex<Vec<Received>>) -> io::Result<()> {
    let request = read(&mut BufReader::new(stream.try_clone()?))?;
    let is_websocket = request.value("upgrade").eq_ignore_ascii_case("websocket");
    let seen = json!({"method": request.method, "target": request.target, "body": request.body}).to_string();
    // Before the answer, so that the test finds the request when it has the answer.
    received.lock().expect("no panic while it was locked").push(request);
    if is_websocket {
        stream.write_all(b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")?;
        return io::copy(&mut stream.try_clone()?, &mut stream).map(drop);
    }
    write!(
        stream,
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{seen}",
        seen.len()
    )
}

fn read(stream: &mut BufReader<TcpStream>) -> io::Result<Received> {
    let mut lines = Vec::new();
    loop {
        let mut line = Vec::new();
        stream.read_until(b'\n', &mut line)?;
        let line = String::from_utf8_lossy(&line).trim_end().to_owned();
        if line.is_empty() {
            break;
        }
        lines.push(line);
    }
    let mut first = lines.first().ok_or(io::ErrorKind::UnexpectedEof)?.split(' ').map(str::to_owned);
    let (method, target) = (first.next().unwrap_or_default(), first.next().unwrap_or_default());
    let headers = lines.iter().skip(1).filter_map(|line| line.split_once(':'));
    let headers = headers.map(|(name, value)| (name.to_owned(), value.trim().to_owned())).collect();
    let mut request = Received { method, target, headers, body: String::new() };
    let mut body = vec![0; request.value("content-length").parse().unwrap_or(0)];
    stream.read_exact(&mut body)?;
    request.body = String::from_utf8_lossy(&body).into_owned();
    Ok(request)
}
