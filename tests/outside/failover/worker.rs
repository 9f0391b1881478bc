//! Threads that go on until a round ends, and what they find wrong.

use crate::support::Answer;
use std::collections::BTreeMap;
use std::io;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::SeqCst;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// The time limit of a job of the database (`src/store/postgres/mod.rs`), and what the rest of a request takes on a busy machine.
pub const LONGEST_ANSWER: Duration = Duration::from_secs(13);

/// What all threads of a round have. Copies are of the same.
#[derive(Clone, Default)]
pub struct Run {
    pub stop: Stop,
    pub problems: Problems,
}

/// Ends the threads that have it.
#[derive(Clone, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    pub fn is_asked(&self) -> bool {
        self.0.load(SeqCst)
    }

    pub fn ask(&self) {
        self.0.store(true, SeqCst);
    }

    /// Runs something in a thread again and again, until it is asked to stop.
    pub fn repeat(&self, mut attempt: impl FnMut() + Send + 'static) -> JoinHandle<()> {
        let stop = self.clone();
        thread::spawn(move || {
            while !stop.is_asked() {
                attempt();
            }
        })
    }
}

/// What is wrong, with how often it has happened. Copies are of the same.
#[derive(Clone, Default)]
pub struct Problems {
    found: Arc<Mutex<BTreeMap<String, usize>>>,
    fault: Arc<OnceLock<Instant>>,
}

impl Problems {
    pub fn add(&self, problem: impl Into<String>) {
        *self.found.lock().unwrap_or_else(PoisonError::into_inner).entry(problem.into()).or_default() += 1;
    }

    /// Notes that the fault is caused now.
    pub fn note_fault(&self) {
        self.fault.set(Instant::now()).expect("one fault in a round");
    }

    /// Each with its number.
    pub fn list(&self) -> Vec<String> {
        let problems = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        problems.iter().map(|(problem, count)| format!("{problem} ({count} times)")).collect()
    }

    /// Sends a request to a replica, which is neither stopped nor restarted: it has to answer in time, and with one of these statuses or
    /// with 503 and `Retry-After`. Returns the answer if it has one of these statuses.
    pub fn check(&self, what: &str, expected: &[u16], send: impl FnOnce() -> io::Result<Answer>) -> Option<Answer> {
        let sent = Instant::now();
        let answer = send();
        let took = sent.elapsed();
        if took > LONGEST_ANSWER {
            self.add(format!("{what}: answered after {:.1} s, {}", took.as_secs_f64(), self.before_or_after(sent)));
        }
        match answer {
            Ok(answer) if expected.contains(&answer.status) => return Some(answer),
            Ok(Answer { status: 503, retry_after: Some(_), .. }) => {}
            Ok(Answer { status, body, retry_after }) => {
                let code = body["code"].as_str().unwrap_or_default();
                self.add(format!("{what}: {status} {code}, Retry-After {retry_after:?}"));
            }
            Err(error) => self.add(format!("{what}: no answer: {error}")),
        }
        None
    }

    /// When something was sent, in relation to the fault.
    fn before_or_after(&self, sent: Instant) -> String {
        let Some(fault) = self.fault.get() else { return "before any fault".to_owned() };
        match sent.checked_duration_since(*fault) {
            Some(later) => format!("sent {:.1} s after the fault", later.as_secs_f64()),
            None => format!("sent {:.1} s before the fault", (*fault - sent).as_secs_f64()),
        }
    }
}
