use crate::support::Place;

/// The value that `check` says is in effect.
fn effective(place: &Place, arguments: &[&str], name: &str) -> String {
    let arguments = [&["check", "--json"], arguments].concat();
    place.run(&arguments).json()[name].as_str().expect("a text").to_owned()
}

#[test]
fn a_value_comes_from_the_environment_else_the_named_file_else_dot_env_else_the_default() {
    let place = Place::new().set("PORT", "4001");
    place.write("named.env", "PORT=4002\nHOST=0.0.0.0\n# a comment\nexport VESTIBULE_ACCESS_TTL='5m'\n");
    place.write(".env", "PORT=4003\nHOST=::1\nVESTIBULE_REGISTRATION=closed\nUNRELATED=1\n");
    let named = ["--env-file", "named.env"];
    for (name, expected) in [
        ("PORT", "4001"),
        ("HOST", "0.0.0.0"),
        ("VESTIBULE_ACCESS_TTL", "5m"),
        ("VESTIBULE_REGISTRATION", "closed"),
        ("VESTIBULE_RATE_LIMIT", "on"),
    ] {
        assert_eq!(effective(&place, &named, name), expected, "{name}");
    }
    assert_eq!(effective(&place, &[], "HOST"), "::1");
}

#[test]
fn the_first_problem_ends_it_with_1_and_the_mend() {
    let ran = Place::new().set("VESTIBULE_BASE_URL", "http://example.org").run(&["check"]);
    ran.failed(
        1,
        "error: VESTIBULE_BASE_URL is `http://example.org`: make it https, for plain http would show everyone's \
         passwords to the network.",
    );
}

#[test]
fn every_command_refuses_what_check_refuses() {
    let place = Place::new().set("VESTIBULE_SECRET", "changeme");
    let message = "error: VESTIBULE_SECRET is shorter than 32 bytes: put the output of `vestibule secret` there.";
    for command in [&["check"][..], &[], &["serve"], &["migrate", "status"], &["user", "show", "maren"]] {
        place.run(command).failed(1, message);
    }
    assert!(!place.path("data").exists());
}

#[test]
fn files_that_cannot_be_read_are_named() {
    let place = Place::new();
    place.run(&["check", "--env-file", "missing.env"]).failed(
        1,
        "error: missing.env cannot be read: check its path and permissions (No such file or directory (os error 2)).",
    );
    place.write("broken.env", "PORT=3000\nVESTIBULE_SECRET 'hidden value\n");
    let ran = place.run(&["check", "--env-file", "broken.env"]);
    ran.failed(1, "error: broken.env has no NAME=value in its entry 2: write it so, with '…' around spaces.");
}

#[test]
fn secrets_are_not_printed() {
    let secret = "qvL1xZ0m8TtJw5nB3yHc7RkPd2sGf6Ue9aXoIiVbN4M";
    let ran = Place::new().set("VESTIBULE_SECRET", secret).run(&["check"]);
    assert_eq!(ran.code, 0);
    assert!(!ran.stdout.contains(secret), "{}", ran.stdout);
}

#[test]
fn the_state_of_the_database_is_told() {
    let place = Place::new();
    let state = |place: &Place| effective(place, &[], "database");
    place.create("maren", &[]);
    assert_eq!(state(&place), "answers; up to date; the secret opens its keys");
    assert_eq!(place.run(&["migrate", "down"]).code, 0);
    assert!(state(&place).ends_with("pending, which the next start applies"), "{}", state(&place));
}

#[test]
fn a_secret_that_does_not_open_the_stored_keys_is_refused() {
    let place = Place::new();
    place.create("maren", &[]);
    let ran = place.set("VESTIBULE_SECRET", "qvL1xZ0m8TtJw5nB3yHc7RkPd2sGf6Ue9aXoIiVbN4M").run(&["check"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.starts_with("error: the secret does not open the signing keys"), "{}", ran.stderr);
}

mod sqlite {
    use super::*;

    #[test]
    fn in_an_empty_directory_all_is_well_and_no_database_is_made() {
        let place = Place::on_sqlite();
        let ran = place.run(&["check"]);
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
        assert!(ran.stdout.contains("DATABASE_URL                   sqlite://./data/vestibule.db\n"), "{}", ran.stdout);
        assert!(ran.stdout.contains("not there yet: the first start makes it\n"), "{}", ran.stdout);
        assert!(ran.stdout.ends_with("All is well.\n"));
        assert!(!place.path("data/vestibule.db").exists());
    }

    #[test]
    fn a_file_that_is_no_database_is_refused() {
        let place = Place::on_sqlite().set("DATABASE_URL", "sqlite://notes.txt");
        place.write("notes.txt", &"not a database ".repeat(1000));
        let ran = place.run(&["check"]);
        assert_eq!((ran.code, ran.stdout.as_str()), (1, ""));
        assert!(ran.stderr.contains("file is not a database"), "{}", ran.stderr);
    }
}

#[test]
fn a_database_that_does_not_answer_is_told_with_the_variable_that_names_it() {
    let port = crate::port::free_port();
    let place = Place::on_postgres(&format!("postgres://maren:quiet-lantern@127.0.0.1:{port}/vestibule"));
    for command in [&["check"][..], &["serve"], &["migrate", "status"], &["user", "show", "maren"]] {
        let ran = place.run(command);
        let told = "error: the database does not answer: check DATABASE_URL, and whether its server runs (";
        assert!(ran.code == 1 && ran.stderr.starts_with(told), "{command:?}: {ran:?}");
        assert!(!ran.stderr.contains("quiet-lantern"), "{}", ran.stderr);
    }
}
