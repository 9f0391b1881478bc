//! A server in test mode: `vestibule serve --ephemeral`.

use crate::support::Place;
use crate::wait::within;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use std::io::{BufRead as _, BufReader, Read as _};
use std::net::SocketAddr;
use std::process::{Child, ChildStdout, Stdio};
use std::time::Duration;

/// The time limit for a stop.
const STOP_TIMEOUT: Duration = Duration::from_secs(30);

/// A running server, which is killed on drop.
pub struct Ephemeral {
    child: Child,
    stdout: BufReader<ChildStdout>,
    /// The line that it has printed.
    pub ready: Value,
}

impl Ephemeral {
    /// Starts a server in `place`, which must outlive it, and waits for its line.
    pub fn start(place: &Place, arguments: &[&str]) -> Self {
        let arguments = [&["serve", "--ephemeral"][..], arguments].concat();
        let mut child = place.command(&arguments).stdout(Stdio::piped()).spawn().expect("a server");
        let mut stdout = BufReader::new(child.stdout.take().expect("its output"));
        let mut line = String::new();
        stdout.read_line(&mut line).expect("a line");
        let ready = serde_json::from_str(&line).unwrap_or_else(|_| panic!("not JSON: {line:?}"));
        Self { child, stdout, ready }
    }

    /// Its base URL.
    pub fn url(&self) -> &str {
        self.ready["url"].as_str().expect("a URL")
    }

    /// Its IP address with the port. Its URL may have a name.
    pub fn address(&self) -> SocketAddr {
        let named = self.url().strip_prefix("http://").expect("http");
        named.replace("localhost", "127.0.0.1").parse().expect("an address")
    }

    /// A token of the administrator.
    pub fn token(&self, name: &str) -> &str {
        self.ready["administrator"][name].as_str().expect("a token")
    }

    /// Sends SIGTERM, waits for the end, and returns the exit code and what was printed after the first line.
    pub fn stop(mut self) -> (Option<i32>, String) {
        kill_process(Pid::from_child(&self.child), Signal::TERM).expect("a signal");
        let mut status = None;
        let ended = within(STOP_TIMEOUT, || {
            status = self.child.try_wait().expect("a status");
            status.is_some()
        });
        assert!(ended, "the server does not stop");
        let mut rest = String::new();
        self.stdout.read_to_string(&mut rest).expect("text");
        (status.and_then(|status| status.code()), rest)
    }
}

impl Drop for Ephemeral {
    fn drop(&mut self) {
        // The process may have ended already.
        _ = self.child.kill();
        _ = self.child.wait();
    }
}
