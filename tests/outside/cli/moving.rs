//! `vestibule copy`, `backup` and `restore`.

use crate::database::run_on;
use crate::support::{PASSWORD, Place, Server, block_on};
use crate::wait::wait_until_noticed;
use serde_json::{Value, json};
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

fn rows(report: &Value, table: &str) -> u64 {
    let tables = report["tables"].as_array().expect("tables");
    let found = tables.iter().find(|entry| entry["table"] == table).expect("the table");
    assert_eq!(found["sha256"].as_str().map(str::len), Some(64));
    found["rows"].as_u64().expect("a number")
}

fn url_of(path: &Path) -> String {
    format!("sqlite://{}", path.display())
}

/// A stopped server on SQLite with an account and a session, and the tokens of the session.
fn place_with_session() -> (Place, Value) {
    let place = Place::on_sqlite();
    place.create("maren", &[]);
    let server = Server::start(&place);
    let (status, tokens) = server.log_in("maren", PASSWORD);
    assert_eq!(status, 200);
    assert_eq!(server.stop().code, 0);
    (place, tokens)
}

/// A new directory with the secret of `place`.
fn with_secret_of(place: &Place) -> Place {
    let secret = std::fs::read_to_string(place.path("data/secret")).expect("a secret");
    Place::on_sqlite().set("VESTIBULE_SECRET", secret.trim())
}

#[test]
fn copy_transfers_all_data_and_sessions_stay_valid() {
    let (place, tokens) = place_with_session();
    let to = with_secret_of(&place);
    std::fs::create_dir(to.path("data")).unwrap();
    let (source, target) = (url_of(&place.path("data/vestibule.db")), url_of(&to.path("data/vestibule.db")));
    let report = place.run(&["copy", "--from", &source, "--to", &target, "--json"]).json();
    assert_eq!((rows(&report, "users"), rows(&report, "sessions"), rows(&report, "signing_keys")), (1, 1, 1));

    let server = Server::start(&to);
    assert_eq!(server.me(tokens["access_token"].as_str().unwrap()), 200);
    assert_eq!(server.post("/api/auth/refresh", "{}", tokens["refresh_token"].as_str()).0, 200);

    let again = place.run(&["copy", "--from", &source, "--to", &target]);
    again.failed(1, &not_empty(1));
    let nowhere = place.run(&["copy", "--from", "sqlite://nowhere.db", "--to", &target]);
    nowhere.failed(1, "error: --from: the file nowhere.db does not exist");
    assert!(!place.path("nowhere.db").exists());
    let url = "--to does not name a database: use sqlite://relative.db, sqlite:///absolute.db or postgres://user@host/database.";
    place.run(&["copy", "--from", &source, "--to", "mysql://user:secret@host/db"]).failed(1, &format!("error: {url}"));
}

#[test]
fn a_killed_copy_leaves_the_target_empty_or_complete() {
    let (place, _) = place_with_session();
    let source = url_of(&place.path("data/vestibule.db"));
    // Enough users that the copy takes a while.
    assert_eq!(place.run(&["seed", "--users", "3000", "--database", &source]).code, 0);
    let accounts = count_of(&source, "users").expect("the source");
    let mut in_the_middle = 0;
    // Kills the copy before the target exists, and at several times after its empty tables exist, up to the end.
    for (number, pause) in
        [None, Some(0), Some(20), Some(60), Some(150), Some(400), Some(60_000)].into_iter().enumerate()
    {
        let target = url_of(&place.path(&format!("killed{number}.db")));
        let mut child = place.command(&["copy", "--from", &source, "--to", &target]).spawn().expect("the binary runs");
        if let Some(pause) = pause {
            loop {
                // Asked first: it may make its tables and end between two questions.
                let ended = child.try_wait().expect("a status");
                if count_of(&target, "users").is_some() {
                    break;
                }
                assert_eq!(ended, None, "the copy made no tables");
                sleep(Duration::from_millis(1));
            }
            let deadline = Instant::now() + Duration::from_millis(pause);
            while Instant::now() < deadline && child.try_wait().expect("a status").is_none() {
                sleep(Duration::from_millis(1));
            }
        }
        let _ = child.kill();
        let done = child.wait().expect("its end").success();
        let left = count_of(&target, "users").unwrap_or(0);
        assert!(left == accounts || (left == 0 && !done), "{left} of {accounts} accounts, done: {done}");
        in_the_middle += u32::from(pause.is_some() && left == 0);

        let again = place.run(&["copy", "--from", &source, "--to", &target]);
        match left {
            0 => assert_eq!(again.code, 0, "{}", again.stderr),
            _ => again.failed(1, &not_empty(accounts)),
        }
        let copy = Place::on_sqlite().set("DATABASE_URL", &target);
        std::fs::create_dir(copy.path("data")).unwrap();
        std::fs::copy(place.path("data/secret"), copy.path("data/secret")).expect("the secret");
        assert_eq!(copy.run(&["check"]).code, 0);
        assert_eq!(copy.run(&["user", "show", "maren"]).code, 0);
    }
    assert!(in_the_middle > 0, "no copy was killed while it inserted rows");
}

