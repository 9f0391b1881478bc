//! Requests of links by mail: each message that was committed arrives once, because no replica is killed, and no other arrives.

use super::cluster::LEADER;
use super::replicas::Replicas;
use super::worker::{Problems, Run};
use crate::database::run_on;
use crate::smtp_server::SmtpServer;
use crate::support::block_on;
use crate::torture::api::Api;
use std::collections::BTreeMap;
use std::thread::{self, JoinHandle, sleep};
use std::time::Duration;

/// Each account asks for one message, because only its newest link counts.
const ACCOUNTS: usize = 300;
const PAUSE: Duration = Duration::from_millis(150);

pub struct Messages {
    /// All addresses begin with it.
    prefix: String,
    thread: JoinHandle<()>,
}

impl Messages {
    /// Imports accounts, which begin to ask for links.
    pub fn start(on: &Replicas, prefix: String, run: &Run) -> Self {
        let (place, replicas) = (&on.places[0], on.addresses());
        let addresses: Vec<_> = (0..ACCOUNTS).map(|number| format!("{prefix}{number}@example.org")).collect();
        place.write("people.csv", &format!("email\n{}\n", addresses.join("\n")));
        let imported = place.run(&["user", "import", "people.csv"]);
        assert_eq!(imported.code, 0, "{imported:?}");
        let run = run.clone();
        let thread = thread::spawn(move || {
            let mut apis = replicas.map(|replica| Api::at(replica).expect("a connection"));
            for (number, address) in addresses.iter().enumerate() {
                if run.stop.is_asked() {
                    break;
                }
                let api = &mut apis[number % replicas.len()];
                run.problems.check("the request of a link", &[202], || api.forgot_password(address));
                sleep(PAUSE);
            }
        });
        Self { prefix, thread }
    }

    /// Waits for the last request, after which the outbox has to be empty. Returns how many messages were committed, how many were sent
    /// whose commit was lost, and how many were sent twice.
    pub fn end(self, smtp: &SmtpServer, problems: &Problems) -> (usize, usize, usize) {
        self.thread.join().expect("a thread that has not failed");
        let prefix = &self.prefix;
        // The event is recorded in the transaction that adds the message. A request is answered before.
        let committed = block_on(run_on(
            LEADER,
            &format!(
                "SELECT email FROM users JOIN audit_events ON target_id = users.id \
                 WHERE event = 'password.reset_issued' AND email LIKE '{prefix}%'"
            ),
        ));
        let committed = committed.expect("SQL that runs");
        let mut arrived: BTreeMap<String, usize> = BTreeMap::new();
        for recipient in smtp.recipients().into_iter().filter(|recipient| recipient.starts_with(prefix)) {
            *arrived.entry(recipient).or_default() += 1;
        }
        let missing = committed.iter().filter(|recipient| !arrived.contains_key(*recipient)).count();
        if missing > 0 {
            problems.add(format!("{missing} messages were committed and not sent"));
        }
        let twice = arrived.values().filter(|count| **count > 1).count();
        (committed.len(), arrived.keys().filter(|recipient| !committed.contains(recipient)).count(), twice)
    }
}
