//! `vestibule copy`, `backup` and `restore`.

use crate::support::{PASSWORD, Place, Server};
use serde_json::{Value, json};
use std::{
    path::Path,
    thread::sleep,
    time::{Duration, Instant},
};

fn rows(told: &Value, table: &str) -> u64 {
    let tables = told["tables"].as_array().expect("tables");
    let found = tables.iter().find(|entry| entry["table"] == table).expect("the table");
    assert_eq!(found["sha256"].as_str().map(str::len), Some(64));
    found["rows"].as_u64().expect("a number")
}

fn url_of(path: &Path) -> String {
    format!("sqlite://{}", path.display())
}

/// A place whose server has made an account and signed it in; the tokens.
fn lived_in() -> (Place, Value) {
    let place = Place::on_sqlite();
    place.create("maren", &[]);
    let server = Server::start(&place);
    let (status, tokens) = server.log_in("maren", PASSWORD);
    assert_eq!(status, 200);
    assert_eq!(server.stop().code, 0);
    (place, tokens)
}

/// Another folder, with the secret of `place`.
fn with_secret_of(place: &Place) -> Place {
    let secret = std::fs::read_to_string(place.path("data/secret")).expect("a secret");
    Place::on_sqlite().set("VESTIBULE_SECRET", secret.trim())
}

#[test]
fn everything_moves_into_another_database_and_sessions_live_on() {
    let (place, tokens) = lived_in();
    let to = with_secret_of(&place);
    std::fs::create_dir(to.path("data")).unwrap();
    let (source, target) = (url_of(&place.path("data/vestibule.db")), url_of(&to.path("data/vestibule.db")));
    let told = place.run(&["copy", "--from", &source, "--to", &target, "--json"]).json();
    assert_eq!((rows(&told, "users"), rows(&told, "sessions"), rows(&told, "signing_keys")), (1, 1, 1));

    let server = Server::start(&to);
    assert_eq!(server.me(tokens["access_token"].as_str().unwrap()), 200);
    assert_eq!(server.post("/api/auth/refresh", "{}", tokens["refresh_token"].as_str()).0, 200);

    let again = place.run(&["copy", "--from", &source, "--to", &target]);
    again.failed(1, "error: the target is not empty: users has 1 rows; name a database without accounts and keys");
    let nowhere = place.run(&["copy", "--from", "sqlite://nowhere.db", "--to", &target]);
    nowhere.failed(1, "error: --from: there is no file nowhere.db");
    assert!(!place.path("nowhere.db").exists());
    let url =
        "--to names no database: write sqlite://relative.db, sqlite:///absolute.db or postgres://user@host/database.";
    place.run(&["copy", "--from", &source, "--to", "mysql://user:secret@host/db"]).failed(1, &format!("error: {url}"));
}

#[test]
fn a_copy_that_is_killed_leaves_the_target_empty_or_complete() {
    let (place, _) = lived_in();
    let source = url_of(&place.path("data/vestibule.db"));
    // From before the first row to after the last one.
    for (number, pause) in (0..12).map(|number| (number, Duration::from_millis(number * 8))) {
        let name = format!("killed{number}.db");
        let target = url_of(&place.path(&name));
        let mut child = place.command(&["copy", "--from", &source, "--to", &target]).spawn().expect("the binary runs");
        sleep(pause);
        let _ = child.kill();
        let done = child.wait().expect("its end").success();
        let again = place.run(&["copy", "--from", &source, "--to", &target]);
        match again.code {
            0 => assert!(!done, "a copy that succeeded was empty"),
            _ => assert!(again.stderr.contains("the target is not empty: users has 1 rows"), "{}", again.stderr),
        }
        let copy = Place::on_sqlite().set("DATABASE_URL", &target);
        std::fs::create_dir(copy.path("data")).unwrap();
        std::fs::copy(place.path("data/secret"), copy.path("data/secret")).expect("the secret");
        assert_eq!(copy.run(&["check"]).code, 0);
        assert_eq!(copy.run(&["user", "show", "maren"]).code, 0);
    }
}

