//! `vestibule check`: the configuration, the database and the secret.

use crate::database::run_on;
use crate::support::{Place, Server, block_on};
use serde_json::{Value, json};

const FOREIGN: &str =
    "error: the database belongs to another program (tables: orders): set DATABASE_URL to another database";

/// The effective value that `check` reports.
fn effective(place: &Place, arguments: &[&str], name: &str) -> String {
    let arguments = [&["check", "--json"], arguments].concat();
    match &place.run(&arguments).json()[name] {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[test]
fn settings_come_from_the_environment_the_env_file_dot_env_or_the_default() {
    let place = Place::new().set("PORT", "4001");
    place.write(
        "named.env",
        "PORT=4002\nHOST=0.0.0.0\n# a comment\nexport VESTIBULE_ACCESS_TTL='5m'\nVESTIBULE_RATE_LIMITS=file=20/h\n",
    );
    place.write(".env", "PORT=4003\nHOST=::1\nVESTIBULE_REGISTRATION=closed\nUNRELATED=1\n");
    let named = ["--env-file", "named.env"];
    for (name, expected) in [
        ("PORT", "4001"),
        ("HOST", "0.0.0.0"),
        ("VESTIBULE_ACCESS_TTL", "5m"),
        ("VESTIBULE_REGISTRATION", "closed"),
        ("VESTIBULE_RATE_LIMIT", "on"),
        (
            "VESTIBULE_RATE_LIMITS",
            "register=30/h,sign-in=60/h,recover=30/h,mail=5/h,refresh=600/h,change=120/m,file=20/h,client-token=100/s,\
             client-poll=240/m,client-device=10/m,client-grant=120/h,client-refresh=600/h,provider=120/m,\
             provider-logout=60/m,journey=30/m,request=50/s,sign-in-failures=40/h",
        ),
    ] {
        assert_eq!(effective(&place, &named, name), expected, "{name}");
    }
    assert_eq!(effective(&place, &[], "HOST"), "::1");
}

#[test]
fn every_command_rejects_an_invalid_configuration() {
    let place = Place::new().set("VESTIBULE_SECRET", "changeme");
    let message = "error: VESTIBULE_SECRET is shorter than 32 bytes: replace it with the output of `vestibule secret`.";
    for command in [&["check"][..], &[], &["serve"], &["migrate", "status"], &["user", "show", "maren"]] {
        place.run(command).failed(1, message);
    }
    assert!(!place.path("data").exists());
}

#[test]
fn all_mistakes_are_named_at_once() {
    let place = Place::new().set("PORT", "many").set("VESTIBULE_REGISTRATION", "ajar").set("VESTIBULE_PROT", "1");
    for command in [&["check"][..], &["serve"]] {
        let ran = place.run(command);
        let lines: Vec<_> = ran.stderr.lines().collect();
        assert_eq!((ran.code, lines[0], lines.len()), (1, "error: 3 mistakes:", 4), "{}", ran.stderr);
        for mistake in ["PORT is `many`: ", "VESTIBULE_REGISTRATION is `ajar`: ", "unknown settings: VESTIBULE_PROT"] {
            assert!(lines.iter().any(|line| line.trim_start().starts_with(mistake)), "{mistake} {}", ran.stderr);
        }
    }
    assert!(!place.path("data").exists());
}

#[test]
fn names_in_settings_files_that_resemble_settings_are_pointed_out() {
    let place = Place::new();
    place.write("own.env", "DATABSE_URL=hidden\nSMPT_URL=hidden\nREGISTRATION=closed\nPATH=/usr/bin\n");
    place.write(".env", "SMTP_URI=hidden\nREGISTRATION=closed\nDJANGO_SETTINGS_MODULE=site\n");
    let ran = place.run(&["check", "--env-file", "own.env"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    let warnings: Vec<_> = ran.stdout.lines().filter_map(|line| line.strip_prefix("warning: ")).collect();
    let warning = |name: &str, file: &str, meant: &str| {
        format!("{name} in {file} is no setting and has no effect (did you mean {meant}?).")
    };
    let expected = [
        warning("DATABSE_URL", "own.env", "DATABASE_URL"),
        warning("SMPT_URL", "own.env", "SMTP_URL"),
        warning("REGISTRATION", "own.env", "VESTIBULE_REGISTRATION"),
        warning("SMTP_URI", ".env", "SMTP_URL"),
    ];
    assert_eq!(warnings, expected, "{}", ran.stdout);
    assert!(!ran.stdout.contains("hidden"), "{}", ran.stdout);
    let stopped = Server::start(&place).stop();
    assert!(stopped.stderr.contains(&warning("SMTP_URI", ".env", "SMTP_URL")), "{}", stopped.stderr);
}

#[test]
fn a_value_of_which_a_part_is_lost_is_pointed_out() {
    let place = Place::new();
    let lost = "export VESTIBULE_ACCENT=#7a1f3d\nVESTIBULE_TERMS_URL=https://example.org/$hidden1\n";
    place.write("own.env", &format!("{lost}VESTIBULE_NAME= # ours\nVESTIBULE_LOGO=\nSMTP_URL='#$a'\n"));
    let ran = place.set("SMTP_URL", "smtp://localhost").run(&["check", "--env-file", "own.env"]);
    let warnings: Vec<_> = ran.stdout.lines().filter_map(|line| line.strip_prefix("warning: ")).collect();
    let [comment, variable] = warnings.as_slice() else { panic!("{ran:?}") };
    let expected = "VESTIBULE_ACCENT in own.env has no value, because # begins a comment.";
    assert!(comment.starts_with(expected) && !comment.contains("7a1f3d"), "{comment}");
    let expected = "A part of VESTIBULE_TERMS_URL in own.env is lost, because $ begins the name of a variable there";
    assert!(variable.starts_with(expected) && !variable.contains("hidden1"), "{variable}");
}

#[test]
fn unreadable_env_files_are_named() {
    let place = Place::new();
    place.run(&["check", "--env-file", "missing.env"]).failed(
        1,
        "error: missing.env cannot be read: check its path and permissions (No such file or directory (os error 2)).",
    );
    place.write("broken.env", "PORT=3000\nVESTIBULE_SECRET 'hidden value\n");
    let ran = place.run(&["check", "--env-file", "broken.env"]);
    ran.failed(
        1,
        "error: broken.env: entry 2 is not NAME=value. Put a value with spaces in single quotes: NAME='a b'.",
    );
}

#[test]
fn secrets_are_not_printed() {
    let secret = "qvL1xZ0m8TtJw5nB3yHc7RkPd2sGf6Ue9aXoIiVbN4M";
    let token = "metrics-token-0123456789";
    let ran = Place::new().set("VESTIBULE_SECRET", secret).set("VESTIBULE_METRICS_TOKEN", token).run(&["check"]);
    assert_eq!(ran.code, 0);
    assert!(!ran.stdout.contains(secret) && !ran.stdout.contains(token), "{}", ran.stdout);
    assert!(ran.stdout.contains("VESTIBULE_METRICS_TOKEN               (set, not shown)\n"), "{}", ran.stdout);
}

#[test]
fn check_reports_the_state_of_the_database() {
    let place = Place::new();
    let state = |place: &Place| effective(place, &[], "database");
    assert_eq!(place.run(&["migrate", "up"]).code, 0);
    assert_eq!(state(&place), "connected; schema up to date; the next start creates the signing keys");
    place.create("maren", &[]);
    assert_eq!(state(&place), "connected; schema up to date; the current secret decrypts the signing keys");
    assert_eq!(place.run(&["migrate", "down", "--yes"]).code, 0);
    assert!(state(&place).ends_with("pending migrations"), "{}", state(&place));
}

#[test]
fn check_says_what_passkeys_belong_to_or_why_there_can_be_none() {
    let passkeys = |place: &Place| effective(place, &[], "passkeys");
    assert_eq!(passkeys(&Place::new()), "belong to localhost");
    let place = Place::new().set("VESTIBULE_BASE_URL", "https://accounts.example.org");
    assert_eq!(passkeys(&place), "belong to accounts.example.org");
    assert_eq!(passkeys(&place.set("VESTIBULE_PASSKEY_DOMAIN", "example.org")), "belong to example.org");
    let place = Place::new().set("VESTIBULE_BASE_URL", "http://127.0.0.1:3000");
    assert!(passkeys(&place).contains("IP address"), "{}", passkeys(&place));
}

#[test]
fn a_secret_that_does_not_decrypt_the_stored_keys_is_rejected() {
    let place = Place::new();
    place.create("maren", &[]);
    let ran = place.set("VESTIBULE_SECRET", "qvL1xZ0m8TtJw5nB3yHc7RkPd2sGf6Ue9aXoIiVbN4M").run(&["check"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.starts_with("error: the secret does not open the signing keys"), "{}", ran.stderr);
    assert!(ran.stderr.contains("or set VESTIBULE_SECRET_PREVIOUS to it and VESTIBULE_SECRET to a new one"), "{ran:?}");
}

mod sqlite {
    use super::*;

    #[test]
    fn check_succeeds_in_an_empty_directory_without_creating_a_database() {
        let place = Place::on_sqlite();
        let ran = place.run(&["check"]);
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
        assert!(
            ran.stdout.contains("DATABASE_URL                          sqlite://./data/vestibule.db\n"),
            "{}",
            ran.stdout
        );
        assert!(ran.stdout.contains("does not exist yet: the first start creates it\n"), "{}", ran.stdout);
        assert!(ran.stdout.ends_with("No problems found.\n"));
        assert!(!place.path("data/vestibule.db").exists());
    }

    #[test]
    fn a_file_that_is_not_a_database_is_rejected() {
        let place = Place::on_sqlite().set("DATABASE_URL", "sqlite://notes.txt");
        place.write("notes.txt", &"not a database ".repeat(1000));
        let ran = place.run(&["check"]);
        assert_eq!((ran.code, ran.stdout.as_str()), (1, ""));
        assert!(
            ran.stderr.starts_with("error: the file is not an SQLite database: check DATABASE_URL"),
            "{}",
            ran.stderr
        );
        assert!(ran.stderr.contains("file is not a database"), "{}", ran.stderr);
    }

    #[test]
    fn a_missing_folder_is_named_with_a_suggestion() {
        let place = Place::on_sqlite().set("DATABASE_URL", "sqlite:///no-such-folder/accounts.db");
        for command in [&["check"][..], &["serve"], &["user", "list"], &["migrate", "status"]] {
            place.run(command).failed(
                1,
                "error: DATABASE_URL names the file /no-such-folder/accounts.db, but the directory /no-such-folder does not \
                 exist: create it, or name another file. Three slashes start an absolute path; for \
                 ./no-such-folder/accounts.db use sqlite://no-such-folder/accounts.db.",
            );
        }
        let place = Place::on_sqlite().set("DATABASE_URL", "sqlite:///accounts.db");
        place.run(&["check"]).failed(
            1,
            "error: DATABASE_URL names the file /accounts.db, which would be created in the root directory: use another \
             directory. Three slashes start an absolute path; for ./accounts.db use sqlite://accounts.db.",
        );
        let place = Place::on_sqlite().set("DATABASE_URL", "sqlite://gone/accounts.db");
        place.run(&["check"]).failed(
            1,
            "error: DATABASE_URL names the file gone/accounts.db, but the directory gone does not exist: create it, or name \
             another file.",
        );
    }

    #[test]
    fn the_database_of_another_program_is_rejected_and_unchanged() {
        let place = Place::on_sqlite().set("DATABASE_URL", "sqlite://shop.db?mode=rwc");
        let url = format!("sqlite://{}?mode=rwc", place.path("shop.db").display());
        block_on(run_on(&url, "CREATE TABLE orders (id INTEGER)")).expect("a table");
        let before = std::fs::read(place.path("shop.db")).expect("a file");
        assert_belongs_to_another_program(&place);
        place.run(&["migrate", "down", "--yes"]).failed(1, FOREIGN);
        assert!(std::fs::read(place.path("shop.db")).expect("a file") == before);
        assert!(!place.path("shop.db-wal").exists());
    }

    #[test]
    fn a_lost_secret_is_not_replaced_while_the_database_exists() {
        let place = Place::on_sqlite();
        place.create("maren", &[]);
        let secret = std::fs::read_to_string(place.path("data/secret")).expect("a secret");
        std::fs::remove_file(place.path("data/secret")).expect("it was there");
        for command in [&["check"][..], &["serve"], &["user", "list"]] {
            let ran = place.run(command);
            let message = "error: ./data/secret is missing, but the database ./data/vestibule.db exists";
            assert!(ran.code == 1 && ran.stderr.starts_with(message), "{command:?}: {ran:?}");
            assert!(!place.path("data/secret").exists());
        }
        assert_eq!(place.set("VESTIBULE_SECRET", secret.trim()).run(&["check"]).code, 0);
    }
}

#[test]
fn the_error_for_an_unreachable_database_names_its_variable() {
    let port = crate::port::free_port();
    let place = Place::on_postgres(&format!("postgres://maren:quiet-lantern@127.0.0.1:{port}/vestibule"));
    for command in [&["check"][..], &["serve"], &["migrate", "status"], &["user", "show", "maren"]] {
        let ran = place.run(command);
        let message =
            "error: the database cannot be reached: check DATABASE_URL, and that the database server is running (";
        assert!(ran.code == 1 && ran.stderr.starts_with(message), "{command:?}: {ran:?}");
        assert!(!ran.stderr.contains("quiet-lantern"), "{}", ran.stderr);
    }
}

#[test]
fn json_output_has_numbers_lists_and_null() {
    let place = Place::new().set("PORT", "4010").set("VESTIBULE_TRUSTED_PROXIES", "10.0.0.0/8,127.0.0.1");
    let checked = place.run(&["check", "--json"]).json();
    assert_eq!(checked["PORT"], json!(4010));
    assert_eq!(checked["VESTIBULE_PASSWORD_MIN_LENGTH"], json!(8));
    assert_eq!(checked["VESTIBULE_TRUSTED_PROXIES"], json!(["10.0.0.0/8", "127.0.0.1/32"]));
    assert_eq!(checked["VESTIBULE_CORS_ORIGINS"], json!([]));
    assert_eq!(checked["VESTIBULE_SECRET_PREVIOUS"], Value::Null);
    let printed = place.run(&["check"]).stdout;
    assert!(printed.contains("VESTIBULE_TRUSTED_PROXIES             10.0.0.0/8, 127.0.0.1/32\n"), "{printed}");
    assert!(printed.contains("VESTIBULE_CORS_ORIGINS                none\n"), "{printed}");
}

#[test]
fn mail_settings_are_shown_without_the_password() {
    let place = Place::new()
        .set("SMTP_URL", "smtp://maren:quiet-lantern@mail.example.org")
        .set("VESTIBULE_MAIL_FROM", "Example <no-reply@example.org>")
        .set("VESTIBULE_REGISTRATION_PRIVACY", "strict");
    let ran = place.run(&["check", "--json"]);
    assert!(!ran.stdout.contains("quiet-lantern") && ran.stderr.is_empty(), "{ran:?}");
    let checked = ran.json();
    for (name, value) in [
        ("SMTP_URL", "smtp://maren:***@mail.example.org:587 (STARTTLS required)"),
        ("VESTIBULE_MAIL_FROM", "Example <no-reply@example.org>"),
        ("VESTIBULE_REGISTRATION_PRIVACY", "strict"),
        ("VESTIBULE_REQUIRE_VERIFIED_EMAIL", "off"),
    ] {
        assert_eq!(checked[name], value);
    }
}

#[test]
fn certificates_of_a_mail_server_that_cannot_be_read_are_an_error() {
    let missing = Place::new().set("SMTP_URL", "smtps://mail.example.org?ca=missing.pem").run(&["check"]);
    let message = "error: the file that `ca` in SMTP_URL names has no readable certificates (";
    assert!(missing.code == 1 && missing.stderr.starts_with(message), "{missing:?}");
}

#[test]
fn a_database_with_only_foreign_tables_is_rejected() {
    let place = Place::new();
    assert_eq!(place.run(&["migrate", "up"]).code, 0);
    assert_eq!(place.run(&["migrate", "down", "99", "--yes", "--delete-everything"]).code, 0);
    place.rows("CREATE TABLE orders (id INTEGER)");
    assert_belongs_to_another_program(&place);
}

fn assert_belongs_to_another_program(place: &Place) {
    for command in [&["check"][..], &["serve"], &["user", "list"], &["migrate", "up"]] {
        place.run(command).failed(1, FOREIGN);
    }
}

/// Only on PostgreSQL.
#[test]
fn connection_errors_of_postgresql_are_explained() {
    let Ok(server) = std::env::var("TEST_DATABASE_URL") else { return };
    let (server, _) = server.rsplit_once('/').expect("a database");
    let ran = Place::on_postgres(&format!("{server}/no_such_database")).run(&["check"]);
    let message = "error: the database does not exist: create it, or check its name in DATABASE_URL (";
    assert!(ran.code == 1 && ran.stderr.starts_with(message), "{ran:?}");
}
