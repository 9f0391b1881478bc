//! An administrator who reads the first page of users at one server again and again.

use super::api::Api;
use crate::support::{Connection, PASSWORD};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::SeqCst;
use std::thread::{self, JoinHandle, sleep};
use std::time::{Duration, Instant};

const PAUSE: Duration = Duration::from_millis(20);

pub struct Lists {
    stopped: Arc<AtomicBool>,
    /// Returns how long the slowest answer has taken.
    reader: JoinHandle<Duration>,
}

impl Lists {
    /// Signs the administrator in, and begins.
    pub fn start(server: SocketAddr, administrator: &str) -> Self {
        let mut api = Api::at(server).expect("a connection");
        let signed_in = api.log_in(administrator, PASSWORD).expect("an answer");
        let token = signed_in.body["access_token"].as_str().expect("an access token");
        let headers = format!("Authorization: Bearer {token}\r\n");
        let mut connection = Connection::open(server).expect("a connection");
        let stopped = Arc::new(AtomicBool::new(false));
        let is_stopped = Arc::clone(&stopped);
        let reader = thread::spawn(move || {
            let mut slowest = Duration::ZERO;
            while !is_stopped.load(SeqCst) {
                let sent = Instant::now();
                let answer = connection.request("GET", "/api/users", &headers, "").expect("an answer");
                assert_eq!(answer.status, 200, "{answer:?}");
                slowest = slowest.max(sent.elapsed());
                sleep(PAUSE);
            }
            slowest
        });
        Self { stopped, reader }
    }

    /// Ends it; returns how long the slowest answer has taken.
    pub fn end(self) -> Duration {
        self.stopped.store(true, SeqCst);
        self.reader.join().expect("a reader that has not failed")
    }
}
