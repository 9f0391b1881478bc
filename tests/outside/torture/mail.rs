//! A server is killed while it sends mail. Afterwards every message whose transaction was committed has arrived, and no other.
//! A message arrives twice only if the server was killed between its acceptance and the commit, and then both copies have the same
//! Message-ID.

use super::api::Api;
use super::rng::Rng;
use super::{ReportOnFailure, env_number, for_load, stored};
use crate::database::run_on;
use crate::postgres_server::PostgresServer;
use crate::smtp_server::SmtpServer;
use crate::support::{Place, Server, block_on};
use crate::wait::{wait_until, within};
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{BuildHasher as _, RandomState};
use std::net::SocketAddr;
use std::thread::{self, JoinHandle, sleep};
use std::time::Duration;

/// Each account asks for one message, because only its newest link counts.
const ACCOUNTS: usize = 400;
const CLIENTS: usize = 4;
/// The server is killed after this number of messages at most: many more are waiting.
const MOST_BEFORE: usize = 100;
/// How many messages a server sends at a time: the places of both lanes (`src/accounts/mail/lanes.rs`). No more can be accepted
/// without being deleted.
const PLACES: usize = 8 + 24;
/// The time in which a message is tried three times (`src/accounts/mail/deliver.rs`).
const RETRIES: Duration = Duration::from_secs(240);

#[test]
fn sqlite_server_killed_with_mail_under_way() {
    let on_sqlite = || {
        let place = Place::on_sqlite();
        let database = format!("sqlite://{}", place.path("data/vestibule.db").display());
        (place, database)
    };
    torture("mail of the server on SQLite", on_sqlite, |_| {});
}

#[test]
fn postgres_server_killed_with_mail_under_way() {
    let postgres = PostgresServer::start();
    let on_postgres = || (Place::on_postgres(&postgres.url()), postgres.url());
    // PostgreSQL may still be committing for the killed server.
    torture("mail of the server on PostgreSQL", on_postgres, stored::wait_for_disconnect);
}

/// Runs rounds. `killed` returns when the killed server can change no more rows.
fn torture(what: &str, place: impl Fn() -> (Place, String), killed: impl Fn(&str)) {
    let rounds = env_number("TORTURE_ROUNDS").unwrap_or(2);
    for number in 1..=rounds {
        let seed = env_number("TORTURE_SEED").unwrap_or_else(|| RandomState::new().hash_one(number));
        let _report = ReportOnFailure(format!("{what}, round {number} of {rounds}, seed {seed}"));
        let (place, database) = place();
        let smtp = SmtpServer::start();
        let place = for_load(place).set("SMTP_URL", &format!("smtp://127.0.0.1:{}", smtp.port()));
        let prefix = format!("lag{number}n");
        let round = Round { place, database, smtp, prefix };
        let Outcome { committed, under_way, twice } = round.run(&mut Rng::new(seed), &killed);
        eprintln!(
            "{what}, round {number} of {rounds}: {committed} of {ACCOUNTS} messages committed, {under_way} being sent \
             at the crash, {twice} arrived twice"
        );
    }
}

struct Round {
    place: Place,
    database: String,
    smtp: SmtpServer,
    /// All addresses begin with it.
    prefix: String,
}

struct Outcome {
    committed: usize,
    under_way: usize,
    twice: usize,
}

impl Round {
    fn run(&self, rng: &mut Rng, killed: &impl Fn(&str)) -> Outcome {
        let server = Server::start(&self.place);
        let addresses: Vec<_> = (0..ACCOUNTS).map(|number| format!("{}{number}@example.org", self.prefix)).collect();
        self.place.write("people.csv", &format!("email\n{}\n", addresses.join("\n")));
        let imported = self.place.run(&["user", "import", "people.csv"]);
        assert_eq!(imported.code, 0, "{imported:?}");

        let clients: Vec<_> = addresses.chunks(ACCOUNTS / CLIENTS).map(|part| ask(server.address(), part)).collect();
        let before = 1 + rng.below(MOST_BEFORE);
        wait_until("messages", || self.smtp.count() >= before);
        sleep(Duration::from_millis(rng.below(100) as u64));
        server.kill();
        killed(&self.database);
        clients.into_iter().for_each(|client| client.join().expect("a client that has not failed"));

        let under_way = self.rows("SELECT recipient FROM outbox WHERE attempts > 0").len();
        assert!(!self.rows("SELECT recipient FROM outbox").is_empty(), "no mail was under way at the crash");
        let committed = self.committed();
        // Messages that the killed server had claimed are sent when its claim ends, after two minutes: a new server cannot know
        // whether another replica is still sending them. The test does not wait, but ends the claims.
        self.rows("UPDATE outbox SET next_attempt_at = 0");
        let _server = Server::start(&self.place);
        // On a busy machine a transfer can fail. The next one is a minute later, and the one after it two.
        let is_sent = within(RETRIES, || self.rows("SELECT recipient FROM outbox").is_empty());
        assert!(is_sent, "messages are left in the outbox");
        Outcome { committed: committed.len(), under_way, twice: self.verify(&committed) }
    }

    /// Compares what has arrived with what was committed. Returns how many messages arrived twice.
    fn verify(&self, committed: &BTreeSet<String>) -> usize {
        let mut arrived: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for message in self.smtp.messages() {
            let recipient = message["to"][0].as_str().expect("a recipient").to_owned();
            let data = message["data"].as_str().expect("a message");
            let id = data.lines().find(|line| line.starts_with("Message-ID: ")).expect("a Message-ID");
            arrived.entry(recipient).or_default().push(id.to_owned());
        }
        let recipients: BTreeSet<_> = arrived.keys().cloned().collect();
        let lost: Vec<_> = committed.difference(&recipients).collect();
        let without_commit: Vec<_> = recipients.difference(committed).collect();
        assert!(lost.is_empty(), "committed, but not sent: {lost:?}");
        assert!(without_commit.is_empty(), "sent, but not committed: {without_commit:?}");
        let mut twice = 0;
        for (recipient, ids) in &arrived {
            assert!(ids.iter().all(|id| *id == ids[0]), "copies for {recipient} with different ids: {ids:?}");
            twice += ids.len() - 1;
        }
        assert!(twice <= PLACES, "{twice} messages arrived twice, but only {PLACES} are sent at a time");
        let failures = "SELECT detail FROM audit_events WHERE event = 'mail.failed'";
        assert!(self.rows(failures).is_empty(), "messages were given up");
        twice
    }

    /// The addresses whose message was committed, with the event that the same transaction has recorded. A request is answered
    /// before its transaction begins, so an answer does not mean that there is one.
    fn committed(&self) -> BTreeSet<String> {
        let prefix = &self.prefix;
        let rows = self.rows(&format!(
            "SELECT email FROM users JOIN audit_events ON target_id = users.id \
             WHERE event = 'password.reset_issued' AND email LIKE '{prefix}%'"
        ));
        rows.into_iter().collect()
    }

    fn rows(&self, sql: &str) -> Vec<String> {
        block_on(run_on(&self.database, sql)).expect("SQL that runs")
    }
}

/// Requests a message for each address, until the server is killed.
fn ask(server: SocketAddr, addresses: &[String]) -> JoinHandle<()> {
    let addresses = addresses.to_vec();
    thread::spawn(move || {
        let mut api = Api::at(server).expect("a connection");
        for address in addresses {
            let Ok(answer) = api.forgot_password(&address) else { return };
            assert_eq!(answer.status, 202, "{answer:?}");
        }
    })
}
