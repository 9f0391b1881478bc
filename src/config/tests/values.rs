//! Valid values and their meaning.

use super::*;
use crate::shared::days;
use serde_json::Value;
use std::collections::BTreeMap;

#[test]
fn defaults_apply_if_nothing_is_set() {
    let directory = TempDir::new().unwrap();
    let config = load_in(&directory, &[]).unwrap();
    assert_eq!(config.environment, Environment::Production);
    assert_eq!(config.listen.to_string(), "127.0.0.1:3000");
    assert_eq!(config.base_url, "http://localhost:3000");
    assert_eq!(config.database_url.to_string(), format!("sqlite://{}/data/vestibule.db", directory.path().display()));
    assert!(config.registration_open && config.rate_limit && !config.is_https());
    assert_eq!((config.name.as_str(), config.unknown_settings.as_str()), ("Vestibule", "refuse"));
    assert_eq!(config.password_rules, PasswordRules::default());
    assert!(config.password_filter.is_none());
    assert_eq!(config.argon2, Argon2Cost { memory: 19_456, iterations: 2, parallelism: 1 });
    assert_eq!(config.access_ttl, Duration::from_secs(15 * 60));
    assert_eq!((config.refresh_ttl, config.session_max), (days(14), days(30)));
    assert_eq!(config.audit_retention, days(365));
    assert!(
        config.applications.applications.is_empty() && config.applications_file.is_none() && config.home_url.is_none()
    );
    assert!(config.trusted_proxies.is_empty() && config.cors_origins.is_empty() && config.log.is_none());
}

#[test]
fn every_setting_has_a_test() {
    let tests = [
        include_str!("mod.rs"),
        include_str!("invalid_values.rs"),
        include_str!("look.rs"),
        include_str!("values.rs"),
        include_str!("../providers.rs"),
    ];
    let is_tested = |setting: &&table::Setting| tests.iter().any(|text| text.contains(&format!("{:?}", setting.name)));
    let untested: Vec<_> = SETTINGS.iter().filter(|setting| !is_tested(setting)).map(|setting| setting.name).collect();
    assert!(untested.is_empty(), "no test for {untested:?}");
}

/// What is the same however it is written: `14d` and `14days`.
fn meaning(value: &str) -> String {
    humantime::parse_duration(value).map_or_else(|_| value.to_owned(), |time| format!("{time:?}"))
}

#[test]
fn env_example_has_each_default_as_check_shows_it() {
    // These depend on the folder in which the program runs, and are described instead.
    const OF_THE_FOLDER: [&str; 3] = ["VESTIBULE_DATA_DIR", "DATABASE_URL", "VESTIBULE_APPLICATIONS"];
    let shown = |(name, value): (String, Value)| match value {
        Value::String(text) if text != table::HIDDEN => (name, text),
        Value::Number(number) => (name, number.to_string()),
        // Not set, or a list of nothing. Others, and secrets, have no default that can be shown.
        _ => (name, String::new()),
    };
    let effective: BTreeMap<_, _> = load(&[]).unwrap().effective().into_iter().map(shown).collect();
    let example = include_str!("../../../.env.example");
    let lines = example.lines().filter_map(|line| line.strip_prefix('#')?.split_once('='));
    let settings: Vec<_> = lines.filter(|(name, _)| VARIABLES.contains(name)).collect();
    assert_eq!(settings.len(), VARIABLES.len());
    for (name, value) in settings.into_iter().filter(|(name, _)| !OF_THE_FOLDER.contains(name)) {
        let default = effective.get(name).map(String::as_str).unwrap_or_default();
        // Values with spaces are quoted, as in a shell.
        assert_eq!(meaning(value.trim_matches('\'')), meaning(default), "{name}");
    }
}

/// Loads one value and formats the resulting setting, or the error.
fn seen(name: &str, value: &str, look: fn(&Config) -> String) -> String {
    load(&[SECRET, (name, value)]).map_or_else(|error| error.to_string(), |config| look(&config))
}

fn smtp(config: &Config) -> String {
    config.smtp.as_ref().map_or("none".to_owned(), ToString::to_string)
}

fn home_url(config: &Config) -> String {
    config.home_url.clone().unwrap_or("none".to_owned())
}

#[test]
fn the_login_in_the_url_of_the_mail_server_is_decoded() {
    let url = "smtps://maren%40example.org:p%40ss%2Bword@mail.example.org";
    let login = load(&[("SMTP_URL", url)]).unwrap().smtp.unwrap().login.unwrap();
    assert_eq!((login.user.as_str(), login.password.as_str()), ("maren@example.org", "p@ss+word"));
}

