//! Pauses a command that imports accounts, as a laptop that sleeps does, and imports another file meanwhile.

use crate::binary::{Place, RunOutput, block_on};
use crate::support::database::run_on;
use crate::support::*;
use rustix::process::{Pid, Signal, kill_process};
use std::fmt::Write as _;
use std::process::{Child, Stdio};
use std::thread::sleep;

const ROWS: usize = 3_000;

/// A database that commands and the test use.
struct Shared {
    place: Place,
    url: String,
    /// Keeps the database on PostgreSQL.
    _database: TestDatabase,
}

impl Shared {
    fn new() -> Self {
        let database = block_on(TestDatabase::new());
        let url = database.url().expose().to_owned();
        let place = if database.is_postgres() {
            Place::on_postgres(&url)
        } else {
            Place::on_sqlite().set("DATABASE_URL", &url)
        };
        assert_eq!(place.run(&["migrate", "up"]).code, 0);
        // The first command creates the secret in the folder of the data.
        place.create("grace", &["--role", "admin"]);
        Self { place, url, _database: database }
    }

    fn is_postgres(&self) -> bool {
        self.url.starts_with("postgres")
    }

    fn write(&self, file: &str, prefix: &str, rows: usize) {
        let mut text = "email,username\n".to_owned();
        for number in 0..rows {
            writeln!(text, "{prefix}{number}@example.org,{prefix}{number}").expect("a text can be written");
        }
        self.place.write(file, &text);
    }

    /// Lets two minutes pass for the import that is open. Returns whether there is one with accounts; fails if it is locked.
    fn age_import(&self) -> Result<bool, sqlx::Error> {
        // A lock of the paused process would be waited for without end.
        let url = if self.is_postgres() {
            let mark = if self.url.contains('?') { '&' } else { '?' };
            format!("{}{mark}options=-c%20lock_timeout%3D200", self.url)
        } else {
            self.url.clone()
        };
        let age = "UPDATE imports SET touched_at = touched_at - 121000 \
                   WHERE published_at IS NULL AND done BETWEEN 1 AND total - 1000 RETURNING CAST(number AS TEXT)";
        Ok(!block_on(run_on(&url, age))?.is_empty())
    }

    /// Stops the process in the middle of its import, between two transactions.
    fn pause(&self, importing: &Child) {
        let process = Pid::from_child(importing);
        for _ in 0..500 {
            kill_process(process, Signal::STOP).expect("a signal");
            if matches!(self.age_import(), Ok(true)) {
                return;
            }
            kill_process(process, Signal::CONT).expect("a signal");
            sleep(Duration::from_millis(5));
        }
        panic!("the import has no moment in its middle");
    }

    fn count(&self, prefix: &str) -> usize {
        let visible = format!("SELECT username FROM published_users WHERE username LIKE '{prefix}%'");
        block_on(run_on(&self.url, &visible)).expect("SQL that runs").len()
    }
}

#[test]
fn a_paused_import_adds_all_accounts_or_none_beside_another_file() {
    let shared = Shared::new();
    shared.write("paused.csv", "sleeper", ROWS);
    shared.write("other.csv", "walker", 10);
    let import = ["user", "import", "paused.csv"];
    let mut command = shared.place.command(&import);
    let importing = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary runs");
    shared.pause(&importing);
    let other = shared.place.run(&["user", "import", "other.csv"]);
    kill_process(Pid::from_child(&importing), Signal::CONT).expect("a signal");
    let paused = RunOutput::from(importing.wait_with_output().expect("the binary ends"));
    // With SQLite a command holds a lock as long as it lives.
    let (refused, message, went_on) = if shared.is_postgres() {
        (&paused, "error: The import stalled for too long and was undone. Import the file again.", &other)
    } else {
        (&other, "error: Another import is running. Wait until it has finished, then try again.", &paused)
    };
    refused.failed(1, message);
    assert_eq!(went_on.code, 0, "{went_on:?}");
    let (sleepers, walkers) = if shared.is_postgres() { (0, 10) } else { (ROWS, 0) };
    assert_eq!((shared.count("sleeper"), shared.count("walker")), (sleepers, walkers));
    // The names of the other file are free.
    let again = if shared.is_postgres() { import } else { ["user", "import", "other.csv"] };
    let again = shared.place.run(&again);
    assert_eq!(again.code, 0, "{again:?}");
    assert_eq!((shared.count("sleeper"), shared.count("walker")), (ROWS, 10));
}
