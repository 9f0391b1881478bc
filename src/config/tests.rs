//! A table of what may be set, and of what may not, with the sentence that says so.

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
    Config::load(&Source::of(&all), &SystemEntropy)
}

#[test]
fn with_nothing_set_the_defaults_of_the_contract_hold() {
    let directory = TempDir::new().unwrap();
    let config = load_in(&directory, &[]).unwrap();
    assert_eq!(config.environment, Environment::Production);
    assert_eq!(config.listen.to_string(), "127.0.0.1:3000");
    assert_eq!(config.base_url, "http://localhost:3000");
    assert_eq!(config.database_url, format!("sqlite://{}/data/vestibule.db", directory.path().display()));
    assert!(config.registration_open && config.rate_limit && !config.is_https());
    assert_eq!(config.password_rules.min_length, 8);
    assert_eq!(config.argon2, Argon2Cost { memory: 19_456, iterations: 2, parallelism: 1 });
    let days = |days: u64| Duration::from_secs(days * 24 * 60 * 60);
    assert_eq!(config.access_ttl, Duration::from_secs(15 * 60));
    assert_eq!((config.refresh_ttl, config.session_max), (days(14), days(30)));
    assert!(config.trusted_proxies.is_empty() && config.cors_origins.is_empty() && config.log.is_none());
}

/// Loads with one value, and shows what came of it.
fn seen(name: &str, value: &str, look: fn(&Config) -> String) -> String {
    load(&[SECRET, (name, value)]).map_or_else(|error| error.to_string(), |config| look(&config))
}

#[test]
fn good_values_mean_what_they_say() {
    let cases: &[(&str, &str, fn(&Config) -> String, &str)] = &[
        ("VESTIBULE_ENV", "development", |c| c.environment.as_str().to_owned(), "development"),
        ("HOST", "0.0.0.0", |c| c.listen.to_string(), "0.0.0.0:3000"),
        ("HOST", "localhost", |c| c.listen.to_string(), "127.0.0.1:3000"),
        ("HOST", "::", |c| c.listen.to_string(), "[::]:3000"),
        ("HOST", "[::1]", |c| c.listen.to_string(), "[::1]:3000"),
        ("PORT", "8080", |c| format!("{} {}", c.listen, c.base_url), "127.0.0.1:8080 http://localhost:8080"),
        ("PORT", "", |c| c.listen.to_string(), "127.0.0.1:3000"),
        ("DATABASE_URL", "sqlite://relative.db", |c| c.database_url.clone(), "sqlite://relative.db"),
        ("DATABASE_URL", "sqlite:///var/a.db", |c| c.database_url.clone(), "sqlite:///var/a.db"),
        ("VESTIBULE_BASE_URL", "https://Accounts.Example.org/", |c| c.base_url.clone(), "https://accounts.example.org"),
        ("VESTIBULE_BASE_URL", "https://a.example:443", |c| c.base_url.clone(), "https://a.example"),
        ("VESTIBULE_BASE_URL", "https://a.example:8443", |c| c.base_url.clone(), "https://a.example:8443"),
        ("VESTIBULE_BASE_URL", "https://bücher.example", |c| c.base_url.clone(), "https://xn--bcher-kva.example"),
        ("VESTIBULE_BASE_URL", "http://127.0.0.1:3000", |c| c.base_url.clone(), "http://127.0.0.1:3000"),
        ("VESTIBULE_BASE_URL", "http://[::1]:3000", |c| c.base_url.clone(), "http://[::1]:3000"),
        ("VESTIBULE_BASE_URL", "http://app.localhost", |c| c.base_url.clone(), "http://app.localhost"),
        ("RENDER_EXTERNAL_URL", "https://x.onrender.com", |c| c.base_url.clone(), "https://x.onrender.com"),
        ("VESTIBULE_REGISTRATION", "closed", |c| c.registration_open.to_string(), "false"),
        ("VESTIBULE_REGISTRATION_PRIVACY", "conventional", |c| c.registration_open.to_string(), "true"),
        ("VESTIBULE_PASSWORD_MIN_LENGTH", "15", |c| c.password_rules.min_length.to_string(), "15"),
        ("VESTIBULE_PASSWORD_MIN_LENGTH", "64", |c| c.password_rules.min_length.to_string(), "64"),
        ("VESTIBULE_ARGON2", "t=3", |c| format!("{:?}", c.argon2), "Argon2Cost { memory: 19456, iterations: 3, parallelism: 1 }"),
        ("VESTIBULE_ARGON2", "p=2, m=65536, t=2", |c| format!("{:?}", c.argon2), "Argon2Cost { memory: 65536, iterations: 2, parallelism: 2 }"),
        ("VESTIBULE_ACCESS_TTL", "90s", |c| format!("{:?}", c.access_ttl), "90s"),
        ("VESTIBULE_REFRESH_TTL", "5s", |c| format!("{:?} {:?}", c.access_ttl, c.refresh_ttl), "5s 5s"),
        ("VESTIBULE_SESSION_MAX", "2m", |c| format!("{:?} {:?} {:?}", c.access_ttl, c.refresh_ttl, c.session_max), "120s 120s 120s"),
        ("VESTIBULE_RATE_LIMIT", "off", |c| c.rate_limit.to_string(), "false"),
        ("VESTIBULE_TRUSTED_PROXIES", "10.1.2.3/8, ::1", |c| format!("{:?}", c.trusted_proxies), "[10.0.0.0/8, ::1/128]"),
        ("VESTIBULE_CORS_ORIGINS", "https://a.example, http://localhost:5173/", |c| c.cors_origins.join(" "), "https://a.example http://localhost:5173"),
        ("VESTIBULE_LOG", "info,sqlx=debug", |c| c.log.clone().unwrap_or_default(), "info,sqlx=debug"),
    ];
    for (name, value, look, expected) in cases {
        assert_eq!(seen(name, value, *look), *expected, "{name}={value}");
    }
}