#[test]
fn a_password_of_the_mail_server_may_be_written_as_the_provider_shows_it() {
    let login = |url: &str| {
        let smtp = load(&[SECRET, ("SMTP_URL", url)]).unwrap().smtp.unwrap();
        let login = smtp.login.unwrap();
        format!("{}:{} {} {}", smtp.host, smtp.port, login.user, *login.password)
    };
    for (password, url) in [
        ("BPlk/+x9=?a#b%q", "smtp://AKIA:BPlk/+x9=?a#b%q@email-smtp.example.org:587"),
        ("p@ss:w/rd", "smtp://AKIA:p@ss:w/rd@email-smtp.example.org:587"),
        // With a beginning that could be a port.
        ("25/x", "smtp://AKIA:25/x@email-smtp.example.org:587"),
        ("25?x", "smtp://AKIA:25?x@email-smtp.example.org:587?tls=required"),
        ("25#x", "smtp://AKIA:25#x@email-smtp.example.org:587"),
        // Escaped, and therefore read so.
        ("p/ss", "smtp://AKIA:p%2Fss@email-smtp.example.org:587"),
    ] {
        assert_eq!(login(url), format!("email-smtp.example.org:587 AKIA {password}"), "{url}");
    }
    assert_eq!(login("smtps://maren%40example.org:a/b@mail"), "mail:465 maren@example.org a/b");
}

#[test]
fn the_login_of_the_mail_server_can_stand_beside_its_url() {
    let (user, password) = (("SMTP_USERNAME", "maren@example.org"), ("SMTP_PASSWORD", "p@ss/w?rd#%41"));
    let url = ("SMTP_URL", "smtp://mail.example.org");
    let config = load(&[SECRET, url, user, password]).unwrap();
    let smtp = config.smtp.as_ref().unwrap();
    assert_eq!(smtp.to_string(), "smtp://maren@example.org:***@mail.example.org:587 (STARTTLS required)");
    assert_eq!(smtp.login.as_ref().unwrap().password.as_str(), password.1);
    assert!(!format!("{config:?}").contains(password.1));
    // Empty is not set, as with the URL.
    assert!(load(&[SECRET, url, ("SMTP_USERNAME", ""), ("SMTP_PASSWORD", "")]).unwrap().smtp.unwrap().login.is_none());

    let error = |values: &[(&str, &str)]| load(&[&[SECRET][..], values].concat()).unwrap_err().to_string();
    for (values, start) in [
        (&[url, user][..], "SMTP_USERNAME is set, but SMTP_PASSWORD is missing: "),
        (&[url, password], "SMTP_PASSWORD is set, but SMTP_USERNAME is missing: "),
        (&[user, password], "SMTP_USERNAME is set, but SMTP_URL is missing: "),
        (
            &[("SMTP_URL", "smtp://u:hidden@mail.example.org"), user, password],
            "SMTP_URL has a name or a password, and SMTP_USERNAME is set: ",
        ),
        // What a login demands of a connection holds for this one too.
        (&[("SMTP_URL", "smtp://db?tls=opportunistic"), user, password], "SMTP_URL has a password, which must not be"),
    ] {
        let error = error(values);
        assert!(error.starts_with(start) && !error.contains(password.1) && !error.contains("hidden"), "{error}");
    }
}

/// As long as a name may be: 60 characters, of two bytes each.
const SIXTY: &str = "éééééééééééééééééééééééééééééééééééééééééééééééééééééééééééé";

