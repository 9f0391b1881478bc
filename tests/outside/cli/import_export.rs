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
