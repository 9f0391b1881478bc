//! The configuration, loaded from plain values.

#[cfg(unix)]
mod files;
mod invalid_values;
mod look;
mod translations;
mod values;
mod warnings;

use super::*;
use crate::entropy::SystemEntropy;
use std::path::Path;
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
fn replicas_listen_or_poll() {
    for (value, expected) in
        [("", Notifications::Listen), ("listen", Notifications::Listen), ("poll", Notifications::Poll)]
    {
        assert_eq!(load(&[SECRET, ("VESTIBULE_NOTIFICATIONS", value)]).unwrap().notifications, expected, "{value}");
    }
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

const WARN: (&str, &str) = ("VESTIBULE_UNKNOWN_SETTINGS", "warn");

#[test]
fn a_misspelt_variable_is_an_error_that_names_the_most_similar_one() {
    for (name, suggestion) in [
        ("VESTIBULE_REGISTRATOIN", " (did you mean VESTIBULE_REGISTRATION?)"),
        ("VESTIBULE_TRUSTED_PROXY", " (did you mean VESTIBULE_TRUSTED_PROXIES?)"),
        ("VESTIBULE_PROT", " (did you mean PORT?)"),
        ("VESTIBULE_PORT", " (did you mean PORT?)"),
        ("VESTIBULE_DATABASE_URL", " (did you mean DATABASE_URL?)"),
        ("VESTIBULE_OF_ANOTHER_VERSION", ""),
        ("VESTIBULE_", ""),
    ] {
        let error = load(&[SECRET, (name, "hidden")]).unwrap_err().to_string();
        let expected = format!("unknown settings: {name}{suggestion}. Correct or unset them. ");
        assert!(error.starts_with(&expected) && error.contains("VESTIBULE_UNKNOWN_SETTINGS=warn"), "{error}");
        assert!(!error.contains("hidden"), "{error}");
    }
}

#[test]
fn all_unknown_variables_are_named_before_other_errors() {
    let unknown = [("VESTIBULE_PROT", "1"), ("VESTIBULE_OTHER", "1"), ("VESTIBULE_EMPTY", " ")];
    let error = load(&[&[SECRET, ("PORT", "x")][..], &unknown].concat()).unwrap_err().to_string();
    let lines: Vec<_> = error.lines().collect();
    assert_eq!((lines.len(), lines[0]), (3, "2 mistakes:"), "{error}");
    let unknown = "  unknown settings: VESTIBULE_OTHER, VESTIBULE_PROT (did you mean PORT?). ";
    assert!(lines[1].starts_with(unknown) && lines[2].starts_with("  PORT is `x`: "), "{error}");
}

#[test]
fn all_mistakes_are_named_at_once_each_once_and_nothing_is_written() {
    let directory = TempDir::new().unwrap();
    let values = [
        // A lifetime that three others depend on.
        ("VESTIBULE_SESSION_MAX", "a week"),
        ("VESTIBULE_BASE_URL", "accounts.example.org"),
        // Two parts of one thing.
        ("VESTIBULE_PRIVACY_URL", "privacy"),
        ("VESTIBULE_SUPPORT_EMAIL", "nobody"),
        ("SMTP_URL", "mail.example.org"),
    ];
    let error = load_in(&directory, &values).unwrap_err().to_string();
    let lines: Vec<_> = error.lines().collect();
    assert_eq!(lines[0], "5 mistakes:", "{error}");
    for (name, _) in values {
        assert_eq!(lines.iter().filter(|line| line.starts_with(&format!("  {name} "))).count(), 1, "{name}: {error}");
    }
    assert!(!directory.path().join("data").exists());
}

#[test]
fn they_can_be_reduced_to_warnings() {
    let config = load(&[SECRET, WARN, ("VESTIBULE_PROT", "hidden")]).unwrap();
    let warnings = ["unknown setting VESTIBULE_PROT (did you mean PORT?): it has no effect."];
    assert_eq!(config.unknown_settings.warnings(), warnings);
    assert_eq!(config.warnings(), warnings);
    assert!(load(&[SECRET, WARN]).unwrap().warnings().is_empty());
    let refused = load(&[SECRET, ("VESTIBULE_UNKNOWN_SETTINGS", ""), ("VESTIBULE_PROT", "1")]);
    assert!(refused.unwrap_err().to_string().starts_with("unknown settings: "), "empty is not set");
}

#[test]
fn variables_that_other_programs_use_are_permitted() {
    for (name, value) in [
        ("VESTIBULE_BIN", "target/release/vestibule"),
        ("VESTIBULE_URL", "https://accounts.example.org"),
        ("VESTIBULE_TOKEN", "a-token"),
        // As Kubernetes describes the services `vestibule` and `vestibule-web`.
        ("VESTIBULE_SERVICE_HOST", "10.0.0.1"),
        ("VESTIBULE_SERVICE_PORT", "3000"),
        ("VESTIBULE_SERVICE_PORT_HTTP", "3000"),
        ("VESTIBULE_PORT", "tcp://10.0.0.1:3000"),
        ("VESTIBULE_PORT_3000_TCP", "tcp://10.0.0.1:3000"),
        ("VESTIBULE_PORT_3000_TCP_PROTO", "tcp"),
        ("VESTIBULE_PORT_3000_TCP_PORT", "3000"),
        ("VESTIBULE_PORT_3000_TCP_ADDR", "10.0.0.1"),
        ("VESTIBULE_WEB_SERVICE_HOST", "10.0.0.2"),
        ("VESTIBULE_WEB_PORT", "udp://10.0.0.2:3000"),
    ] {
        let config = load(&[SECRET, (name, value)]);
        assert_eq!(config.map(|config| config.warnings()), Ok(Vec::new()), "{name}={value}");
    }
    for name in ["VESTIBULE_PORT", "VESTIBULE_SERVICE", "VESTIBULE_PORT_HTTP"] {
        assert!(load(&[SECRET, (name, "3000")]).is_err(), "{name}");
    }
}

#[test]
fn test_mode_refuses_them_as_well() {
    let folder = TempDir::new().unwrap();
    let listen = SocketAddr::from(([127, 0, 0, 1], 4000));
    let load = |values: &[(&str, &str)]| {
        Config::load_for_test_mode(Source::of(values), listen, folder.path(), &SystemEntropy)
            .map(|config| config.warnings())
    };
    let error = load(&[("VESTIBULE_ACCES_TTL", "5m")]).unwrap_err().to_string();
    assert!(
        error.starts_with("unknown settings: VESTIBULE_ACCES_TTL (did you mean VESTIBULE_ACCESS_TTL?). "),
        "{error}"
    );
    assert_eq!(load(&[WARN, ("VESTIBULE_ACCES_TTL", "5m")]).map(|warnings| warnings.len()), Ok(1));
}

fn load_for_test_mode(folder: &Path, values: &[(&str, &str)]) -> Result<Config, ConfigError> {
    let listen = SocketAddr::from(([127, 0, 0, 1], 4000));
    Config::load_for_test_mode(Source::of(values), listen, folder, &SystemEntropy)
}

#[test]
fn a_server_in_test_mode_can_be_called_localhost_so_that_browsers_have_passkeys() {
    let folder = TempDir::new().unwrap();
    for (host, base_url) in [("localhost", "http://localhost:4000"), ("127.0.0.1", "http://127.0.0.1:4000")] {
        let config = load_for_test_mode(folder.path(), &[("HOST", host)]).unwrap();
        assert_eq!(config.base_url, base_url);
    }
    assert_eq!(load_for_test_mode(folder.path(), &[]).unwrap().base_url, "http://127.0.0.1:4000");
}

#[test]
fn requests_of_a_server_in_test_mode_may_go_to_the_same_machine() {
    let folder = TempDir::new().unwrap();
    let networks =
        |values: &[(&str, &str)]| format!("{:?}", load_for_test_mode(folder.path(), values).unwrap().outbound.private);
    assert_eq!(networks(&[]), "[127.0.0.0/8, ::1/128]");
    assert_eq!(networks(&[("VESTIBULE_OUTBOUND_PRIVATE", "10.0.0.0/8")]), "[10.0.0.0/8]");
    assert!(load(&[SECRET]).unwrap().outbound.private.is_empty());
}

#[test]
fn variables_that_name_an_installation_are_ignored() {
    let folder = TempDir::new().unwrap();
    let config = load_for_test_mode(
        folder.path(),
        &[
            SECRET,
            ("VESTIBULE_SECRET_PREVIOUS", "too short"),
            ("DATABASE_URL", "postgres://u@db/v"),
            ("DATABASE_URL_FILE", "/nowhere"),
            ("DATABASE_DIRECT_URL", "postgres://u@db/v"),
            ("DATABASE_READ_URL", "postgres://u@standby/v"),
            ("VESTIBULE_DATA_DIR", "/nowhere"),
            ("VESTIBULE_BASE_URL", "https://accounts.example.org"),
            ("RENDER_EXTERNAL_URL", "https://accounts.example.org"),
            ("SMTP_URL", "smtp://mail.example.org"),
            ("SMTP_USERNAME", "without a password"),
            ("VESTIBULE_APPLICATIONS", "/nowhere"),
            ("VESTIBULE_GITHUB_CLIENT_ID", "without a secret"),
            ("VESTIBULE_HOME_URL", "https://www.example.org/"),
        ],
    );
    let config = config.unwrap();
    assert!(config.test_mode);
    assert_eq!(config.database_url.sqlite_file(), Some(folder.path().join("vestibule.db")));
    assert_eq!((config.data_dir.as_path(), config.base_url.as_str()), (folder.path(), "http://127.0.0.1:4000"));
    assert!(config.smtp.is_none() && config.previous_secret.is_none() && config.database_read_urls.is_empty());
    assert!(config.applications_file.is_none() && config.home_url.is_none());
    assert_ne!(config.secret.expose(), SECRET.1.as_bytes());
}

#[test]
fn other_settings_apply_and_strict_registration_needs_no_mail_server() {
    let folder = TempDir::new().unwrap();
    let values = [("VESTIBULE_REGISTRATION_PRIVACY", "strict"), ("VESTIBULE_ACCESS_TTL", "5m")];
    let config = load_for_test_mode(folder.path(), &values).unwrap();
    assert!(config.strict_registration_privacy);
    assert_eq!(config.access_ttl, Duration::from_secs(5 * 60));
}

#[test]
fn sign_ins_are_not_limited() {
    let folder = TempDir::new().unwrap();
    let config = load_for_test_mode(folder.path(), &[("VESTIBULE_RATE_LIMITS", "sign-in=3/h,file=9/h")]).unwrap();
    assert!(config.rate_limits.to_string().contains("sign-in=1000000/s,"), "{}", config.rate_limits);
    assert!(config.rate_limits.to_string().contains("file=9/h"));
}

#[test]
fn it_listens_on_loopback_addresses_only_and_on_any_port() {
    let listen = |values: &[(&str, &str)]| {
        listen_in_test_mode(&Source::of(values)).map_or_else(|error| error.to_string(), |address| address.to_string())
    };
    assert_eq!(listen(&[]), "127.0.0.1:0");
    assert_eq!(listen(&[("HOST", "::1"), ("PORT", "4000")]), "[::1]:4000");
    for host in ["0.0.0.0", "::", "192.0.2.1"] {
        let error = listen(&[("HOST", host)]);
        assert!(error.starts_with(&format!("HOST is `{host}`: use a loopback address")), "{error}");
    }
}
