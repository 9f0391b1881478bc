//! The list of users at one replica, while somebody changes their name at the other one: it has all that was acknowledged before it was
//! asked for, at any node (docs/decisions/0110-standbys.md).

use super::canary::{Canary, number_of};
use super::replicas::{Replicas, Way};
use super::worker::{Problems, Run};
use crate::support::Connection;
use crate::wait::within;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::SeqCst;
use std::thread::{JoinHandle, sleep};
use std::time::Duration;

const PAUSE: Duration = Duration::from_millis(100);
/// How long it may take until replicas read at both standbys when these follow the leader again: they look every second.
const AGAIN: Duration = Duration::from_secs(20);
/// How long it may take until a list is answered when all works again.
const ANSWERED: Duration = Duration::from_secs(10);

pub struct Lists {
    reader: Reader,
    /// How many lists were right.
    right: Arc<AtomicUsize>,
    thread: JoinHandle<()>,
}

/// What one reader needs.
struct Reader {
    what: String,
    replica: SocketAddr,
    connection: Connection,
    path: String,
    bearer: String,
    /// The number of the last change that was acknowledged at the other replica.
    acknowledged: Arc<AtomicUsize>,
    problems: Problems,
}

impl Reader {
    fn open(replica: SocketAddr, canary: &Canary, administrator: &str, run: &Run) -> Self {
        Self {
            what: format!("a list at {}", replica.ip()),
            replica,
            connection: Connection::open(replica).expect("a connection"),
            path: format!("/api/users?q={}", canary.username),
            bearer: format!("Authorization: Bearer {administrator}\r\n"),
            acknowledged: Arc::clone(&canary.acknowledged),
            problems: run.problems.clone(),
        }
    }

    /// How many changes the list lacks that were acknowledged before it was asked for. None: it was not answered.
    fn missing(&mut self) -> Option<usize> {
        let Self { what, replica, connection, path, bearer, acknowledged, problems } = self;
        let acknowledged = acknowledged.load(SeqCst);
        let answer = problems.check(what, &[200], || {
            let answer = connection.request("GET", path, bearer, "");
            if answer.is_err() {
                *connection = Connection::open(*replica)?;
            }
            answer
        })?;
        let name = answer.body["users"][0]["name"].as_str().unwrap_or_default();
        Some(acknowledged.saturating_sub(number_of(name)))
    }
}

impl Lists {
    /// Begins to read at `replica` what `canary` changes at the other one. `forgets`: what was acknowledged may be lost.
    pub fn start(replica: SocketAddr, canary: &Canary, administrator: &str, forgets: bool, run: &Run) -> Self {
        let mut reader = Reader::open(replica, canary, administrator, run);
        let right = Arc::new(AtomicUsize::new(0));
        let (counted, problems) = (Arc::clone(&right), run.problems.clone());
        let thread = run.stop.repeat(move || {
            match reader.missing() {
                Some(0) => {
                    counted.fetch_add(1, SeqCst);
                }
                Some(_) if !forgets => problems.add("a list lacked what was acknowledged before it was asked for"),
                Some(_) | None => {}
            }
            sleep(PAUSE);
        });
        Self { reader: Reader::open(replica, canary, administrator, run), right, thread }
    }

    /// Waits for its last request, and reads the list once more: whatever was lost by then, it has what was acknowledged after that.
    /// Returns how many lists were right.
    pub fn end(mut self, problems: &Problems) -> usize {
        self.thread.join().expect("a thread that has not failed");
        let mut missing = None;
        within(ANSWERED, || {
            missing = self.reader.missing();
            missing.is_some()
        });
        if missing != Some(0) {
            problems.add(format!("at the end a list lacks {missing:?} changes"));
        }
        self.right.load(SeqCst)
    }
}

/// Waits until each replica reads lists at both standbys, if it knows any.
pub fn check_standbys(replicas: &Replicas, problems: &Problems) {
    if replicas.way != Way::Hosts {
        return;
    }
    for replica in replicas.addresses() {
        let mut states = Vec::new();
        let are_used = within(AGAIN, || {
            states = states_at(replica);
            states == ["primary", "used", "used"]
        });
        if !are_used {
            problems.add(format!("the standbys are {states:?} at {}", replica.ip()));
        }
    }
}

/// What `/ready` of a replica says of the nodes, sorted.
fn states_at(replica: SocketAddr) -> Vec<String> {
    let ready = Connection::open(replica).and_then(|mut connection| connection.request("GET", "/ready", "", ""));
    let Ok(ready) = ready else { return Vec::new() };
    let nodes = ready.body["standbys"].as_array().cloned().unwrap_or_default();
    let mut states: Vec<_> = nodes.iter().map(|node| node["state"].as_str().unwrap_or_default().to_owned()).collect();
    states.sort_unstable();
    states
}
