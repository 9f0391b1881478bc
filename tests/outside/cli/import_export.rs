//! Import and export of users by command.

use crate::support::Place;
use std::fs;

const PEOPLE: &str = "email,username,name\nines@example.org,ines,=Ines\njonas@example.org,jonas,Jonas Eide\n";

#[test]
fn users_are_validated_imported_and_exported() {
    let place = Place::new();
    place.write("people.csv", PEOPLE);
    // A check of the file creates no database.
    assert_eq!(place.run(&["migrate", "up"]).code, 0);
    let looked = place.run(&["user", "import", "people.csv", "--dry-run"]);
    assert_eq!((looked.code, looked.stdout.as_str()), (0, "Valid rows: 2 of 2\n"), "{}", looked.stderr);
    assert_eq!(place.run(&["user", "list", "--json"]).json()["pagination"]["total"], 0);
    let done = place.run(&["user", "import", "people.csv", "--json"]).json();
    assert_eq!((&done["outcome"], &done["good"]), (&"imported".into(), &2.into()));

    let exported = place.run(&["user", "export", "out.csv"]);
    assert_eq!((exported.code, exported.stdout.as_str()), (0, "Exported 2 users to out.csv.\n"), "{}", exported.stderr);
    let file = fs::read_to_string(place.path("out.csv")).expect("a file");
    assert_eq!(file.lines().count(), 3);
    for cells in [r#","ines@example.org","'=Ines","#, r#","user","active","#] {
        assert!(file.contains(cells), "{cells}: {file}");
    }
    let again = place.run(&["user", "export", "out.csv"]);
    assert!(again.code == 1 && again.stderr.starts_with("error: out.csv: "), "{}", again.stderr);

    let lines = place.run(&["user", "export", "-", "--format", "jsonl", "--search", "jonas"]).stdout;
    assert!(lines.ends_with("}\n") && lines.lines().count() == 1, "{lines}");
    let refused = place.run(&["user", "export", "--status", "gone", "none.csv"]);
    assert_eq!((refused.code, place.path("none.csv").exists()), (2, false), "no part of a file is left");
}

#[test]
fn a_preview_ends_as_the_import_would() {
    let place = Place::new();
    assert_eq!(place.run(&["migrate", "up"]).code, 0);
    place.write("bad.csv", "email,groups\nnobody,\nines@example.org,Staff\n");
    let preview = place.run(&["user", "import", "bad.csv", "--dry-run"]);
    assert_eq!(preview.code, 1, "{}", preview.stdout);
    assert!(
        preview.stdout.contains("Groups that do not exist: staff (create them with --create-groups)\n"),
        "{}",
        preview.stdout
    );
    assert!(
        preview.stderr.contains("nothing would be imported: fix the rows with errors, or import"),
        "{}",
        preview.stderr
    );
    let good = ["user", "import", "bad.csv", "--good-rows"];
    assert_eq!(place.run(&[&good[..], &["--dry-run"]].concat()).code, 1, "no row is valid");
    assert_eq!(place.run(&good).code, 1);
    let created = [&good[..], &["--create-groups"]].concat();
    let preview = place.run(&[&created[..], &["--dry-run"]].concat());
    assert_eq!((preview.code, preview.stdout.lines().last()), (0, Some("Valid rows: 1 of 2")), "{}", preview.stderr);
    assert_eq!(place.run(&created).code, 0);
    assert!(place.run(&["group", "list"]).stdout.contains("staff"));
}

#[test]
fn columns_are_assigned_and_systems_named() {
    let place = Place::new();
    place.write("members.csv", "email,Rufname,Mail\nines@example.org,Ines,x\n");
    let assigned = ["user", "import", "members.csv", "--column", "Rufname=first_name", "--column", "Mail="];
    let done = place.run(&assigned);
    assert_eq!((done.code, done.stdout.lines().next()), (0, Some("Ignored columns: Mail")), "{}", done.stderr);
    assert_eq!(place.run(&["user", "show", "ines", "--json"]).json()["name"], "Ines");
    place.write("realm.json", r#"{"users": [{"username": "kiosk"}, {"email": "jonas@example.org"}]}"#);
    let done = place.run(&["user", "import", "--from", "keycloak", "realm.json"]);
    assert!(done.stdout.contains("Left out or changed:\n  1: Accounts without an email address"), "{}", done.stdout);
    let unknown = place.run(&["user", "import", "--from", "ldap", "realm.json"]);
    assert!(unknown.code == 2 && unknown.stderr.contains("keycloak, auth0,"), "{}", unknown.stderr);
    assert_eq!(place.run(&["user", "import", "members.csv", "realm.json"]).code, 2, "two tables");
}

#[test]
fn invalid_rows_are_reported_and_valid_ones_imported_on_request_only() {
    let place = Place::new();
    let file = format!("{PEOPLE}nobody,bert,Bert\n");
    let refused = place.run_with(&["user", "import", "-"], file.as_bytes());
    assert_eq!(refused.code, 1);
    assert!(refused.stdout.starts_with("row 4: email: "), "{}", refused.stdout);
    assert!(refused.stdout.ends_with("Rows with errors: 1 of 3\n"), "{}", refused.stdout);
    assert!(refused.stderr.contains("nothing was imported"), "{}", refused.stderr);
    let done = place.run_with(&["user", "import", "-", "--good-rows"], file.as_bytes());
    assert!(done.stdout.contains("\nImported rows: 2 of 3\n"), "{}", done.stdout);
    place
        .run(&["user", "import", "nowhere.csv"])
        .failed(1, "error: nowhere.csv: No such file or directory (os error 2)");
    let shoes = place.run_with(&["user", "import", "-"], b"shoe\n39\n");
    assert!(shoes.code == 1 && shoes.stderr.contains("  file: No column is known"), "{}", shoes.stderr);
}