/// A variable, its value, how to format the setting, and the expected text.
type Case = (&'static str, &'static str, fn(&Config) -> String, &'static str);

#[test]
fn valid_values_set_what_they_name() {
    let cases: &[Case] = &[
        ("VESTIBULE_ENV", "development", |c| c.environment.as_str().to_owned(), "development"),
        ("HOST", "0.0.0.0", |c| c.listen.to_string(), "0.0.0.0:3000"),
        ("HOST", "localhost", |c| c.listen.to_string(), "127.0.0.1:3000"),
        ("HOST", "::", |c| c.listen.to_string(), "[::]:3000"),
        ("HOST", "[::1]", |c| c.listen.to_string(), "[::1]:3000"),
        ("PORT", "8080", |c| format!("{} {}", c.listen, c.base_url), "127.0.0.1:8080 http://localhost:8080"),
        ("PORT", "", |c| c.listen.to_string(), "127.0.0.1:3000"),
        ("DATABASE_URL", "sqlite://relative.db", |c| c.database_url.to_string(), "sqlite://relative.db"),
        ("DATABASE_URL", "sqlite:///var/a.db", |c| c.database_url.to_string(), "sqlite:///var/a.db"),
        ("DATABASE_URL", "postgres://u:x@a,b:1/v", |c| c.database_url.to_string(), "postgres://u:***@a,b:1/v"),
        (
            "DATABASE_URL",
            "postgresql://u:hidden@db:5433/v?sslmode=require&password=hidden",
            |c| format!("{} {:?}", c.database_url, c.database_url.is_postgres()),
            "postgresql://u:***@db:5433/v?sslmode=require true",
        ),
        ("SMTP_URL", "", smtp, "none"),
        ("SMTP_URL", "smtp://mail.example.org", smtp, "smtp://mail.example.org:587 (STARTTLS required)"),
        ("SMTP_URL", "smtp://u:hidden@db:2525", smtp, "smtp://u:***@db:2525 (STARTTLS required)"),
        ("SMTP_URL", "smtp://db?tls=opportunistic", smtp, "smtp://db:587 (STARTTLS if offered)"),
        ("SMTP_URL", "smtp://localhost", smtp, "smtp://localhost:25 (unencrypted)"),
        ("SMTP_URL", "smtp://localhost?tls=opportunistic", smtp, "smtp://localhost:25 (STARTTLS if offered)"),
        ("SMTP_URL", "smtp://u:hidden@localhost", smtp, "smtp://u:***@localhost:25 (STARTTLS if offered)"),
        ("SMTP_URL", "smtp://localhost?ca=own.pem", smtp, "smtp://localhost:25 (STARTTLS required)"),
        ("SMTP_URL", "smtp://u:hidden@127.0.0.1?ca=own.pem", smtp, "smtp://u:***@127.0.0.1:25 (STARTTLS required)"),
        ("SMTP_URL", "smtp://[::1]:2525?tls=required", smtp, "smtp://[::1]:2525 (STARTTLS required)"),
        ("SMTP_URL", "smtps://mail.example.org", smtp, "smtps://mail.example.org:465 (TLS)"),
        ("VESTIBULE_MAIL_FROM", "", |c| c.mail_from.to_string(), "Vestibule <no-reply@localhost>"),
        ("VESTIBULE_MAIL_FROM", "a@example.org", |c| c.mail_from.to_string(), "Vestibule <a@example.org>"),
        ("VESTIBULE_MAIL_FROM", "Example <a@example.org>", |c| c.mail_from.to_string(), "Example <a@example.org>"),
        ("VESTIBULE_NAME", " Söhne & Co ", |c| c.mail_from.to_string(), "Söhne & Co <no-reply@localhost>"),
        ("VESTIBULE_NAME", " Söhne & Co ", |c| c.name.as_str().to_owned(), "Söhne & Co"),
        ("VESTIBULE_NAME", SIXTY, |c| c.name.as_str().to_owned(), SIXTY),
        ("VESTIBULE_NAME", " ", |c| format!("{:?}", c.name.given()), "None"),
        ("VESTIBULE_LANGUAGE", "", |c| c.language.to_string(), "en"),
        ("VESTIBULE_LANGUAGE", " de ", |c| c.language.to_string(), "de"),
        ("VESTIBULE_UNKNOWN_SETTINGS", "warn", |c| c.unknown_settings.as_str().to_owned(), "warn"),
        ("VESTIBULE_MAILING_RATE", "", |c| c.mailing_rate.to_string(), "60"),
        ("VESTIBULE_MAILING_RATE", "6000", |c| c.mailing_rate.to_string(), "6000"),
        ("VESTIBULE_MAIL_TEMPLATES", "texts", |c| format!("{:?}", c.mail_templates), "Some(\"texts\")"),
        ("VESTIBULE_BASE_URL", "https://Accounts.Example.org/", |c| c.base_url.clone(), "https://accounts.example.org"),
        ("VESTIBULE_BASE_URL", "https://a.example:443", |c| c.base_url.clone(), "https://a.example"),
        ("VESTIBULE_BASE_URL", "https://a.example:8443", |c| c.base_url.clone(), "https://a.example:8443"),
        ("VESTIBULE_BASE_URL", "https://bücher.example", |c| c.base_url.clone(), "https://xn--bcher-kva.example"),
        ("VESTIBULE_BASE_URL", "http://127.0.0.1:3000", |c| c.base_url.clone(), "http://127.0.0.1:3000"),
        ("VESTIBULE_BASE_URL", "http://[::1]:3000", |c| c.base_url.clone(), "http://[::1]:3000"),
        ("VESTIBULE_BASE_URL", "http://app.localhost", |c| c.base_url.clone(), "http://app.localhost"),
        ("RENDER_EXTERNAL_URL", "https://x.onrender.com", |c| c.base_url.clone(), "https://x.onrender.com"),
        ("VESTIBULE_REGISTRATION", "closed", |c| c.registration_open.to_string(), "false"),
        ("VESTIBULE_REGISTRATION_PRIVACY", "conventional", |c| c.strict_registration_privacy.to_string(), "false"),
        ("VESTIBULE_REQUIRE_VERIFIED_EMAIL", "on", |c| c.require_verified_email.to_string(), "true"),
        ("VESTIBULE_REQUIRE_VERIFIED_EMAIL", "", |c| c.require_verified_email.to_string(), "false"),
        ("VESTIBULE_USERNAMES", "administrators", |c| c.administrators_rename.to_string(), "true"),
        ("VESTIBULE_USERNAMES", "", |c| c.administrators_rename.to_string(), "false"),
        ("VESTIBULE_PASSWORD_RULES", "classic", |c| c.password_rules.nist.to_string(), "false"),
        ("VESTIBULE_PASSWORD_RULES", "nist", |c| c.password_rules.passphrase_length().to_string(), "15"),
        ("VESTIBULE_PASSWORD_MIN_LENGTH", "15", |c| c.password_rules.min_length.to_string(), "15"),
        ("VESTIBULE_PASSWORD_MIN_LENGTH", "64", |c| c.password_rules.min_length.to_string(), "64"),
        (
            "VESTIBULE_ARGON2",
            "t=3",
            |c| format!("{:?}", c.argon2),
            "Argon2Cost { memory: 19456, iterations: 3, parallelism: 1 }",
        ),
        (
            "VESTIBULE_ARGON2",
            "p=2, m=65536, t=2",
            |c| format!("{:?}", c.argon2),
            "Argon2Cost { memory: 65536, iterations: 2, parallelism: 2 }",
        ),
        ("VESTIBULE_ACCESS_TTL", "90s", |c| format!("{:?}", c.access_ttl), "90s"),
        ("VESTIBULE_REFRESH_TTL", "5s", |c| format!("{:?} {:?}", c.access_ttl, c.refresh_ttl), "5s 5s"),
        (
            "VESTIBULE_SESSION_MAX",
            "2m",
            |c| format!("{:?} {:?} {:?}", c.access_ttl, c.refresh_ttl, c.session_max),
            "120s 120s 120s",
        ),
        ("VESTIBULE_STEP_UP_AFTER", "", |c| format!("{:?}", c.step_up_after), "600s"),
        ("VESTIBULE_STEP_UP_AFTER", "30s", |c| format!("{:?}", c.step_up_after), "30s"),
        ("VESTIBULE_TRUST_BROWSERS", "", |c| format!("{:?}", c.trust_browsers), "None"),
        ("VESTIBULE_TRUST_BROWSERS", "off", |c| format!("{:?}", c.trust_browsers), "None"),
        ("VESTIBULE_TRUST_BROWSERS", "30d", |c| format!("{:?}", c.trust_browsers), "Some(2592000s)"),
        ("VESTIBULE_REQUIRE_SECOND_FACTOR", "", |c| c.second_factor_demand.to_string(), "off"),
        ("VESTIBULE_REQUIRE_SECOND_FACTOR", "off", |c| c.second_factor_demand.to_string(), "off"),
        ("VESTIBULE_REQUIRE_SECOND_FACTOR", "all", |c| c.second_factor_demand.to_string(), "all"),
        (
            "VESTIBULE_REQUIRE_SECOND_FACTOR",
            "group:finance, administrators",
            |c| c.second_factor_demand.to_string(),
            "administrators,group:finance",
        ),
        ("VESTIBULE_REQUIRE_SECOND_FACTOR_FROM", "", |c| format!("{:?}", c.second_factor_demand.from), "None"),
        (
            "VESTIBULE_REQUIRE_SECOND_FACTOR_FROM",
            "2027-01-15",
            |c| c.second_factor_demand.from.map(|from| from.to_string()).unwrap_or_default(),
            "2027-01-15T00:00:00.000Z",
        ),
        ("VESTIBULE_AUDIT_RETENTION", "1d", |c| format!("{:?}", c.audit_retention), "86400s"),
        ("VESTIBULE_AUDIT_RETENTION", "2years", |c| format!("{:?}", c.audit_retention), "63115200s"),
        ("VESTIBULE_RATE_LIMIT", "off", |c| c.rate_limit.to_string(), "false"),
        (
            "VESTIBULE_RATE_LIMITS",
            "file=20/h, request=100/s",
            |c| c.rate_limits.to_string(),
            "register=30/h,sign-in=60/h,recover=30/h,mail=5/h,refresh=600/h,change=120/m,file=20/h,client-token=100/s,\
             client-poll=240/m,client-device=10/m,client-grant=120/h,client-refresh=600/h,provider=120/m,\
             provider-logout=60/m,journey=30/m,request=100/s,sign-in-failures=40/h",
        ),
        (
            "VESTIBULE_RATE_LIMITS",
            "sign-in-failures=2/m",
            |c| c.rate_limits.sign_in_failures().times_in(Duration::from_secs(15 * 60)).to_string(),
            "30",
        ),
        ("VESTIBULE_SHARED_NETWORKS", "", |c| format!("{:?}", c.shared_networks), "[]"),
        (
            "VESTIBULE_SHARED_NETWORKS",
            "198.51.100.7/24, 2001:db8::/32, 192.0.2.1",
            |c| format!("{:?}", c.shared_networks),
            "[198.51.100.0/24, 2001:db8::/32, 192.0.2.1/32]",
        ),
        (
            "VESTIBULE_TRUSTED_PROXIES",
            "10.1.2.3/8, ::1",
            |c| format!("{:?}", c.trusted_proxies),
            "[10.0.0.0/8, ::1/128]",
        ),
        (
            "VESTIBULE_OUTBOUND_PRIVATE",
            "10.1.2.3/8, ::1",
            |c| format!("{:?}", c.outbound.private),
            "[10.0.0.0/8, ::1/128]",
        ),
        ("VESTIBULE_OUTBOUND_PRIVATE", "", |c| format!("{:?}", c.outbound.private), "[]"),
        ("VESTIBULE_CA_FILE", "", |c| format!("{:?}", c.outbound.authorities), "[]"),
        (
            "VESTIBULE_CORS_ORIGINS",
            "https://a.example, http://localhost:5173/",
            |c| c.cors_origins.join(" "),
            "https://a.example http://localhost:5173",
        ),
        ("VESTIBULE_CLIENT_DOCUMENTS", "", |c| c.client_documents.to_string(), "off"),
        ("VESTIBULE_CLIENT_DOCUMENTS", "all", |c| c.client_documents.to_string(), "all"),
        (
            "VESTIBULE_CLIENT_DOCUMENTS",
            "claude.ai, VSCode.dev",
            |c| c.client_documents.to_string(),
            "claude.ai,vscode.dev",
        ),
        ("VESTIBULE_PASSKEY_DOMAIN", "localhost", |c| c.passkey_domain.clone().unwrap_or_default(), "localhost"),
        ("VESTIBULE_HOME_URL", "/start?from=here", home_url, "/start?from=here"),
        ("VESTIBULE_HOME_URL", "https://WWW.example.org", home_url, "https://www.example.org/"),
        ("VESTIBULE_HOME_URL", "http://localhost:5173/#/start", home_url, "http://localhost:5173/#/start"),
        ("VESTIBULE_HOME_URL", "", home_url, "none"),
        ("VESTIBULE_LOG", "info,sqlx=debug", |c| c.log.clone().unwrap_or_default(), "info,sqlx=debug"),
        ("VESTIBULE_LOG", " info, sqlx=debug ", |c| c.log.clone().unwrap_or_default(), "info,sqlx=debug"),
    ];
    for (name, value, look, expected) in cases {
        assert_eq!(seen(name, value, *look), *expected, "{name}={value}");
    }
}

#[test]
fn the_base_url_takes_precedence_over_the_url_of_the_hosting_platform() {
    let urls = [("VESTIBULE_BASE_URL", "https://a.example"), ("RENDER_EXTERNAL_URL", "https://b.example")];
    assert_eq!(load(&[SECRET, urls[0], urls[1]]).unwrap().base_url, "https://a.example");
}

#[test]
fn a_sender_has_its_own_name_or_that_of_the_installation() {
    let name = ("VESTIBULE_NAME", "Example");
    for (from, sender) in
        [("a@example.org", "Example <a@example.org>"), ("Accounts <a@example.org>", "Accounts <a@example.org>")]
    {
        let config = load(&[SECRET, name, ("VESTIBULE_MAIL_FROM", from)]).unwrap();
        assert_eq!(config.mail_from.to_string(), sender);
    }
}
