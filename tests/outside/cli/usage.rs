//! Help, exit codes and output formats of all commands.

use super::NEED_DATA;
use crate::support::Place;
use std::collections::BTreeSet;
use std::fs;
use std::io::Read;
use std::process::{Command, Stdio};

#[test]
fn every_command_has_help_and_accepts_an_env_file() {
    let (manual, place) = (Place::on_sqlite(), Place::new());
    assert_eq!(manual.run(&["man", "pages"]).code, 0);
    let pages: Vec<_> = fs::read_dir(manual.path("pages")).unwrap().map(|page| page.unwrap().path()).collect();
    let commands: BTreeSet<_> = pages.iter().map(|page| command(&fs::read_to_string(page).unwrap())).collect();
    assert_eq!(commands.len(), pages.len(), "{commands:?}");
    for known in ["", "serve", "service-account create"] {
        assert!(commands.contains(known), "{known}: {commands:?}");
    }
    for command in commands {
        let arguments: Vec<_> = command.split_whitespace().chain(["--help"]).collect();
        let ran = place.run(&arguments);
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{command:?}");
        assert!(ran.stdout.contains("Usage: vestibule"), "{command:?}: {}", ran.stdout);
        assert!(ran.stdout.contains("--env-file <PATH>"), "{command:?}: {}", ran.stdout);
    }
    assert_eq!(fs::read_dir(place.directory.path()).unwrap().count(), 0, "help leaves nothing behind");
}

/// The command of a manual page, whose synopsis begins with it in bold, as in `\fBvestibule user set\-role\fR`.
fn command(page: &str) -> String {
    let (_, synopsis) = page.split_once(".SH SYNOPSIS\n\\fBvestibule").expect("a synopsis");
    let (command, _) = synopsis.split_once("\\fR").expect("the end of the command");
    command.replace('\\', "").trim().to_owned()
}

#[test]
fn invalid_arguments_exit_with_2() {
    let place = Place::new();
    for arguments in [
        &["unknown"][..],
        &["--unknown"],
        &["user"],
        &["serve", "--seed", "people.csv"],
        &["serve", "--ephemeral", "--seed"],
        &["user", "list", "extra"],
        &["user", "show"],
        &["user", "bulk"],
        &["user", "undo-bulk", "1"],
        &["field"],
        &["field", "create"],
        &["terms", "withdraw", "last"],
        &["user", "invite"],
        &["user", "invite", "maren@example.org", "--again", "maren"],
        &["user", "invite", "--again", "maren", "--role", "admin"],
        &["user", "create", "--username", "maren"],
        &["user", "create", "--username", "maren", "--email", "m@example.org", "--role", "owner"],
        &["user", "set-password", "maren", "--password", "kettle lantern orbit"],
        &["migrate", "down", "0"],
        &["migrate", "up", "many"],
        &["secret", "extra"],
        &["user", "list", "--sort", "shoe_size"],
        &["user", "list", "--per-page", "0"],
        &["user", "list", "--per-page", "101"],
        &["user", "list", "--per-page", "many"],
        &["user", "list", "--page", "0"],
        &["user", "list", "--role", "owner"],
        &["user", "list", "--status", "gone"],
        &["user", "export", "-", "--format", "xml"],
        &["audit", "list", "--event", "user.dance"],
        &["audit", "list", "--result", "maybe"],
        &["token"],
        &["token", "create", "--user", "maren", "--name", "Backup"],
        &["token", "revoke"],
        &["service-account", "create"],
        &["service-account", "create", "--username", "robot", "--role", "owner"],
        &["group"],
        &["group", "create"],
        &["group", "update", "editors"],
        &["group", "add", "editors"],
        &["serve", "--applications"],
        &["application"],
        &["application", "create"],
        &["application", "replace", "--location", "https://a.example"],
        &["application", "delete"],
        &["keys"],
        &["keys", "list", "extra"],
        &["keys", "rotate", "--now"],
        &["keys", "retire"],
        &["passwords"],
        &["passwords", "build-filter"],
        &["openapi", "extra"],
        &["completions", "abacus"],
    ] {
        let ran = place.run(arguments);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{arguments:?}");
        assert!(ran.stderr.contains("Usage:") || ran.stderr.starts_with("error:"), "{}", ran.stderr);
    }
}