fn not_empty(accounts: u64) -> String {
    format!("error: the target is not empty: users has {accounts} rows; choose a database without accounts and keys")
}

/// The number of rows of a table, or None if it does not exist. Opens the file read-only, so that it is not created.
fn count_of(url: &str, table: &str) -> Option<u64> {
    let url = format!("{url}?mode=ro");
    let rows = block_on(run_on(&url, &format!("SELECT CAST(COUNT(*) AS TEXT) FROM {table}"))).ok()?;
    rows[0].parse().ok()
}

#[test]
fn a_backup_of_a_running_server_is_restored_into_an_empty_folder_and_under_the_server() {
    let place = Place::on_sqlite();
    place.create("maren", &[]);
    let server = Server::start(&place);
    let (_, early) = server.log_in("maren", PASSWORD);
    let access = early["access_token"].as_str().unwrap();
    let report = place.run(&["backup", "backup.db", "--json"]).json();
    assert_eq!(report["bytes"].as_u64(), Some(std::fs::metadata(place.path("backup.db")).unwrap().len()));
    place.run(&["backup", "backup.db"]).failed(1, "error: backup.db already exists: choose another file name");
    place.create("jonas", &[]);
    let (_, late) = server.log_in("jonas", PASSWORD);
    let late = late["access_token"].as_str().unwrap();

    let recovered = with_secret_of(&place);
    let file = place.path("backup.db").display().to_string();
    let report = recovered.run(&["restore", &file, "--json"]).json();
    assert_eq!((rows(&report, "users"), &report["kept"]), (1, &Value::Null));
    let other = Server::start(&recovered);
    assert_eq!(other.me(access), 200);
    assert_eq!(other.post("/api/auth/refresh", "{}", early["refresh_token"].as_str()).0, 200);

    let unasked = "error: the database has 2 accounts: add --replace to replace them with those of the backup";
    place.run(&["restore", "backup.db"]).failed(1, unasked);
    assert_eq!(server.me(late), 200);
    let report = place.run(&["restore", "backup.db", "--replace", "--json"]).json();
    wait_until_noticed(|| server.me(late) == 401);
    assert_eq!(server.me(access), 200);
    assert_eq!(server.log_in("maren", PASSWORD).0, 200);

    let kept = report["kept"].as_str().expect("a backup of the replaced accounts");
    assert_eq!(place.run(&["restore", kept, "--replace"]).code, 0);
    assert_eq!(server.log_in("jonas", PASSWORD).0, 200, "nothing is lost");
}

#[test]
fn errors_of_backup_and_restore_explain_the_reason() {
    let (place, _) = place_with_session();
    assert_eq!(place.run(&["backup", "backup.db"]).code, 0);
    let stranger = Place::on_sqlite();
    let refused = stranger.run(&["restore", &place.path("backup.db").display().to_string()]);
    assert!(refused.stderr.contains("the secret does not open the signing keys"), "{}", refused.stderr);
    let nothing = Place::on_sqlite().run(&["backup", "backup.db"]);
    assert!(nothing.stderr.starts_with("error: the database ./data/vestibule.db does not exist: "), "{nothing:?}");
    place.write("text.db", &json!({"not": "a database"}).to_string().repeat(200));
    let refused = place.run(&["restore", "text.db", "--replace"]);
    assert_eq!(refused.code, 1);
    assert!(refused.stderr.contains("not a database"), "{}", refused.stderr);
    let absent = place.run(&["restore", "absent.db", "--replace"]);
    assert!(absent.stderr.starts_with("error: absent.db: "), "{}", absent.stderr);
    let parts = std::fs::read_dir(place.path("data")).unwrap().map(|entry| entry.unwrap().file_name());
    assert!(parts.into_iter().all(|name| !name.to_string_lossy().contains(".part")), "nothing is left behind");
}
