//! Pauses a command that imports accounts, as a laptop that sleeps does, and imports another file meanwhile.

use crate::binary::{Place, RunOutput, block_on};
use crate::support::database::run_on;
use crate::support::*;
use rustix::process::{Pid, Signal, kill_process};
use std::fmt::Write as _;
use std::process::{Child, Stdio};
use std::thread::sleep;

const ROWS: usize = 3_000;

fn is_postgres(place: &Place) -> bool {
    place.database_url().starts_with("postgres")
}

fn write(place: &Place, file: &str, prefix: &str, rows: usize) {
    let mut text = "email,username\n".to_owned();
    for number in 0..rows {
        writeln!(text, "{prefix}{number}@example.org,{prefix}{number}").expect("a text can be written");
    }
    place.write(file, &text);
}

/// Lets two minutes pass for the import that is open. Returns whether there is one with accounts; fails if it is locked.
fn age_import(place: &Place) -> Result<bool, sqlx::Error> {
    let mut url = place.database_url();
    if is_postgres(place) {
        // A lock of the paused process would be waited for without end.
        let mark = if url.contains('?') { '&' } else { '?' };
        write!(url, "{mark}options=-c%20lock_timeout%3D200").expect("a text can be written");
    }
    let age = "UPDATE imports SET touched_at = touched_at - 121000 \
               WHERE published_at IS NULL AND done BETWEEN 1 AND total - 1000 RETURNING CAST(number AS TEXT)";
    Ok(!block_on(run_on(&url, age))?.is_empty())
}

/// Stops the process in the middle of its import, between two transactions.
fn pause(place: &Place, importing: &Child) {
    let process = Pid::from_child(importing);
    for _ in 0..500 {
        kill_process(process, Signal::STOP).expect("a signal");
        if matches!(age_import(place), Ok(true)) {
            return;
        }
        kill_process(process, Signal::CONT).expect("a signal");
        sleep(Duration::from_millis(5));
    }
    panic!("the import has no moment in its middle");
}

/// The number of visible accounts whose usernames begin like this.
fn count(place: &Place, prefix: &str) -> usize {
    place.rows(&format!("SELECT username FROM published_users WHERE username LIKE '{prefix}%'")).len()
}

#[test]
fn a_paused_import_adds_all_accounts_or_none_beside_another_file() {
    let place = Place::new();
    assert_eq!(place.run(&["migrate", "up"]).code, 0);
    write(&place, "paused.csv", "sleeper", ROWS);
    write(&place, "other.csv", "walker", 10);
    let import = ["user", "import", "paused.csv"];
    let mut command = place.command(&import);
    let importing = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary runs");
    pause(&place, &importing);
    let other = place.run(&["user", "import", "other.csv"]);
    kill_process(Pid::from_child(&importing), Signal::CONT).expect("a signal");
    let paused = RunOutput::from(importing.wait_with_output().expect("the binary ends"));
    assert_eq!(paused.code, 0, "{paused:?}");
    if is_postgres(&place) {
        // The other one has removed what the paused one had added, which begins again.
        assert_eq!(other.code, 0, "{other:?}");
        assert_eq!((count(&place, "sleeper"), count(&place, "walker")), (ROWS, 10));
        return;
    }
    // With SQLite a command holds a lock as long as it lives.
    other.failed(1, "error: Another import is running. Wait until it has finished, then try again.");
    assert_eq!((count(&place, "sleeper"), count(&place, "walker")), (ROWS, 0));
    // The names of the other file are free.
    let again = place.run(&["user", "import", "other.csv"]);
    assert_eq!(again.code, 0, "{again:?}");
    assert_eq!((count(&place, "sleeper"), count(&place, "walker")), (ROWS, 10));
}
