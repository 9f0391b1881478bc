//! The configuration of test mode.

use super::*;
use std::path::Path;

fn load_for_test_mode(folder: &Path, values: &[(&str, &str)]) -> Result<Config, ConfigError> {
    let listen = SocketAddr::from(([127, 0, 0, 1], 4000));
    Config::load_for_test_mode(Source::of(values), listen, folder, &SystemEntropy)
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
            ("VESTIBULE_DATA_DIR", "/nowhere"),
            ("VESTIBULE_BASE_URL", "https://accounts.example.org"),
            ("RENDER_EXTERNAL_URL", "https://accounts.example.org"),
            ("SMTP_URL", "smtp://mail.example.org"),
            ("VESTIBULE_APPLICATIONS", "/nowhere"),
            ("VESTIBULE_HOME_URL", "https://www.example.org/"),
        ],
    );
    let config = config.unwrap();
    assert!(config.test_mode);
    assert_eq!(config.database_url.sqlite_file(), Some(folder.path().join("vestibule.db")));
    assert_eq!((config.data_dir.as_path(), config.base_url.as_str()), (folder.path(), "http://127.0.0.1:4000"));
    assert!(config.smtp.is_none() && config.previous_secret.is_none());
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
