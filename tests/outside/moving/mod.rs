//! The programs in docs/moving-from-flask.md move 1,000 people of a Flask application, and one of each other system.

use crate::database::run_on;
use crate::repository::{blocks, python_of_the_guides, read};
use crate::support::{PASSWORD, Place, RunOutput, Server, block_on};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::fs;
use std::process::Command;

mod linked;

/// Exports of one person of each system, in the form that these systems write them.
const EXPORTS: [(&str, &str); 6] = [
    ("pocketbase.sql", include_str!("exports/pocketbase.sql")),
    ("auth_users.csv", include_str!("exports/auth_users.csv")),
    ("hashes.json", include_str!("exports/hashes.json")),
    ("profiles.json", include_str!("exports/profiles.json")),
    ("users.json", include_str!("exports/users.json")),
    ("hash_config.txt", include_str!("exports/hash_config.txt")),
];

fn guide() -> String {
    read("docs/moving-from-flask.md")
}

/// Writes a program of a guide, which names its file in the first line, into the directory of `place`.
fn write_program(place: &Place, guide: &str, name: &str) {
    let programs = blocks(guide, "python");
    let program = programs.iter().find_map(|block| block.strip_prefix(&format!("# {name}\n")));
    place.write(name, program.unwrap_or_else(|| panic!("the guide has no program {name}")));
}

/// Runs Python in the directory of `place`, with the libraries of the guides; returns what it prints.
fn python(place: &Place, arguments: &[&str]) -> String {
    let mut command = Command::new(python_of_the_guides());
    command.args(arguments).current_dir(place.directory.path()).env_remove("DATABASE_URL");
    let ran = RunOutput::from(command.output().expect("Python runs"));
    assert_eq!(ran.code, 0, "{arguments:?}: {}", ran.stderr);
    ran.stdout
}

/// Runs a command of a guide that begins with `python`, and may write its output to a file.
fn run(place: &Place, guide: &str, command: &str) {
    assert!(guide.contains(&format!("\n{command}\n")), "the guide does not have this command: {command}");
    let (program, file) = command.split_once(" >").unwrap_or((command, ""));
    let printed = python(place, &program.split(' ').skip(1).collect::<Vec<_>>());
    if !file.is_empty() {
        place.write(file, &printed);
    }
}

/// Imports a file and returns the number of people.
fn import(place: &Place, file: &str) -> u64 {
    let report = place.run(&["user", "import", file, "--json"]).json();
    assert_eq!((&report["outcome"], &report["ignored_columns"]), (&json!("imported"), &json!([])), "{report}");
    report["good"].as_u64().expect("a number")
}

/// All users as an export has them, by username.
fn exported(place: &Place, file: &str) -> HashMap<String, Value> {
    assert_eq!(place.run(&["user", "export", file]).code, 0);
    let lines = fs::read_to_string(place.path(file)).expect("an export");
    let users = lines.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    users.map(|user| (user["username"].as_str().expect("a username").to_owned(), user)).collect()
}

#[test]
fn a_thousand_people_of_a_flask_application_keep_their_passwords_and_posts() {
    let place = Place::new();
    for program in ["app.py", "export_people.py", "move_ids.py"] {
        write_program(&place, &guide(), program);
    }
    place.write("old_application.py", include_str!("old_application.py"));
    python(&place, &["old_application.py"]);

    assert_eq!(place.run(&["group", "create", "admins"]).code, 0);
    run(&place, &guide(), "python export_people.py >people.jsonl");
    assert_eq!(place.run(&["user", "import", "people.jsonl", "--dry-run"]).code, 0);
    assert_eq!(import(&place, "people.jsonl"), 1_000);
    let users = exported(&place, "ids.jsonl");
    assert_eq!(users.len(), 1_000);
    for number in 0..1_000 {
        let user = &users[&format!("reader{number}")];
        assert_eq!(user["external_id"], (7 + 3 * number).to_string());
        assert_eq!(user["groups"], if number % 100 == 0 { json!(["admins"]) } else { json!([]) });
        assert_eq!(user["status"], if number == 13 { "disabled" } else { "active" });
    }
    assert_eq!(users["reader8"]["name"], "Zoë Öğretmen");

    run(&place, &guide(), "python move_ids.py ids.jsonl");
    let database = format!("sqlite://{}", place.path("instance/blog.db").display());
    let posts = block_on(run_on(&database, "SELECT author || ' ' || text FROM post ORDER BY id")).expect("posts");
    let post = |number: usize| {
        let author = users[&format!("reader{number}")]["id"].as_str().expect("an id").to_owned();
        format!("{author} post of reader{number}")
    };
    assert_eq!(posts, (0..1_000).step_by(2).map(post).collect::<Vec<_>>());

    let server = Server::start(&place);
    // Each kind of hash, twice.
    for number in [0, 1, 2, 3, 4, 495, 496, 497, 498, 999] {
        let (status, answer) = server.log_in(&format!("reader{number}"), &format!("old password {}", number % 5));
        assert_eq!(status, 200, "reader{number}: {answer}");
    }
    assert_eq!(server.log_in("reader20@example.org", "old password 0").0, 200, "by address");
    assert_eq!(server.log_in("reader21", "old password 0").0, 401, "a wrong password");
    assert_eq!(server.log_in("reader13", "old password 3").0, 401, "disabled");
    let hashes = place.rows("SELECT password_hash FROM users WHERE username IN ('reader0', 'reader1', 'reader2')");
    assert!(hashes.iter().all(|hash| hash.starts_with("$argon2id$")), "{hashes:?}");
}

#[test]
fn people_of_other_systems_keep_their_passwords_and_ids() {
    let place = Place::new();
    write_program(&place, &guide(), "to_vestibule.py");
    for (name, text) in EXPORTS {
        place.write(name, text);
    }
    fs::create_dir(place.path("pb_data")).expect("a folder");
    let create = "import sqlite3; sqlite3.connect('pb_data/data.db').executescript(open('pocketbase.sql').read())";
    python(&place, &["-c", create]);

    for command in [
        "python to_vestibule.py pocketbase pb_data/data.db >people.jsonl",
        "python to_vestibule.py supabase auth_users.csv >people.jsonl",
        "python to_vestibule.py auth0 hashes.json profiles.json >people.jsonl",
        "python to_vestibule.py firebase users.json hash_config.txt >people.jsonl",
    ] {
        run(&place, &guide(), command);
        // The exports also have people without an address, who cannot be imported.
        assert_eq!(import(&place, "people.jsonl"), 1, "{command}");
    }
    let users = exported(&place, "ids.jsonl");
    let server = Server::start(&place);
    for (username, name, external_id, is_verified) in [
        ("pia", "Pia Holt", "r5w1k8d0q3z7m2x", true),
        ("sana", "Sana Eide", "6f1c2b0e-3d4a-4f6b-9a7e-2c5d8e1f0a3b", true),
        ("ana", "Ana Costa", "auth0|60425dc43519d90068f82973", false),
        ("faye", "Faye Berg", "x7Qm2Zt9LpWc4Vb1Ns8Yd3Kf6Gh0", true),
    ] {
        let user = &users[username];
        assert_eq!((&user["name"], &user["external_id"]), (&json!(name), &json!(external_id)));
        assert_eq!(user["email_verified"], is_verified, "{username}");
        let (status, answer) = server.log_in(&format!("{username}@example.org"), PASSWORD);
        assert_eq!(status, 200, "{username}: {answer}");
    }
    assert_eq!(server.log_in("faye", "another password").0, 401);
}