#[test]
fn unsafe_values_stop_the_start_with_a_sentence_that_says_the_mend() {
    let url = "make it the address people open, such as https://accounts.example.org, without path or query.";
    let https = "make it https, for plain http would show everyone's passwords to the network.";
    let sqlite = "DATABASE_URL does not name an SQLite file: write sqlite://relative.db or sqlite:///absolute.db.";
    let later = "DATABASE_URL names PostgreSQL, which comes with a later version: name an SQLite file, such as sqlite://data/vestibule.db.";
    let networks = "list networks such as 10.0.0.0/8 or 127.0.0.1, with commas between them.";
    let origins = "list origins such as https://app.example.org, with commas between them and without * or paths.";
    let cases: &[(&str, &str, &str)] = &[
        ("VESTIBULE_ENV", "staging", "make it production or development."),
        ("HOST", "example.org", "make it the address to listen at, such as 127.0.0.1 or 0.0.0.0."),
        ("PORT", "65536", "make it a number up to 65535."),
        ("PORT", "http", "make it a number up to 65535."),
        ("DATABASE_URL", "postgres://u:hidden@db/v", later),
        ("DATABASE_URL", "postgresql://db/v", later),
        ("DATABASE_URL", "mysql://u:hidden@db/v", sqlite),
        ("DATABASE_URL", "vestibule.db", sqlite),
        ("DATABASE_URL", "sqlite://", sqlite),
        ("DATABASE_URL", "sqlite::memory:", sqlite),
        ("DATABASE_URL", "sqlite://a.db?mode=memory", sqlite),
        ("VESTIBULE_BASE_URL", "accounts.example.org", url),
        ("VESTIBULE_BASE_URL", "ftp://example.org", url),
        ("VESTIBULE_BASE_URL", "https://example.org/accounts", url),
        ("VESTIBULE_BASE_URL", "https://example.org?", url),
        ("VESTIBULE_BASE_URL", "https://example.org/#top", url),
        ("VESTIBULE_BASE_URL", "https://user@example.org", url),
        ("VESTIBULE_BASE_URL", "http://example.org", https),
        ("VESTIBULE_BASE_URL", "http://192.168.0.10", https),
        ("VESTIBULE_BASE_URL", "http://localhost.example.org", https),
        ("RENDER_EXTERNAL_URL", "http://x.onrender.com", https),
        ("VESTIBULE_REGISTRATION", "maybe", "make it open or closed."),
        ("VESTIBULE_REGISTRATION_PRIVACY", "strict", "leave it at conventional, for strict comes with mail, which this version cannot send."),
        ("VESTIBULE_REGISTRATION_PRIVACY", "none", "make it conventional."),
        ("VESTIBULE_PASSWORD_MIN_LENGTH", "7", "make it a number from 8 to 64."),
        ("VESTIBULE_PASSWORD_MIN_LENGTH", "65", "make it a number from 8 to 64."),
        ("VESTIBULE_ARGON2", "m=19455,t=2,p=1", "raise it to m=19456,t=2,p=1 or more."),
        ("VESTIBULE_ARGON2", "t=1", "raise it to m=19456,t=2,p=1 or more."),
        ("VESTIBULE_ARGON2", "p=0", "raise it to m=19456,t=2,p=1 or more."),
        ("VESTIBULE_ARGON2", "fast", "write it as m=19456,t=2,p=1."),
        ("VESTIBULE_ARGON2", "m=many", "write it as m=19456,t=2,p=1."),
        ("VESTIBULE_ARGON2", "t=1000", "lower it to at most 1 GiB of memory (m) and 4 GiB written (m times t), with p up to 64."),
        ("VESTIBULE_ACCESS_TTL", "16m", "make it a time from 1s to 15m, such as 90s, 15m or 14d."),
        ("VESTIBULE_ACCESS_TTL", "0s", "make it a time from 1s to 15m, such as 90s, 15m or 14d."),
        ("VESTIBULE_ACCESS_TTL", "15", "make it a time from 1s to 15m, such as 90s, 15m or 14d."),
        ("VESTIBULE_REFRESH_TTL", "31d", "make it a time from 1s to 30days, such as 90s, 15m or 14d."),
        ("VESTIBULE_SESSION_MAX", "31d", "make it a time from 1s to 30days, such as 90s, 15m or 14d."),
        ("VESTIBULE_RATE_LIMIT", "false", "make it on or off."),
        ("VESTIBULE_TRUSTED_PROXIES", "10.0.0.0/33", networks),
        ("VESTIBULE_TRUSTED_PROXIES", "proxy.internal", networks),
        ("VESTIBULE_TRUSTED_PROXIES", "::1, 0.0.0.0/0", "name your proxies' own networks, for this one lets everybody choose their address."),
        ("VESTIBULE_CORS_ORIGINS", "*", origins),
        ("VESTIBULE_CORS_ORIGINS", "https://*.example.org", origins),
        ("VESTIBULE_CORS_ORIGINS", "https://a.example/app", origins),
        ("VESTIBULE_CORS_ORIGINS", "https://a.example, null", origins),
        ("VESTIBULE_LOG", "info,sqlx=loud", "make it a level such as info, or a filter such as info,sqlx=debug."),
    ];
    for (name, value, sentence) in cases {
        let error = load(&[SECRET, (name, value)]).unwrap_err().to_string();
        let shown = format!("{name} is `{value}`: {sentence}");
        assert!(error == *sentence || error == shown, "{name}={value}: {error}");
        assert!(!error.contains("hidden"), "{error}");
    }
}

