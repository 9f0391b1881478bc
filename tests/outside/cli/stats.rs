//! `vestibule stats`: the overview on the command line, and what `vestibule backup` tells it.

use crate::support::{PASSWORD, Place, Server};

#[test]
fn it_says_what_has_happened_and_what_needs_attention() {
    let place = Place::new();
    place.create("maren", &["--role", "admin"]);
    let server = Server::start(&place);
    assert_eq!(server.log_in("maren", PASSWORD).0, 200);
    assert_eq!(server.log_in("maren", "wrong").0, 401);

    let overview = place.run(&["stats", "--period", "24h", "--json"]).json();
    let sign_ins = overview["sign_ins"]["lines"].as_array().expect("lines");
    let by_password = sign_ins.iter().find(|line| line["label"] == "password").expect("a line");
    assert_eq!((&by_password["total"], overview["refusals"]["lines"][0]["total"].as_u64()), (&1.into(), Some(1)));
    assert_eq!(overview["sign_ins"]["columns"].as_array().map(Vec::len), Some(24));
    assert_eq!(overview["accounts"]["lines"][1]["total"], 1);

    let ran = place.run(&["stats"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    for line in ["sign-ins", "  password", "refused", "active people, in a month", "needs attention: administrators (1"]
    {
        assert!(ran.stdout.lines().any(|shown| shown.starts_with(line)), "{line}: {}", ran.stdout);
    }
    let wrong = place.run(&["stats", "--period", "90d"]);
    assert_eq!(wrong.code, 2, "{}", wrong.stderr);
}

#[test]
fn a_backup_is_noted_in_the_database_that_it_is_of() {
    let place = Place::on_sqlite();
    place.create("maren", &[]);
    let notes = || place.rows("SELECT name FROM installation_notes");
    assert!(notes().is_empty());
    assert_eq!(place.run(&["backup", "backup.db"]).code, 0);
    assert_eq!(notes(), ["backup"]);
    place.run(&["backup", "backup.db"]).failed(1, "error: backup.db already exists: choose another file name");
    assert_eq!(notes(), ["backup"]);
}

/// What the unit for systemd runs every night.
#[test]
fn a_backup_every_night_keeps_the_newest_and_can_be_restored() {
    let place = Place::on_sqlite();
    place.create("maren", &[]);
    let night = || place.run(&["backup", "--directory", "backups", "--keep", "2", "--json"]).json();
    let first = night();
    place.create("jonas", &[]);
    let written = [&first, &night(), &night()].map(|night| night["file"].as_str().expect("a path").to_owned());
    assert!(!place.path(&written[0]).exists() && place.path(&written[1]).exists(), "{written:?}");
    let left = std::fs::read_dir(place.path("backups")).expect("a folder").count();
    assert_eq!((left, &first["deleted"]), (2, &0.into()));

    assert_eq!(place.run(&["restore", &written[2], "--replace"]).code, 0);
    for username in ["maren", "jonas"] {
        assert_eq!(place.run(&["user", "show", username]).code, 0, "{username}");
    }
    for arguments in [&["backup"][..], &["backup", "--keep", "2"], &["backup", "a.db", "--note"]] {
        assert_eq!(place.run(arguments).code, 2, "{arguments:?}");
    }
    assert_eq!(place.run(&["backup", "--directory", "backups", "--keep", "0"]).code, 2);
}

/// The unit does not know which database there is, and must not fail every night.
#[test]
fn the_backup_of_every_night_leaves_postgresql_alone() {
    let place = Place::on_postgres("postgres://vestibule@127.0.0.1:9/vestibule");
    let night = ["backup", "--if-sqlite", "--directory", "backups", "--keep", "2"];
    let ran = place.run(&night);
    assert!(ran.code == 0 && ran.stdout.starts_with("Nothing was written"), "{}", ran.stdout);
    assert!(!place.path("backups").exists());
    let place = Place::on_sqlite();
    place.create("maren", &[]);
    assert_eq!(place.run(&night).code, 0);
    assert!(place.path("backups").exists());
}

/// Such as one of `pg_dump`.
#[test]
fn a_backup_of_another_program_is_noted() {
    let place = Place::new();
    place.create("maren", &[]);
    assert_eq!(place.run(&["backup", "--note"]).stdout, "Noted that there is a backup.\n");
    assert_eq!(place.rows("SELECT name FROM installation_notes"), ["backup"]);
}
