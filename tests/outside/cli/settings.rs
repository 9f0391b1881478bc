//! Settings that are unknown, or valid and probably a mistake, and what a server says about its settings.

use crate::support::{Place, Server};
use serde_json::{Value, json};

const MISSPELT: (&str, &str) = ("VESTIBULE_REGISTRATOIN", "closed");
const REFUSED: &str = "error: unknown settings: VESTIBULE_REGISTRATOIN (did you mean VESTIBULE_REGISTRATION?). Correct or \
                       unset them. On the way back to an older version, which does not know the settings of the newer one, set \
                       VESTIBULE_UNKNOWN_SETTINGS=warn: then they have no effect.";
const WARNING: &str =
    "warning: unknown setting VESTIBULE_REGISTRATOIN (did you mean VESTIBULE_REGISTRATION?): it has no effect.\n";
const OLD_SECRET: &str = "qvL1xZ0m8TtJw5nB3yHc7RkPd2sGf6Ue9aXoIiVbN4M";
const NEW_SECRET: &str = "Zb8Wn2Rk6Yt0Lq4Vd9Xs3Hm7Jc1Pf5GuAoEiTzCvKyQ";

/// The lines of a log that contain `text`, as JSON.
fn logged(log: &str, text: &str) -> Vec<Value> {
    log.lines().filter(|line| line.contains(text)).map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

#[test]
fn an_unknown_setting_stops_every_command_that_reads_the_settings() {
    let place = Place::new().set(MISSPELT.0, MISSPELT.1);
    for command in [
        &["check"][..],
        &[],
        &["serve"],
        &["serve", "--ephemeral"],
        &["migrate", "status"],
        &["user", "show", "maren"],
        &["backup", "out.db"],
        &["mail", "test", "maren@example.org"],
    ] {
        place.run(command).failed(1, REFUSED);
    }
    assert!(!place.path("data").exists(), "nothing was created");
    for command in [&["--help"][..], &["--version"], &["secret"], &["openapi"], &["completions", "bash"], &["man"]] {
        assert_eq!(place.run(command).code, 0, "{command:?}");
    }
}

#[test]
fn a_setting_in_a_file_is_checked_as_well() {
    let place = Place::new();
    place.write("named.env", "VESTIBULE_REGISTRATOIN=closed\nUNRELATED=1\n");
    place.run(&["check", "--env-file", "named.env"]).failed(1, REFUSED);
    assert_eq!(place.run(&["check"]).code, 0);
    place.write(".env", "VESTIBULE_REGISTRATOIN=closed\n");
    place.run(&["check"]).failed(1, REFUSED);
}

#[test]
fn unknown_settings_can_be_reduced_to_warnings() {
    let place = Place::new().set(MISSPELT.0, MISSPELT.1).set("VESTIBULE_UNKNOWN_SETTINGS", "warn");
    let ran = place.run(&["migrate", "up"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, WARNING));
    let ran = place.run(&["check"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    assert!(ran.stdout.ends_with(&format!("\n{WARNING}")) && !ran.stdout.contains("No problems"), "{}", ran.stdout);
    let checked = place.run(&["check", "--json"]).json();
    assert_eq!(checked["warnings"], json!([WARNING.trim_start_matches("warning: ").trim_end()]));
    let stopped = Server::start(&place).stop();
    assert!(stopped.code == 0 && stopped.stderr.starts_with(WARNING), "{stopped:?}");
}

#[test]
fn settings_that_are_probably_a_mistake_are_listed() {
    let place = Place::new().set("HOST", "0.0.0.0").set("VESTIBULE_ENV", "production");
    let ran = place.run(&["check"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    assert!(ran.stdout.contains("\nwarning: HOST is 0.0.0.0, ") && !ran.stdout.contains("No problems"), "{ran:?}");
    let place = place.set("VESTIBULE_BASE_URL", "https://accounts.example.org");
    let warnings = place.run(&["check", "--json"]).json()["warnings"].clone();
    let [warning] = warnings.as_array().expect("a list").as_slice() else { panic!("{warnings}") };
    let beginning = "SMTP_URL is not set, so messages are written to files in ./data/outbox";
    assert!(warning.as_str().is_some_and(|text| text.starts_with(beginning)), "{warning}");
    let ran = Place::new().run(&["check"]);
    assert!(ran.stdout.ends_with("No problems found.\n") && !ran.stdout.contains("warning: "), "{}", ran.stdout);
    assert_eq!(Place::new().run(&["check", "--json"]).json()["warnings"], json!([]));
}

#[test]
fn messages_name_the_installation() {
    let place = Place::new().set("VESTIBULE_NAME", "Example").set("VESTIBULE_MAIL_FROM", "accounts@example.org");
    let ran = place.run(&["mail", "test", "maren@example.org"]);
    let path = ran.stdout.lines().find_map(|line| line.strip_prefix("written to ")).expect("a file");
    let message = std::fs::read_to_string(place.path(path)).expect("a message");
    for line in ["From: Example <accounts@example.org>\r\n", "Subject: Example: Test message\r\n"] {
        assert!(message.contains(line), "{line} is not in {message}");
    }
    assert!(message.contains("Example can send mail to this address."), "{message}");
    let checked = place.run(&["check", "--json"]).json();
    assert_eq!(checked["VESTIBULE_NAME"], json!("Example"));
    assert_eq!(checked["VESTIBULE_MAIL_FROM"], json!("Example <accounts@example.org>"));
}

#[test]
fn a_test_message_is_in_the_language_of_the_setting_and_the_command_line_in_english() {
    let place = Place::new().set("VESTIBULE_LANGUAGE", "de");
    let ran = place.run(&["mail", "test", "maren@example.org"]);
    let path = ran.stdout.lines().find_map(|line| line.strip_prefix("written to ")).expect("a file");
    let message = std::fs::read_to_string(place.path(path)).expect("a message");
    assert!(message.contains("Subject: Testnachricht\r\n"), "{message}");
    assert_eq!(place.run(&["check", "--json"]).json()["VESTIBULE_LANGUAGE"], json!("de"));
}

#[test]
fn a_rotation_of_the_secret_is_one_line_of_the_log_and_check_says_where_it_stands() {
    let place = Place::new().set("VESTIBULE_SECRET", OLD_SECRET);
    place.create("maren", &[]);
    let place = place.set("VESTIBULE_SECRET", NEW_SECRET).set("VESTIBULE_SECRET_PREVIOUS", OLD_SECRET);
    let state = |place: &Place| place.run(&["check", "--json"]).json()["database"].clone();
    assert_eq!(
        state(&place),
        "connected; schema up to date; the previous secret decrypts the signing keys, and the next start encrypts them with the \
         current one"
    );
    let log = Server::start(&place).stop().stderr;
    let rotated = logged(&log, "the secret was rotated");
    let [line] = rotated.as_slice() else { panic!("{log}") };
    // One key that signs, and the one from which the keys of sessions are derived.
    assert_eq!((&line["level"], &line["keys"]), (&json!("INFO"), &json!(2)), "{line}");
    assert!(!log.contains(OLD_SECRET) && !log.contains(NEW_SECRET));
    assert_eq!(state(&place), "connected; schema up to date; the current secret decrypts the signing keys");
    assert!(logged(&Server::start(&place).stop().stderr, "the secret was rotated").is_empty(), "only once");
}

#[test]
fn a_server_without_a_mail_server_says_where_messages_go() {
    let place = Place::new();
    let server = Server::start(&place);
    assert_eq!(server.get("/ready", None), (200, json!({ "status": "up", "mail": "files" })));
    assert_eq!(server.get("/health", None).1["mail"], "files");
    let stopped = server.stop();
    let line = "SMTP_URL is not set: messages are written to files in ./data/outbox, not sent\n";
    assert!(stopped.stdout.contains(line), "{}", stopped.stdout);
    let logged = logged(&stopped.stderr, "mail goes to");
    let [warning] = logged.as_slice() else { panic!("{}", stopped.stderr) };
    assert_eq!(warning["level"], "WARN");
    assert_eq!(
        warning["message"],
        "SMTP_URL is not set: mail goes to files in ./data/outbox and does not reach its recipients"
    );
}

#[test]
fn a_server_with_a_mail_server_does_not() {
    let place = Place::new().set("SMTP_URL", "smtp://127.0.0.1:1");
    let server = Server::start(&place);
    assert_eq!(server.get("/ready", None), (200, json!({ "status": "up", "mail": "server" })));
    let stopped = server.stop();
    assert!(!stopped.stdout.contains("SMTP_URL"), "{}", stopped.stdout);
    assert!(logged(&stopped.stderr, "mail goes to").iter().all(|line| line["level"] == "INFO"), "{}", stopped.stderr);
}
