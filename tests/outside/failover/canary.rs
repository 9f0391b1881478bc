//! Somebody who changes their name again and again at one replica: how long writes fail there, and what they are answered meanwhile.

use super::cluster::LEADER;
use super::timeline::Timeline;
use super::worker::Run;
use crate::database::run_on;
use crate::support::{Connection, PASSWORD, block_on};
use crate::torture::api::Api;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::SeqCst;
use std::thread::{JoinHandle, sleep};
use std::time::Duration;

const PAUSE: Duration = Duration::from_millis(100);
/// What each name begins with; a number follows.
const NAME: &str = "Canary ";

pub struct Canary {
    pub username: String,
    /// When a change was acknowledged.
    pub timeline: Timeline,
    /// The number of the last change that was acknowledged.
    pub acknowledged: Arc<AtomicUsize>,
    thread: JoinHandle<()>,
}

impl Canary {
    /// Registers an account, which begins to change its name.
    pub fn start(replica: SocketAddr, username: String, run: &Run) -> Self {
        let mut api = Api::at(replica).expect("a connection");
        let new = api.register(&username, &format!("{username}@example.org"), PASSWORD).expect("an answer");
        let signed_in = api.log_in(&username, PASSWORD).expect("an answer");
        let text = |answer: &Value, member: &str| answer[member].as_str().expect("a text").to_owned();
        let path = format!("/api/users/{}", text(&new.body, "id"));
        let bearer = format!("Authorization: Bearer {}\r\n", text(&signed_in.body, "access_token"));
        let (timeline, acknowledged) = (Timeline::default(), Arc::new(AtomicUsize::new(0)));
        let (noted, last, problems) = (timeline.clone(), Arc::clone(&acknowledged), run.problems.clone());
        let what = format!("a change at {}", replica.ip());
        let mut connection = Connection::open(replica).expect("a connection");
        let mut number = 0;
        let thread = run.stop.repeat(move || {
            number += 1;
            let body = json!({ "name": format!("{NAME}{number}") }).to_string();
            let answer = problems.check(&what, &[200], || {
                let answer = connection.request("PATCH", &path, &bearer, &body);
                if answer.is_err() {
                    connection = Connection::open(replica)?;
                }
                answer
            });
            if answer.is_some() {
                last.store(number, SeqCst);
                noted.note();
            }
            sleep(PAUSE);
        });
        Self { username, timeline, acknowledged, thread }
    }

    /// Waits for the end of its last request, and returns how many of its acknowledged changes are lost.
    pub fn end(self) -> usize {
        self.thread.join().expect("a thread that has not failed");
        let name = format!("SELECT name FROM users WHERE username = '{}' AND name IS NOT NULL", self.username);
        let name = block_on(run_on(LEADER, &name)).expect("SQL that runs");
        let stored = name.first().map_or(0, |name| number_of(name));
        // A change without an answer may have been stored, so there may be more.
        self.acknowledged.load(SeqCst).saturating_sub(stored)
    }
}

/// The number of the change that gave this name; 0: none did.
pub fn number_of(name: &str) -> usize {
    name.strip_prefix(NAME).and_then(|number| number.parse().ok()).unwrap_or_default()
}
