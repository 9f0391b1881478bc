//! The programs in docs/moving-from-flask.md move 1,000 people of a Flask application, and the commands in docs/moving.md those of
//! other systems.

use crate::database::run_on;
use crate::repository::{blocks, python_of_the_guides, read};
use crate::support::{PASSWORD, Place, RunOutput, Server, block_on};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::fs;
use std::process::Command;

/// Exports of some people of each system, in the form that these systems write them.
const EXPORTS: [(&str, &str); 10] = [
    ("realm.json", include_str!("exports/realm.json")),
    ("hashes.json", include_str!("exports/hashes.json")),
    ("profiles.json", include_str!("exports/profiles.json")),
    ("auth_users.csv", include_str!("exports/auth_users.csv")),
    ("users.json", include_str!("exports/users.json")),
    ("hash_config.txt", include_str!("exports/hash_config.txt")),
    ("pocketbase.csv", include_str!("exports/pocketbase.csv")),
    ("users_database.yml", include_str!("exports/users_database.yml")),
    ("directory.ldif", include_str!("exports/directory.ldif")),
    ("wp_users.csv", include_str!("exports/wp_users.csv")),
];

/// The commands of docs/moving.md, how many people each adds, and the codes of what it leaves out or changes.
const COMMANDS: [(&str, u64, &str); 8] = [
    (
        "vestibule user import --from keycloak realm.json --create-groups",
        2,
        "no_address program second_factor roles attributes linked_account renamed_group renamed_group",
    ),
    ("vestibule user import --from auth0 hashes.json profiles.json", 3, ""),
    ("vestibule user import --from supabase auth_users.csv", 2, "no_address deleted"),
    (
        "vestibule user import --from firebase hash_config.txt users.json",
        2,
        "no_address attributes linked_account linked_account",
    ),
    ("vestibule user import --from pocketbase pocketbase.csv", 1, "no_address"),
    ("vestibule user import --from authelia users_database.yml --create-groups", 2, "no_address renamed_group"),
    ("vestibule user import --from ldif directory.ldif --create-groups", 2, "no_address hash renamed_group"),
    ("vestibule user import --from wordpress wp_users.csv --create-groups", 2, ""),
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

/// Imports with a command of docs/moving.md, and returns the report.
fn import_as_printed(place: &Place, command: &str, preview: bool) -> Value {
    let page = read("docs/moving.md");
    assert!(page.contains(&format!("\n{command}\n")), "the page does not have this command: {command}");
    let mut arguments: Vec<_> = command.split(' ').skip(1).chain(["--json"]).collect();
    arguments.extend(preview.then_some("--dry-run"));
    place.run(&arguments).json()
}

#[test]
fn people_of_other_systems_keep_their_passwords_ids_groups_and_linked_accounts() {
    let place = Place::new()
        .set("VESTIBULE_GOOGLE_CLIENT_ID", "google")
        .set("VESTIBULE_GOOGLE_CLIENT_SECRET", "swordfish")
        .set("VESTIBULE_GITHUB_CLIENT_ID", "github")
        .set("VESTIBULE_GITHUB_CLIENT_SECRET", "swordfish");
    assert_eq!(place.run(&["migrate", "up"]).code, 0);
    for (name, text) in EXPORTS {
        place.write(name, text);
    }
    for (command, people, left_out) in COMMANDS {
        for is_preview in [true, false] {
            let report = import_as_printed(&place, command, is_preview);
            let outcome = if is_preview { "previewed" } else { "imported" };
            assert_eq!(
                (&report["outcome"], &report["good"], &report["bad"]),
                (&json!(outcome), &json!(people), &json!(0))
            );
            let left = report["left_out"].as_array().cloned().unwrap_or_default();
            let codes: Vec<_> = left.iter().map(|left| left["code"].as_str().expect("a code")).collect();
            assert_eq!(codes.join(" "), left_out, "{command}: {report}");
        }
    }
    let users = exported(&place, "ids.jsonl");
    let server = Server::start(&place);
    for (username, name, external_id, is_verified, groups) in [
        ("kim", "Kim Søvik", "5f0f2a4c-7a1e-4b62-9a55-0d4a3f7e9c01", true, &["staff", "staff-team-a"][..]),
        ("ana", "Ana Costa", "auth0|60425dc43519d90068f82973", false, &[]),
        ("arne", "", "auth0|60425dc43519d90068f82974", true, &[]),
        ("sana", "Sana Eide", "6f1c2b0e-3d4a-4f6b-9a7e-2c5d8e1f0a3b", true, &[]),
        ("faye", "Faye Berg", "x7Qm2Zt9LpWc4Vb1Ns8Yd3Kf6Gh0", true, &[]),
        ("pia", "Pia Holt", "r5w1k8d0q3z7m2x", true, &[]),
        ("aila", "Aila Næss", "", false, &["admins", "dev"]),
        ("lise", "Lise Vík", "2b1f6c9e-6a5d-4c3b-9a1f-0e2d3c4b5a69", false, &["mail", "staff"]),
        ("wanda", "Wanda Ek", "1", false, &["administrator"]),
        ("willy", "", "7", false, &["editor", "shop_manager"]),
    ] {
        let user = &users[username];
        let text = |member: &str| user[member].as_str().unwrap_or_default().to_owned();
        assert_eq!((text("name").as_str(), text("external_id").as_str()), (name, external_id), "{username}");
        assert_eq!((&user["email_verified"], &user["groups"]), (&json!(is_verified), &json!(groups)), "{username}");
        let (status, answer) = server.log_in(&format!("{username}@example.org"), PASSWORD);
        assert_eq!(status, 200, "{username}: {answer}");
    }
    assert_eq!(server.log_in("willy", "another password").0, 401);
    for disabled in ["kurt", "sten", "finn", "axel", "lars"] {
        assert_eq!(users[disabled]["status"], "disabled", "{disabled}");
    }
    let hashes =
        place.rows("SELECT password_hash FROM users WHERE username IN ('kim', 'aila', 'lise', 'wanda', 'willy')");
    assert!(hashes.len() == 5 && hashes.iter().all(|hash| hash.starts_with("$argon2id$")), "{hashes:?}");
    let linked = place.rows(
        "SELECT u.username || ' ' || i.provider || ' ' || i.subject
         FROM identities i JOIN users u ON u.id = i.user_id ORDER BY u.username, i.provider",
    );
    let expected = [
        "faye google 110248495921238986420",
        "kim github 583232",
        "kim google 101010101010101010101",
        "olga google 108091299999329986433",
        "pia github 583233",
        "sana github 583231",
        "sana google 106841309276455981203",
    ];
    assert_eq!(linked, expected);
}