#[test]
fn commands_that_need_a_database_create_none() {
    let place = Place::on_sqlite();
    for arguments in NEED_DATA.into_iter().chain([&["migrate", "status"][..]]) {
        place.run(arguments).failed(
            1,
            "error: the database ./data/vestibule.db does not exist: run the command in the folder of the server, or name the \
             database with DATABASE_URL, VESTIBULE_DATA_DIR or --env-file",
        );
        assert_eq!(fs::read_dir(place.directory.path()).unwrap().count(), 0, "{arguments:?}");
    }
    let elsewhere = Place::on_sqlite().set("DATABASE_URL", "sqlite://accounts.db");
    assert!(elsewhere.run(&["user", "list"]).stderr.starts_with("error: the database accounts.db does not exist: "));

    // The other ones create it, so that a server can be prepared before its first start.
    assert_eq!(place.run(&["group", "create", "editors"]).code, 0);
    assert!(place.run(&["group", "list"]).stdout.contains("editors"));
    assert_eq!(place.run(&["audit", "list", "--from", "yesterday"]).code, 2);
}

#[test]
fn each_generated_secret_is_new_and_valid() {
    let place = Place::new();
    let secrets: Vec<String> = (0..2).map(|_| place.run(&["secret"]).stdout.trim().to_owned()).collect();
    assert_ne!(secrets[0], secrets[1]);
    assert_eq!(secrets[0].len(), 43, "256 bits in base64");
    assert!(!place.path("data").exists());
    assert_eq!(place.set("VESTIBULE_SECRET", &secrets[0]).run(&["check"]).code, 0);
}

/// The exports are larger than the buffer of a pipe.
#[test]
fn a_closed_output_pipe_is_not_an_error() {
    let place = Place::new().set("VESTIBULE_ENV", "development");
    assert_eq!(place.run(&["seed", "--users", "3000"]).code, 0);
    for arguments in [
        &["check"][..],
        &["user", "export", "-"],
        &["audit", "export"],
        &["openapi"],
        &["completions", "bash"],
        &["man"],
    ] {
        let mut command: Command = place.command(arguments);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let mut stderr = String::new();
        child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
        assert_eq!((child.wait().unwrap().code(), stderr.as_str()), (Some(0), ""), "{arguments:?}");
    }
}

#[test]
fn the_openapi_document_needs_no_configuration() {
    let place = Place::on_sqlite().set("VESTIBULE_BASE_URL", "no address");
    let printed = place.run(&["openapi"]);
    assert!(printed.stdout.ends_with("\n}\n"), "indented, with a newline at the end");
    let document = printed.json();
    assert_eq!(document["openapi"], "3.1.0");
    assert!(document["paths"]["/api/users/{id}"]["get"].is_object());
    assert_eq!(fs::read_dir(place.directory.path()).unwrap().count(), 0, "it leaves nothing behind");
}

#[test]
fn completions_and_manual_pages_are_generated() {
    let place = Place::new();
    for shell in ["bash", "zsh", "fish"] {
        let script = place.run(&["completions", shell]).stdout;
        for word in ["vestibule", "password-link", "end-all"] {
            assert!(script.contains(word), "{shell}: {word}");
        }
    }
    let page = place.run(&["man"]).stdout;
    assert!(page.contains(".TH vestibule 1") && page.contains("vestibule\\-audit(1)"), "{page}");
    assert_eq!(place.run(&["man", "pages"]).stdout, "Manual pages written to pages.\n");
    let pages = ["vestibule.1", "vestibule-user-create.1", "vestibule-migrate-down.1"];
    assert!(pages.iter().all(|page| place.path("pages").join(page).exists()));
    assert!(!place.path("data").exists());
}

#[test]
fn json_output_is_available_on_request() {
    let place = Place::new().set("VESTIBULE_ENV", "development");
    assert_eq!(place.run(&["secret", "--json"]).json()["secret"].as_str().map(str::len), Some(43));
    assert_eq!(place.run(&["seed", "--users", "10", "--json"]).json()["users"], 10);
    place.create("maren", &[]);
    let set = ["user", "set-password", "maren", "--password-stdin", "--json"];
    assert_eq!(place.run_with(&set, b"another lantern orbit").json()["username"], "maren");
    let exported = place.run(&["user", "export", "out.csv", "--json"]).json();
    assert_eq!((&exported["file"], exported["users"].is_u64()), (&"out.csv".into(), true));
}
