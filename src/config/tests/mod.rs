//! The configuration, loaded from plain values.

mod accepted;
#[cfg(unix)]
mod files;
mod rejected;
mod test_mode;
mod unknown;
mod warnings;

use super::*;
use crate::entropy::SystemEntropy;
use tempfile::TempDir;

const SECRET: (&str, &str) = ("VESTIBULE_SECRET", "qvL1xZ0m8TtJw5nB3yHc7RkPd2sGf6Ue9aXoIiVbN4M");

/// Loads with these values and a data directory of their own.
fn load(values: &[(&str, &str)]) -> Result<Config, ConfigError> {
    let directory = TempDir::new().unwrap();
    load_in(&directory, values)
}

fn load_in(directory: &TempDir, values: &[(&str, &str)]) -> Result<Config, ConfigError> {
    let data_dir = directory.path().join("data");
    let mut all = vec![("VESTIBULE_DATA_DIR", data_dir.to_str().unwrap())];
    all.extend_from_slice(values);
    Config::load(&Source::of(&all), Database::ExistingOrNew, &SystemEntropy)
}

#[test]
fn guessable_secrets_are_rejected() {
    let fix = "replace it with the output of `vestibule secret`.";
    for (value, reason) in [
        ("", "is empty"),
        ("   ", "is empty"),
        ("qvL1xZ0m8TtJw5nB3yHc7RkPd2sGf6U", "is shorter than 32 bytes"),
        ("changeme", "is shorter than 32 bytes"),
        ("changeme-changeme-changeme-changeme", "looks like a sample value"),
        ("Replace-this-with-32-random-bytes!!", "looks like a sample value"),
        ("your-secret-here-your-secret-here-0", "looks like a sample value"),
        ("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "has too few different characters"),
        ("abcabcabcabcabcabcabcabcabcabcabcabcabca", "has too few different characters"),
    ] {
        let error = load(&[("VESTIBULE_SECRET", value)]).unwrap_err();
        assert_eq!(error.to_string(), format!("VESTIBULE_SECRET {reason}: {fix}"), "{value}");
    }
    assert_eq!(load(&[SECRET]).unwrap().secret.expose(), SECRET.1.as_bytes());
}

#[test]
fn a_token_for_metrics_that_can_be_guessed_or_cannot_be_sent_is_rejected() {
    let name = "VESTIBULE_METRICS_TOKEN";
    let fix = "replace it with the output of `vestibule secret`, or unset it.";
    for (value, reason) in [
        ("", "is shorter than 16 characters"),
        ("hidden-15-chars", "is shorter than 16 characters"),
        ("hidden with spaces", "has characters other than letters, digits and -._~+/="),
        ("hidden-token-with-ü", "has characters other than letters, digits and -._~+/="),
    ] {
        let error = load(&[SECRET, (name, value)]).unwrap_err();
        assert_eq!(error.to_string(), format!("{name} {reason}: {fix}"), "{value}");
    }
    let config = load(&[SECRET, (name, "hidden-16-chars.")]).unwrap();
    assert_eq!(config.metrics_token.as_ref().unwrap().expose(), "hidden-16-chars.");
    assert!(!format!("{config:?}").contains("hidden"));
    assert!(load(&[SECRET]).unwrap().metrics_token.is_none());
}

#[test]
fn a_base_url_of_this_machine_is_recognized() {
    for (url, expected) in [
        ("http://localhost:3000", true),
        ("http://app.localhost", true),
        ("https://127.0.0.1", true),
        ("http://[::1]:3000", true),
        ("https://localhost.example.org", false),
        ("https://192.168.0.10", false),
        ("https://accounts.example.org", false),
    ] {
        assert_eq!(load(&[SECRET, ("VESTIBULE_BASE_URL", url)]).unwrap().is_loopback(), expected, "{url}");
    }
}

#[test]
fn no_error_and_no_debug_output_shows_a_secret() {
    let config = load(&[SECRET, ("DATABASE_URL", "postgres://u:hidden@db/v")]).unwrap();
    let shown = format!("{config:?} {}", config.database_url);
    assert!(!shown.contains(SECRET.1) && !shown.contains("hidden"), "{shown}");
    let error = load(&[("VESTIBULE_SECRET", "example-of-a-secret-that-was-typed-in")]).unwrap_err();
    assert!(!format!("{error:?}").contains("typed"));
}

#[test]
fn characters_of_the_data_directory_are_escaped_in_the_database_url() {
    let directory = TempDir::new().unwrap();
    let data = directory.path().join("what? 100%");
    let config = Config::load(
        &Source::of(&[("VESTIBULE_DATA_DIR", data.to_str().unwrap())]),
        Database::ExistingOrNew,
        &SystemEntropy,
    )
    .unwrap();
    assert!(config.database_url.expose().ends_with("/what%3F 100%25/vestibule.db"), "{}", config.database_url);
    assert_eq!(config.database_url.sqlite_file(), Some(data.join("vestibule.db")));
}

#[test]
fn env_example_lists_exactly_the_known_variables_commented_out() {
    let example = include_str!("../../../.env.example");
    let mut listed = Vec::new();
    for line in example.lines().filter(|line| !line.is_empty()) {
        let text = line.strip_prefix('#').unwrap_or_else(|| panic!("not commented out: {line}"));
        if let Some((name, _)) = text.split_once('=').filter(|_| !text.starts_with(' ')) {
            listed.push(name);
        }
    }
    listed.sort_unstable();
    let mut known = VARIABLES.to_vec();
    known.sort_unstable();
    assert_eq!(listed, known);
}

#[test]
fn env_example_contains_valid_values() {
    let example = include_str!("../../../.env.example");
    let values = example.lines().filter_map(|line| line.strip_prefix('#')?.split_once('='));
    // Values with spaces are quoted, as in a shell.
    let values = values.map(|(name, value)| (name, value.trim_matches('\'')));
    let values = values.filter(|(name, value)| VARIABLES.contains(name) && !value.is_empty());
    let values: Vec<_> = values.filter(|(name, _)| *name != "VESTIBULE_DATA_DIR").collect();
    assert!(values.len() > 10);
    load(&values).unwrap();
}
