use crate::support::Place;
use std::{
    io::Read,
    process::{Command, Stdio},
};

const COMMANDS: &[&[&str]] = &[
    &[],
    &["serve"],
    &["migrate"],
    &["migrate", "up"],
    &["migrate", "down"],
    &["migrate", "status"],
    &["user"],
    &["user", "create"],
    &["user", "show"],
    &["user", "disable"],
    &["user", "enable"],
    &["user", "set-password"],
    &["secret"],
    &["check"],
    &["health"],
];

#[test]
fn every_command_explains_itself_and_takes_an_env_file() {
    let place = Place::new();
    for command in COMMANDS {
        let ran = place.run(&[command, &["--help"][..]].concat());
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{command:?}");
        assert!(ran.stdout.contains("Usage: vestibule"), "{command:?}: {}", ran.stdout);
        assert!(ran.stdout.contains("--env-file <PATH>"), "{command:?}: {}", ran.stdout);
    }
    assert_eq!(std::fs::read_dir(place.directory.path()).unwrap().count(), 0, "help leaves nothing behind");
}

#[test]
fn what_is_not_understood_ends_with_2() {
    let place = Place::new();
    for arguments in [
        &["unknown"][..],
        &["--unknown"],
        &["user"],
        &["user", "list", "extra"],
        &["user", "show"],
        &["user", "create", "--username", "maren"],
        &["user", "create", "--username", "maren", "--email", "m@example.org", "--role", "owner"],
        &["migrate", "down", "0"],
        &["migrate", "up", "many"],
        &["secret", "extra"],
    ] {
        let ran = place.run(arguments);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{arguments:?}");
        assert!(ran.stderr.contains("Usage:") || ran.stderr.starts_with("error:"), "{}", ran.stderr);
    }
}

#[test]
fn a_secret_is_fresh_each_time_and_good_enough_for_the_configuration() {
    let place = Place::new();
    let secrets: Vec<String> = (0..2).map(|_| place.run(&["secret"]).stdout.trim().to_owned()).collect();
    assert_ne!(secrets[0], secrets[1]);
    assert_eq!(secrets[0].len(), 43, "256 bits in base64");
    assert!(!place.path("data").exists());
    assert_eq!(place.set("VESTIBULE_SECRET", &secrets[0]).run(&["check"]).code, 0);
}

#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    let place = Place::new();
    let mut command: Command = place.command(&["check"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let mut stderr = String::new();
    child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
    assert!(child.wait().unwrap().success());
    assert_eq!(stderr, "");
}

#[test]
fn misspelt_settings_are_pointed_out() {
    let ran = Place::new().set("VESTIBULE_PROT", "1").run(&["check"]);
    assert_eq!(ran.code, 0);
    assert_eq!(ran.stderr, "warning: VESTIBULE_PROT is set and has no meaning here: is it misspelt?\n");
}
