//! Runs the binary.

use serde_json::{Value, json};
use std::{
    io::{Read, Write},
    net::{Ipv4Addr, TcpListener, TcpStream},
    path::PathBuf,
    process::{Child, Command, Output, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};
use tempfile::TempDir;

/// The password of every account that `Place::create` makes.
pub const PASSWORD: &str = "kettle lantern orbit";

/// A directory to run the binary in, and the settings to run it with.
pub struct Place {
    pub directory: TempDir,
    settings: Vec<(String, String)>,
}

/// What a run left: exit code and output.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Place {
    pub fn new() -> Self {
        Self { directory: TempDir::new().expect("a temporary directory"), settings: Vec::new() }
    }

    pub fn set(mut self, name: &str, value: &str) -> Self {
        self.settings.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).expect("a file can be written");
    }

    /// The binary with these arguments, in this directory, and nothing in its environment but the settings.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_vestibule"));
        command.args(arguments).current_dir(self.directory.path()).env_clear().stdin(Stdio::null());
        command.envs(self.settings.iter().map(|(name, value)| (name, value)));
        // Where coverage is measured, the binary must be told where to write it.
        if let Some(profile) = std::env::var_os("LLVM_PROFILE_FILE") {
            command.env("LLVM_PROFILE_FILE", profile);
        }
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Ran {
        Ran::from(self.command(arguments).output().expect("the binary runs"))
    }

    /// Runs with `input` on standard input.
    pub fn run_with(&self, arguments: &[&str], input: &[u8]) -> Ran {
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the binary runs");
        // It may end without having read everything, when it refuses.
        let _ = child.stdin.take().expect("a pipe").write_all(input);
        Ran::from(child.wait_with_output().expect("the binary ends"))
    }

    /// Makes an account, and gives it back.
    pub fn create(&self, username: &str, more: &[&str]) -> Value {
        let email = format!("{username}@example.org");
        let mut arguments = vec!["user", "create", "--username", username, "--email", &email];
        arguments.extend(["--password-stdin", "--json"]);
        arguments.extend(more);
        self.run_with(&arguments, PASSWORD.as_bytes()).json()
    }
}

impl Ran {
    /// The data of a run that succeeded.
    pub fn json(self) -> Value {
        assert_eq!(self.code, 0, "{self:?}");
        serde_json::from_str(&self.stdout).expect("standard output is JSON")
    }

    /// That it failed with this code and said this and nothing else.
    #[track_caller]
    pub fn failed(&self, code: i32, message: &str) {
        assert_eq!((self.code, self.stderr.trim_end(), self.stdout.as_str()), (code, message, ""));
    }
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().expect("it ended by itself"),
            stdout: String::from_utf8(output.stdout).expect("text"),
            stderr: String::from_utf8(output.stderr).expect("text"),
        }
    }
}

/// A running server. Dropped, it is killed.
pub struct Server {
    child: Option<Child>,
    pub port: u16,
}

impl Server {
    /// Starts the binary in `place` and waits until it answers.
    pub fn start(place: &Place) -> Self {
        let port = free_port();
        let mut command = place.command(&["serve"]);
        command.env("PORT", port.to_string());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let server = Self { child: Some(command.spawn().expect("the binary runs")), port };
        let started = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
            assert!(started.elapsed() < Duration::from_secs(30), "the server does not answer");
            sleep(Duration::from_millis(10));
        }
        server
    }

    /// The status and the body of the answer.
    pub fn log_in(&self, login: &str, password: &str) -> (u16, Value) {
        let body = json!({ "login": login, "password": password }).to_string();
        let length = body.len();
        self.ask(&format!(
            "POST /api/auth/login HTTP/1.1\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\
             host: localhost\r\nconnection: close\r\n\r\n{body}"
        ))
    }

    /// The status of the answer to "who am I?".
    pub fn me(&self, token: &str) -> u16 {
        let request = format!(
            "GET /api/auth/me HTTP/1.1\r\nauthorization: Bearer {token}\r\n\
             host: localhost\r\nconnection: close\r\n\r\n"
        );
        self.ask(&request).0
    }

    fn ask(&self, request: &str) -> (u16, Value) {
        let mut connection = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).expect("a connection");
        connection.write_all(request.as_bytes()).expect("a request");
        let mut answer = String::new();
        connection.read_to_string(&mut answer).expect("an answer");
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
        (status.expect("a status"), serde_json::from_str(body).unwrap_or_default())
    }

    /// Tells it to stop, and waits until it has.
    pub fn stop(mut self) -> Ran {
        let child = self.child.take().expect("it has not been stopped before");
        let id = rustix::process::Pid::from_child(&child);
        rustix::process::kill_process(id, rustix::process::Signal::TERM).expect("a signal");
        Ran::from(child.wait_with_output().expect("it ends"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// A port that was free a moment ago.
fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    listener.local_addr().expect("an address").port()
}
