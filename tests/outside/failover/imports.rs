//! An import that is running when the fault occurs: all accounts are there afterwards if it was answered with success, and all or none
//! otherwise.

use super::cluster::LEADER;
use super::worker::Problems;
use crate::database::run_on;
use crate::support::{Answer, Connection, block_on};
use std::fmt::Write as _;
use std::net::SocketAddr;
use std::thread::{self, JoinHandle};

const ROWS: usize = 10_000;

pub struct Import {
    prefix: String,
    thread: JoinHandle<Option<Answer>>,
}

impl Import {
    /// Sends a file as this administrator.
    pub fn start(replica: SocketAddr, prefix: String, administrator: &str) -> Self {
        let mut file = "email,username\n".to_owned();
        for number in 0..ROWS {
            writeln!(file, "{prefix}{number}@example.org,{prefix}{number}").expect("a text can be written");
        }
        let headers = format!("Authorization: Bearer {administrator}\r\nContent-Type: text/csv\r\n");
        let thread = thread::spawn(move || {
            let mut connection = Connection::open(replica).expect("a connection");
            // It has no time limit, so an answer that does not come in time is in doubt, as one that is lost.
            connection.send("POST", "/api/users/import", &headers, &file).ok()
        });
        Self { prefix, thread }
    }

    /// Waits for its answer. Returns what has become of it, and how many of its accounts are lost.
    pub fn end(self, problems: &Problems) -> (&'static str, usize) {
        let answer = self.thread.join().expect("a thread that has not failed");
        let prefix = &self.prefix;
        let visible = format!(
            "SELECT username FROM users JOIN imports ON number = import_number \
             WHERE published_at IS NOT NULL AND username LIKE '{prefix}%'"
        );
        let count = block_on(run_on(LEADER, &visible)).expect("SQL that runs").len();
        if count != 0 && count != ROWS {
            problems.add(format!("{count} of {ROWS} rows of an import are visible"));
        }
        match answer {
            Some(Answer { status: 200, body, .. }) if body["outcome"] == "imported" => {
                ("an import that was completed", ROWS.saturating_sub(count))
            }
            Some(Answer { status: 503, .. }) | None => ("an import that was interrupted", 0),
            Some(Answer { status, body, .. }) => {
                problems.add(format!("the import: {status} {body}"));
                ("an import that was refused", 0)
            }
        }
    }
}

/// Whether no import is left that may still go on by itself: another one takes the place of one that was interrupted two minutes ago.
pub fn are_over() -> bool {
    let running = "SELECT number::text FROM imports WHERE published_at IS NULL \
                   AND touched_at > CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint) - 120000";
    block_on(run_on(LEADER, running)).is_ok_and(|imports| imports.is_empty())
}
