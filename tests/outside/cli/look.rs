//! The settings of the look, and `vestibule mail templates`.

use crate::support::{Place, Server};
use serde_json::{Value, json};
use std::fs;
use vestibule::language::Language;

const BRIGHT: &str = "error: VESTIBULE_ACCENT is `ffd400`: use a darker colour, such as ";

#[test]
fn check_prints_the_look_with_the_derived_accent() {
    let place = Place::new().set("VESTIBULE_ACCENT", "#0B5FFF").set("VESTIBULE_TERMS_URL", "/terms");
    let checked = place.run(&["check", "--json"]).json();
    assert_eq!(checked["VESTIBULE_ACCENT"], json!("0b5fff"));
    assert!(checked["VESTIBULE_ACCENT_DARK"].is_string(), "{checked}");
    assert_eq!(checked["VESTIBULE_TERMS_URL"], json!("http://localhost:3000/terms"));
    assert_eq!(checked["VESTIBULE_LOGO"], Value::Null);
}

#[test]
fn a_look_with_a_mistake_stops_check_and_start() {
    let place = Place::new().set("VESTIBULE_ACCENT", "ffd400");
    for command in [&["check"][..], &["serve"], &["serve", "--ephemeral"]] {
        let ran = place.run(command);
        assert!(ran.code == 1 && ran.stderr.starts_with(BRIGHT), "{command:?}: {ran:?}");
    }
}

#[test]
fn texts_are_written_once_and_those_that_are_changed_are_sent() {
    let place = Place::new();
    let written = place.run(&["mail", "templates", "texts"]);
    assert_eq!(written.code, 0, "{written:?}");
    for file in ["en/test.txt", "en/layout.txt", "de/test.txt", "de/layout.txt"] {
        assert!(written.stdout.contains(&format!("written: texts/{file}\n")), "{}", written.stdout);
    }
    assert!(written.stdout.ends_with("and set VESTIBULE_MAIL_TEMPLATES=texts.\n"), "{}", written.stdout);
    place.write("texts/en/test.txt", "Subject: Does it arrive?\n\nA message of {installation} & <b>friends</b>.\n");
    let again = place.run(&["mail", "templates", "texts"]);
    assert!(again.stdout.contains("kept: texts/en/test.txt\n") && !again.stdout.contains("written: "), "{again:?}");

    let place = place.set("VESTIBULE_MAIL_TEMPLATES", "texts");
    let ran = place.run(&["mail", "test", "maren@example.org"]);
    let path = ran.stdout.lines().find_map(|line| line.strip_prefix("written to ")).expect("a file");
    // Quoted-printable may break a line.
    let message = fs::read_to_string(place.path(path)).expect("a message").replace("=\r\n", "");
    for part in [
        "Subject: Does it arrive?\r\n",
        "A message of Vestibule & <b>friends</b>.",
        "A message of Vestibule &amp; &lt;b&gt;friends&lt;/b&gt;.",
    ] {
        assert!(message.contains(part), "{part} is not in {message}");
    }
    assert_eq!(Server::start(&place).stop().code, 0);
}

#[test]
fn a_text_with_a_mistake_stops_check_and_start_and_can_be_written_again() {
    let place = Place::new().set("VESTIBULE_MAIL_TEMPLATES", "texts");
    let missing = place.run(&["check"]);
    assert_eq!(missing.code, 1);
    assert!(missing.stderr.starts_with("error: VESTIBULE_MAIL_TEMPLATES: texts: use the path of a "), "{missing:?}");
    assert_eq!(place.run(&["mail", "templates", "texts"]).code, 0, "needs no valid settings");
    place.write("texts/en/invitation.txt", "Subject: Welcome\n\n[Begin]({link})\n\nWithin {lifetim}.\n");
    let message = "error: VESTIBULE_MAIL_TEMPLATES: texts/en/invitation.txt, line 5: {lifetim} is no placeholder here: use \
                   {installation}, {link}, {lifetime}.";
    for command in [&["check"][..], &["serve"], &["mail", "test", "maren@example.org"]] {
        let ran = place.run(command);
        assert!(ran.code == 1 && ran.stderr.trim_end().ends_with(message), "{command:?}: {ran:?}");
    }
}

#[test]
fn a_text_of_another_language_has_its_folder_and_needs_its_link() {
    let place = Place::new().set("VESTIBULE_MAIL_TEMPLATES", "texts");
    for folder in ["texts/de", "texts/qaa"] {
        fs::create_dir_all(place.path(folder)).expect("a folder");
    }
    let refused = |message: &str| {
        let ran = place.run(&["check"]);
        let message = format!("error: VESTIBULE_MAIL_TEMPLATES: {message}");
        assert!(ran.code == 1 && ran.stderr.trim_end().ends_with(&message), "{ran:?}");
    };
    let folders = Language::ALL.map(|language| format!("`{language}`")).join(" or ");
    refused(&format!("texts/qaa: put texts into the folder of their language: {folders}."));
    fs::remove_dir(place.path("texts/qaa")).expect("an empty folder");
    place.write("texts/de/invitation.txt", "Subject: Willkommen\n\nInnerhalb von {lifetime}.\n");
    refused("texts/de/invitation.txt, line 3: the text ends without {link}: add it.");
    place.write("texts/de/invitation.txt", "Subject: Willkommen\n\n[Los]({link})\n\nInnerhalb von {lifetime}.\n");
    assert_eq!(place.run(&["check"]).code, 0);
}

#[test]
fn check_prints_what_differs_in_a_language() {
    let place = Place::new().set("VESTIBULE_NAME_DE", "Beispiel").set("VESTIBULE_TERMS_URL_DE", "/agb");
    let checked = place.run(&["check", "--json"]).json();
    assert_eq!((&checked["VESTIBULE_NAME"], &checked["VESTIBULE_NAME_DE"]), (&json!("Vestibule"), &json!("Beispiel")));
    assert_eq!(checked["VESTIBULE_TERMS_URL_DE"], json!("http://localhost:3000/agb"));
    assert_eq!(checked["VESTIBULE_SUPPORT_EMAIL_DE"], Value::Null);
}
