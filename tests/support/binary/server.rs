//! A server process of the built binary.

use super::{Answer, Connection, Place, RunOutput};
use crate::port::free_port;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use std::fs::File;
use std::io::Write as _;
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::process::{Child, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// The time limit for a server to start, and to stop.
const START_TIMEOUT: Duration = Duration::from_secs(30);

/// A running server process, which is killed on drop.
pub struct Server {
    address: SocketAddr,
    child: Child,
    output: TempDir,
}

impl Server {
    /// Starts the binary in `place`, which must outlive the process, and waits until it is ready.
    pub fn start(place: &Place) -> Self {
        // A fixed issuer: tokens stay valid when a test restarts the server on another port.
        Self::start_at(place, "http://localhost:3000")
    }

    /// Starts the binary without a proxy in front of it: its base URL is its address.
    pub fn start_alone(place: &Place) -> Self {
        let port = free_port();
        Self::start_on(port, place, &format!("http://127.0.0.1:{port}"))
    }

    /// Starts the binary behind a proxy, which serves it at `base_url`.
    pub fn start_at(place: &Place, base_url: &str) -> Self {
        Self::start_on(free_port(), place, base_url)
    }

    /// Starts the binary and does not wait until it is ready.
    pub fn launch(place: &Place) -> Self {
        Self::launch_on(free_port(), place, "http://localhost:3000")
    }

    /// Starts the binary where the program of `place` enters a network of its own. It listens at this address there.
    pub fn start_in_network(place: &Place, address: SocketAddr) -> Self {
        let mut server = Self::launch_at(address, place, "http://localhost:3000");
        server.wait_until_ready();
        server
    }

    fn start_on(port: u16, place: &Place, base_url: &str) -> Self {
        let mut server = Self::launch_on(port, place, base_url);
        server.wait_until_ready();
        server
    }

    fn launch_on(port: u16, place: &Place, base_url: &str) -> Self {
        Self::launch_at(SocketAddr::from((Ipv4Addr::LOCALHOST, port)), place, base_url)
    }

    fn launch_at(address: SocketAddr, place: &Place, base_url: &str) -> Self {
        let output = TempDir::new().expect("a temporary directory");
        let file = |name: &str| Stdio::from(File::create(output.path().join(name)).expect("a file for the output"));
        let mut command = place.command(&["serve"]);
        command.env("PORT", address.port().to_string());
        command.env("VESTIBULE_BASE_URL", base_url);
        if !address.ip().is_loopback() {
            command.env("HOST", address.ip().to_string());
        }
        command.stdout(file("stdout")).stderr(file("stderr"));
        Self { address, child: command.spawn().expect("the binary runs"), output }
    }

    /// Waits until the log says something.
    pub fn wait_until_logged(&self, text: &str) {
        let started = Instant::now();
        while !self.written("stderr").contains(text) {
            assert!(started.elapsed() < START_TIMEOUT, "“{text}” is not in the log: {}", self.written("stderr"));
            sleep(Duration::from_millis(10));
        }
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The process id.
    pub fn process(&self) -> Pid {
        Pid::from_child(&self.child)
    }

    /// Kills the process (SIGKILL).
    pub fn kill(mut self) {
        self.child.kill().expect("a process to kill");
        self.child.wait().expect("its end");
    }

    /// Sends SIGTERM and waits until the process has ended.
    pub fn stop(mut self) -> RunOutput {
        kill_process(self.process(), Signal::TERM).expect("a signal");
        let requested = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait().expect("a status") {
                break status;
            }
            assert!(requested.elapsed() < START_TIMEOUT, "the server does not stop: {}", self.written("stderr"));
            sleep(Duration::from_millis(10));
        };
        RunOutput::from(Output { status, stdout: self.written("stdout").into(), stderr: self.written("stderr").into() })
    }

    pub fn get(&self, path: &str, bearer: Option<&str>) -> (u16, Value) {
        self.request("GET", path, "", bearer)
    }

    pub fn post(&self, path: &str, body: &str, bearer: Option<&str>) -> (u16, Value) {
        self.request("POST", path, body, bearer)
    }

    /// Signs in and returns the status and the body of the response.
    pub fn log_in(&self, login: &str, password: &str) -> (u16, Value) {
        self.post("/api/auth/login", &json!({ "login": login, "password": password }).to_string(), None)
    }

    /// The status of `GET /api/auth/me`.
    pub fn me(&self, token: &str) -> u16 {
        self.get("/api/auth/me", Some(token)).0
    }

    /// Sends raw bytes and leaves the connection open.
    pub fn send(&self, bytes: &[u8]) -> TcpStream {
        let mut stream = TcpStream::connect(self.address).expect("a connection");
        stream.write_all(bytes).expect("bytes sent");
        stream
    }

    fn request(&self, method: &str, path: &str, body: &str, bearer: Option<&str>) -> (u16, Value) {
        let bearer = bearer.map(|token| format!("Authorization: Bearer {token}\r\n")).unwrap_or_default();
        let mut connection = Connection::open(self.address).expect("a connection");
        let Answer { status, body, .. } = connection.request(method, path, &bearer, body).expect("an answer");
        (status, body)
    }

    /// Waits until it serves.
    pub fn wait_until_ready(&mut self) {
        let started = Instant::now();
        while TcpStream::connect(self.address).is_err() {
            let ended = self.child.try_wait().expect("a status");
            let waits = ended.is_none() && started.elapsed() < START_TIMEOUT;
            assert!(waits, "the server does not start ({ended:?}): {}", self.written("stderr"));
            sleep(Duration::from_millis(10));
        }
        assert_eq!(self.get("/ready", None).0, 200);
    }

    fn written(&self, name: &str) -> String {
        std::fs::read_to_string(self.output.path().join(name)).expect("the output")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("the log of the server: {}", self.written("stderr"));
        }
        // The process may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