#[test]
fn a_part_may_not_outlive_the_whole() {
    let error = load(&[SECRET, ("VESTIBULE_SESSION_MAX", "1h"), ("VESTIBULE_REFRESH_TTL", "2h")]).unwrap_err();
    let sentence = "VESTIBULE_REFRESH_TTL is `2h`: make it a time from 1s to 1h, such as 90s, 15m or 14d.";
    assert_eq!(error.to_string(), sentence);
}

#[test]
fn the_base_url_comes_before_the_one_of_the_hosting_platform() {
    let urls = [("VESTIBULE_BASE_URL", "https://a.example"), ("RENDER_EXTERNAL_URL", "https://b.example")];
    assert_eq!(load(&[SECRET, urls[0], urls[1]]).unwrap().base_url, "https://a.example");
}

#[test]
fn secrets_that_someone_could_guess_are_refused() {
    let mend = "put the output of `vestibule secret` there.";
    for (value, what) in [
        ("", "is empty"),
        ("   ", "is empty"),
        ("qvL1xZ0m8TtJw5nB3yHc7RkPd2sGf6U", "is shorter than 32 bytes"),
        ("changeme", "is shorter than 32 bytes"),
        ("changeme-changeme-changeme-changeme", "looks like a sample"),
        ("Replace-this-with-32-random-bytes!!", "looks like a sample"),
        ("your-secret-here-your-secret-here-0", "looks like a sample"),
        ("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "repeats a few characters"),
        ("abcabcabcabcabcabcabcabcabcabcabcabcabca", "repeats a few characters"),
    ] {
        let error = load(&[("VESTIBULE_SECRET", value)]).unwrap_err();
        assert_eq!(error.to_string(), format!("VESTIBULE_SECRET {what}: {mend}"), "{value}");
    }
    assert_eq!(load(&[SECRET]).unwrap().secret.expose(), SECRET.1.as_bytes());
}

#[test]
fn no_error_and_no_debug_output_shows_a_secret() {
    let config = load(&[SECRET]).unwrap();
    assert!(!format!("{config:?}").contains(SECRET.1));
    let error = load(&[("VESTIBULE_SECRET", "example-of-a-secret-that-was-typed-in")]).unwrap_err();
    assert!(!format!("{error:?}").contains("typed"));
}

#[cfg(unix)]
mod files {
    use super::*;
    use std::{fs, os::unix::fs::PermissionsExt, path::Path};

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn the_secret_is_made_once_for_the_owners_eyes_alone() {
        let directory = TempDir::new().unwrap();
        let first = load_in(&directory, &[]).unwrap().secret;
        let data = directory.path().join("data");
        assert_eq!((mode(&data), mode(&data.join("secret"))), (0o700, 0o600));
        assert!(first.expose().len() >= 32);
        let second = load_in(&directory, &[]).unwrap().secret;
        assert_eq!(first.expose(), second.expose());
        assert_eq!(fs::read_dir(&data).unwrap().count(), 1, "no draft is left behind");
    }

    #[test]
    fn of_many_that_start_at_once_all_have_the_same_secret() {
        let directory = TempDir::new().unwrap();
        let secrets: Vec<Vec<u8>> = std::thread::scope(|scope| {
            let starts: Vec<_> =
                (0..16).map(|_| scope.spawn(|| load_in(&directory, &[]).unwrap().secret.expose().to_vec())).collect();
            starts.into_iter().map(|start| start.join().unwrap()).collect()
        });
        assert!(secrets.windows(2).all(|pair| pair[0] == pair[1]));
    }

    #[test]
    fn a_secret_that_others_can_read_is_refused() {
        let directory = TempDir::new().unwrap();
        load_in(&directory, &[]).unwrap();
        let path = directory.path().join("data/secret");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        let error = load_in(&directory, &[]).unwrap_err().to_string();
        let path = path.display();
        assert_eq!(error, format!("{path} can be read by other users: run `chmod 600 {path}`."));
    }

    #[test]
    fn an_emptied_secret_file_is_refused_and_not_replaced() {
        let directory = TempDir::new().unwrap();
        load_in(&directory, &[]).unwrap();
        let path = directory.path().join("data/secret");
        fs::write(&path, "").unwrap();
        assert!(load_in(&directory, &[]).unwrap_err().to_string().contains("is empty"));
        assert_eq!(fs::read(&path).unwrap(), b"");
    }

    #[test]
    fn a_refused_start_leaves_nothing_behind() {
        let directory = TempDir::new().unwrap();
        load_in(&directory, &[("PORT", "x")]).unwrap_err();
        assert!(!directory.path().join("data").exists());
    }

    #[test]
    fn secrets_may_stand_in_files() {
        let directory = TempDir::new().unwrap();
        let path = directory.path().join("mounted");
        fs::write(&path, format!("{}\n", SECRET.1)).unwrap();
        let named = ("VESTIBULE_SECRET_FILE", path.to_str().unwrap());
        assert_eq!(load(&[named]).unwrap().secret.expose(), SECRET.1.as_bytes());
        let both = load(&[named, SECRET]).unwrap_err().to_string();
        assert_eq!(both, "VESTIBULE_SECRET and VESTIBULE_SECRET_FILE are both set: unset one of them.");
        fs::write(&path, "sqlite://from-a-file.db\n").unwrap();
        let config = load(&[SECRET, ("DATABASE_URL_FILE", named.1)]).unwrap();
        assert_eq!(config.database_url, "sqlite://from-a-file.db");
        let missing = load(&[("VESTIBULE_SECRET_FILE", "/nowhere")]).unwrap_err().to_string();
        assert!(missing.starts_with("VESTIBULE_SECRET_FILE is `/nowhere`: name a file"), "{missing}");
    }

    #[test]
    fn a_data_directory_that_cannot_be_made_is_named() {
        let error = Config::load(&Source::of(&[("VESTIBULE_DATA_DIR", "/dev/null/data")]), &SystemEntropy);
        let error = error.unwrap_err().to_string();
        assert!(error.starts_with("VESTIBULE_DATA_DIR is `/dev/null/data`: name a directory"), "{error}");
    }
}

#[test]
fn a_data_directory_with_strange_characters_still_names_its_own_database() {
    let directory = TempDir::new().unwrap();
    let data = directory.path().join("what? 100%");
    let config = Config::load(&Source::of(&[("VESTIBULE_DATA_DIR", data.to_str().unwrap())]), &SystemEntropy).unwrap();
    assert!(config.database_url.ends_with("/what%3F 100%25/vestibule.db"), "{}", config.database_url);
    assert_eq!(sqlite_file(&config.database_url), Some(data.join("vestibule.db")));
}

#[test]
fn misspelt_names_are_noticed_and_strangers_are_not() {
    let source = Source::of(&[("VESTIBULE_PROT", "1"), ("VESTIBULE_ENV", "production"), ("HOST", "::")]);
    assert_eq!(source.unknown(), ["VESTIBULE_PROT"]);
}

#[test]
fn env_example_lists_every_variable_commented_out_and_no_other() {
    let example = include_str!("../../.env.example");
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
fn env_example_holds_good_values() {
    let example = include_str!("../../.env.example");
    let values = example.lines().filter_map(|line| line.strip_prefix('#')?.split_once('='));
    let values = values.filter(|(name, value)| VARIABLES.contains(name) && !value.is_empty());
    let values: Vec<_> = values.filter(|(name, _)| *name != "VESTIBULE_DATA_DIR").collect();
    assert!(values.len() > 10);
    load(&values).unwrap();
}
