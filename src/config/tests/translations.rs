//! The settings of one language.

use super::*;

const BASE: (&str, &str) = ("VESTIBULE_BASE_URL", "https://accounts.example.org");

#[test]
fn every_language_but_english_has_settings_that_are_known() {
    let config = load(&[SECRET]).unwrap();
    let of: Vec<_> = config.translations.iter().map(|own| own.language).collect();
    assert_eq!([&[Language::English][..], &of[..]].concat(), Language::ALL);
    for (name, value) in config.translations.iter().flat_map(|own| own.settings()) {
        assert!(VARIABLES.contains(&name.as_str()) && value.is_none(), "{name}");
    }
}

#[test]
fn a_setting_of_a_language_replaces_the_one_for_all() {
    let config = load(&[
        SECRET,
        BASE,
        ("VESTIBULE_NAME", "Example"),
        ("VESTIBULE_NAME_DE", " Beispiel "),
        ("VESTIBULE_TERMS_URL", "/terms"),
        ("VESTIBULE_TERMS_URL_DE", "/agb"),
        ("VESTIBULE_PRIVACY_URL", "https://www.example.org/privacy"),
        ("VESTIBULE_SUPPORT_EMAIL_DE", "hilfe@example.org"),
    ]);
    let config = config.unwrap();
    let seen = |language| {
        let look = config.look_in(language);
        let links = [look.terms_url, look.privacy_url, look.support_email].map(Option::unwrap_or_default);
        (config.name_in(language).as_str().to_owned(), config.mail_from_in(language).to_string(), links)
    };
    let owned = |links: [&str; 3]| links.map(str::to_owned);
    let (terms, privacy) = ("https://accounts.example.org/terms", "https://www.example.org/privacy");
    let english = ("Example".to_owned(), "Example <no-reply@localhost>".to_owned(), owned([terms, privacy, ""]));
    assert_eq!(seen(Language::English), english);
    let links = owned(["https://accounts.example.org/agb", privacy, "hilfe@example.org"]);
    assert_eq!(seen(Language::German), ("Beispiel".to_owned(), "Beispiel <no-reply@localhost>".to_owned(), links));
}

#[test]
fn without_settings_of_its_own_a_language_has_those_of_all() {
    let config = load(&[SECRET, ("VESTIBULE_NAME", "Example"), ("VESTIBULE_TERMS_URL", "/terms")]).unwrap();
    assert_eq!(config.name_in(Language::German), &config.name);
    assert_eq!(config.mail_from_in(Language::German), &config.mail_from);
    assert_eq!(config.look_in(Language::German).terms_url, config.look.terms_url);
    assert!(load(&[SECRET, ("VESTIBULE_NAME_DE", "")]).unwrap().name_in(Language::German).is_default());
}

#[test]
fn a_sender_with_a_name_keeps_it_in_every_language() {
    let sender = ("VESTIBULE_MAIL_FROM", "Accounts <a@example.org>");
    let config = load(&[SECRET, sender, ("VESTIBULE_NAME_DE", "Beispiel")]).unwrap();
    assert_eq!(config.mail_from_in(Language::German).to_string(), "Accounts <a@example.org>");
    assert_eq!(config.mail_from_in(Language::German), &config.mail_from);
}

#[test]
fn a_mistake_names_the_setting_of_the_language() {
    for (name, value, fix) in [
        ("VESTIBULE_NAME_DE", "Bei\u{202e}spiel", "use at most 60 visible characters, without line breaks."),
        (
            "VESTIBULE_TERMS_URL_DE",
            "agb",
            "use a URL such as https://www.example.org/terms, or a path on this origin such as /terms.",
        ),
        ("VESTIBULE_SUPPORT_EMAIL_DE", "example.org", "use an email address, such as help@example.org."),
    ] {
        let error = load(&[SECRET, (name, value)]).unwrap_err().to_string();
        assert_eq!(error, format!("{name} is `{value}`: {fix}"));
    }
    // Those without an ending are the English ones.
    let error = load(&[SECRET, ("VESTIBULE_NAME_EN", "Example")]).unwrap_err().to_string();
    assert!(error.starts_with("unknown settings: VESTIBULE_NAME_EN (did you mean VESTIBULE_NAME_DE?)."), "{error}");
}