#[test]
fn a_backup_beside_the_server_is_restored_into_an_empty_folder() {
    let place = Place::on_sqlite();
    place.create("maren", &[]);
    let server = Server::start(&place);
    let (_, tokens) = server.log_in("maren", PASSWORD);
    let told = place.run(&["backup", "backup.db", "--json"]).json();
    assert_eq!(told["bytes"].as_u64(), Some(std::fs::metadata(place.path("backup.db")).unwrap().len()));
    place.run(&["backup", "backup.db"]).failed(1, "error: backup.db is there already: name another file");
    place.create("jonas", &[]);

    let recovered = with_secret_of(&place);
    let file = place.path("backup.db").display().to_string();
    let told = recovered.run(&["restore", &file, "--json"]).json();
    assert_eq!((rows(&told, "users"), &told["kept"]), (1, &Value::Null));
    let other = Server::start(&recovered);
    assert_eq!(other.me(tokens["access_token"].as_str().unwrap()), 200);
    assert_eq!(other.post("/api/auth/refresh", "{}", tokens["refresh_token"].as_str()).0, 200);

    let unasked = "error: the database holds 2 accounts: add --replace to put the backup in their place";
    place.run(&["restore", "backup.db"]).failed(1, unasked);
    assert_eq!(server.log_in("jonas", PASSWORD).0, 200);
}

#[test]
fn a_server_that_runs_goes_on_with_what_is_restored() {
    let place = Place::on_sqlite();
    place.create("maren", &[]);
    let server = Server::start(&place);
    let (_, early) = server.log_in("maren", PASSWORD);
    assert_eq!(place.run(&["backup", "backup.db"]).code, 0);
    place.create("jonas", &[]);
    let (_, late) = server.log_in("jonas", PASSWORD);
    let late = late["access_token"].as_str().unwrap();
    assert_eq!(server.me(late), 200);

    let told = place.run(&["restore", "backup.db", "--replace", "--json"]).json();
    let restored = Instant::now();
    while server.me(late) != 401 {
        assert!(restored.elapsed() < Duration::from_secs(1), "what is gone is still there");
        sleep(Duration::from_millis(20));
    }
    assert_eq!(server.me(early["access_token"].as_str().unwrap()), 200);
    assert_eq!(server.log_in("maren", PASSWORD).0, 200);

    let kept = told["kept"].as_str().expect("a backup of what was there");
    assert_eq!(place.run(&["restore", kept, "--replace"]).code, 0);
    assert_eq!(server.log_in("jonas", PASSWORD).0, 200, "nothing is lost");
}

#[test]
fn what_is_refused_is_refused_in_words() {
    let (place, _) = lived_in();
    assert_eq!(place.run(&["backup", "backup.db"]).code, 0);
    let stranger = Place::on_sqlite();
    let refused = stranger.run(&["restore", &place.path("backup.db").display().to_string()]);
    assert!(refused.stderr.contains("the secret does not open the signing keys"), "{}", refused.stderr);
    let nothing = Place::on_sqlite().run(&["backup", "backup.db"]);
    nothing.failed(1, "error: there is no database ./data/vestibule.db");
    place.write("text.db", &json!({"not": "a database"}).to_string().repeat(200));
    let refused = place.run(&["restore", "text.db", "--replace"]);
    assert_eq!(refused.code, 1);
    assert!(refused.stderr.contains("not a database"), "{}", refused.stderr);
    let absent = place.run(&["restore", "absent.db", "--replace"]);
    assert!(absent.stderr.starts_with("error: absent.db: "), "{}", absent.stderr);
    let parts = std::fs::read_dir(place.path("data")).unwrap().map(|entry| entry.unwrap().file_name());
    assert!(parts.into_iter().all(|name| !name.to_string_lossy().contains(".part")), "nothing is left behind");
}
