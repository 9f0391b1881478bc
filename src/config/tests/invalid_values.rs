//! Invalid and unsafe values, with the error that says how to fix each.

use super::*;

#[test]
fn invalid_values_are_rejected_with_an_error_that_says_how_to_fix_them() {
    let url = "use the address that users open, such as https://accounts.example.org, without a path or query.";
    let https = "use https, because http would send passwords over the network unencrypted.";
    let database = "DATABASE_URL does not name a database: use sqlite://relative.db, sqlite:///absolute.db or \
                    postgres://user@host/database.";
    let postgres = "DATABASE_URL does not name a PostgreSQL database: use postgres://user:password@host:5432/database.";
    let rates = "write it as register=30/h,sign-in=60/h,recover=30/h,mail=5/h,refresh=600/h,change=120/m,file=10/h,\
                 client-token=100/s,client-poll=240/m,client-device=10/m,client-grant=120/h,client-refresh=600/h,\
                 provider=120/m,provider-logout=60/m,journey=30/m,request=50/s,sign-in-failures=40/h, with \
                 numbers from 1 to 1000000 per second (s), minute (m) or hour (h).";
    let networks = "list networks such as 10.0.0.0/8 or 127.0.0.1, separated by commas.";
    let origins = "list origins such as https://app.example.org, separated by commas, without * or paths.";
    let smtp = "SMTP_URL does not name a mail server: use smtp://user:password@host:587 or \
                smtps://user:password@host:465.";
    let parameter = "SMTP_URL has an unknown parameter: use tls=required or tls=opportunistic with smtp://, and \
                     ca=/path/to/certificates.pem.";
    let unencrypted = "SMTP_URL has a password, which must not be sent unencrypted: remove tls=opportunistic.";
    let name = "use at most 60 visible characters, without line breaks.";
    let long = "ééééééééééééééééééééééééééééééééééééééééééééééééééééééééééééé";
    let level = "use a level (off, error, warn, info, debug, trace) or a filter such as info,sqlx=debug.";
    let domain = "use the host of VESTIBULE_BASE_URL or a domain above it, such as example.org for \
                  https://accounts.example.org.";
    let home = "use a path such as /account, or a URL such as https://www.example.org/start.";
    let languages = format!("use {}.", Language::ALL.map(Language::as_str).join(" or "));
    let language = languages.as_str();
    let cases: &[(&str, &str, &str)] = &[
        ("SMTP_URL", "mail.example.org", smtp),
        ("SMTP_URL", "smtp://", smtp),
        ("SMTP_URL", "https://u:hidden@mail.example.org", smtp),
        ("SMTP_URL", "smtps://mail.example.org?tls=opportunistic", parameter),
        ("SMTP_URL", "smtp://mail.example.org?tls=none", parameter),
        ("SMTP_URL", "smtp://u:hidden@mail.example.org?tls=opportunistic", unencrypted),
        (
            "VESTIBULE_MAIL_FROM",
            "nobody",
            "use an address with or without a name, such as Example <no-reply@example.org>.",
        ),
        ("VESTIBULE_ENV", "staging", "use production or development."),
        ("VESTIBULE_UNKNOWN_SETTINGS", "ignore", "use refuse or warn."),
        ("VESTIBULE_NAME", "Exam\r\nBcc: ple", name),
        ("VESTIBULE_NAME", "Exam\u{202e}ple", name),
        ("VESTIBULE_NAME", "\u{200b}", name),
        ("VESTIBULE_NAME", long, name),
        ("VESTIBULE_LANGUAGE", "qaa", language),
        ("VESTIBULE_LANGUAGE", "de-AT", language),
        ("HOST", "example.org", "use an IP address to listen on, such as 127.0.0.1 or 0.0.0.0."),
        ("PORT", "65536", "use a port number from 0 to 65535."),
        ("PORT", "http", "use a port number from 0 to 65535."),
        ("DATABASE_URL", "postgres:///v", postgres),
        ("DATABASE_URL", "postgresql://u:hidden@db:port/v", postgres),
        (
            "DATABASE_URL",
            "postgres://u:hidden@a,,c/v",
            "DATABASE_URL names 3 hosts, of which number 2 is missing between two commas, or before or after one.",
        ),
        (
            "DATABASE_URL",
            "postgres://u:hidden@a,b/v?port=1,2,3",
            "DATABASE_URL names 2 hosts and 3 ports: name one port for all, or one for each host.",
        ),
        ("DATABASE_URL", "mysql://u:hidden@db/v", database),
        ("DATABASE_URL", "vestibule.db", database),
        ("DATABASE_URL", "sqlite://", database),
        ("DATABASE_URL", "sqlite::memory:", database),
        ("DATABASE_URL", "sqlite://a.db?mode=memory", database),
        ("VESTIBULE_NOTIFICATIONS", "notify", "use listen or poll."),
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
        ("VESTIBULE_REGISTRATION", "maybe", "use open or closed."),
        ("VESTIBULE_REGISTRATION_PRIVACY", "none", "use conventional or strict."),
        ("VESTIBULE_REQUIRE_VERIFIED_EMAIL", "true", "use on or off."),
        ("VESTIBULE_USERNAMES", "admins", "use free or administrators."),
        ("VESTIBULE_PASSWORD_RULES", "strict", "use classic or nist."),
        ("VESTIBULE_PASSWORD_MIN_LENGTH", "7", "use a number from 8 to 64."),
        ("VESTIBULE_PASSWORD_MIN_LENGTH", "65", "use a number from 8 to 64."),
        (
            "VESTIBULE_PASSWORD_FILTER",
            "no-such.filter",
            "use the path of a readable file (No such file or directory (os error 2)).",
        ),
        ("VESTIBULE_PASSWORD_FILTER", "/", "use the path of a readable file (Is a directory (os error 21))."),
        ("VESTIBULE_ARGON2", "m=19455,t=2,p=1", "raise it to m=19456,t=2,p=1 or more."),
        ("VESTIBULE_ARGON2", "t=1", "raise it to m=19456,t=2,p=1 or more."),
        ("VESTIBULE_ARGON2", "p=0", "raise it to m=19456,t=2,p=1 or more."),
        ("VESTIBULE_ARGON2", "fast", "write it as m=19456,t=2,p=1."),
        ("VESTIBULE_ARGON2", "m=many", "write it as m=19456,t=2,p=1."),
        (
            "VESTIBULE_ARGON2",
            "t=1000",
            "lower it to at most m=262144 (256 MiB), m times t of 786432 (768 MiB), and p=64.",
        ),
        ("VESTIBULE_ACCESS_TTL", "16m", "use a duration from 1s to 15m, such as 90s, 15m or 14d."),
        ("VESTIBULE_ACCESS_TTL", "0s", "use a duration from 1s to 15m, such as 90s, 15m or 14d."),
        ("VESTIBULE_ACCESS_TTL", "15", "use a duration from 1s to 15m, such as 90s, 15m or 14d."),
        ("VESTIBULE_REFRESH_TTL", "31d", "use a duration from 1s to 30days, such as 90s, 15m or 14d."),
        ("VESTIBULE_SESSION_MAX", "31d", "use a duration from 1s to 30days, such as 90s, 15m or 14d."),
        ("VESTIBULE_STEP_UP_AFTER", "0s", "use a duration from 1s to 12h, such as 90s, 15m or 14d."),
        ("VESTIBULE_STEP_UP_AFTER", "13h", "use a duration from 1s to 12h, such as 90s, 15m or 14d."),
        ("VESTIBULE_TRUST_BROWSERS", "on", "use off, or a duration from 1m to 400d, such as 30d."),
        ("VESTIBULE_REQUIRE_SECOND_FACTOR", "admins", "use off, all, or a list such as administrators,group:finance."),
        ("VESTIBULE_REQUIRE_SECOND_FACTOR", "off,all", "use off, all, or a list such as administrators,group:finance."),
        (
            "VESTIBULE_REQUIRE_SECOND_FACTOR",
            "group:Finance",
            "`Finance` is not the name of a group; use off, all, or a list such as administrators,group:finance.",
        ),
        ("VESTIBULE_REQUIRE_SECOND_FACTOR_FROM", "15.01.2027", "use a day such as 2027-01-15."),
        ("VESTIBULE_REQUIRE_SECOND_FACTOR_FROM", "2027-02-30", "use a day such as 2027-01-15."),
        ("VESTIBULE_TRUST_BROWSERS", "401d", "use off, or a duration from 1m to 400d, such as 30d."),
        ("VESTIBULE_MAILING_RATE", "0", "use a number of messages in a minute, from 1 to 6000."),
        ("VESTIBULE_MAILING_RATE", "6001", "use a number of messages in a minute, from 1 to 6000."),
        ("VESTIBULE_MAILING_RATE", "60/m", "use a number of messages in a minute, from 1 to 6000."),
        ("VESTIBULE_AUDIT_RETENTION", "23h", "use a duration from 1d to 36525d, such as 90d or 365d."),
        ("VESTIBULE_AUDIT_RETENTION", "101years", "use a duration from 1d to 36525d, such as 90d or 365d."),
        ("VESTIBULE_AUDIT_RETENTION", "for ever", "use a duration from 1d to 36525d, such as 90d or 365d."),
        ("VESTIBULE_RATE_LIMIT", "false", "use on or off."),
        ("VESTIBULE_RATE_LIMITS", "file=0/h", rates),
        ("VESTIBULE_RATE_LIMITS", "uploads=5/h", rates),
        ("VESTIBULE_RATE_LIMITS", "sign-in-failures=10", rates),
        ("VESTIBULE_SHARED_NETWORKS", "our-school", networks),
        ("VESTIBULE_SHARED_NETWORKS", "198.51.100.0/24=100/h", networks),
        (
            "VESTIBULE_SHARED_NETWORKS",
            "198.51.100.0/24, ::/0",
            "list only networks that many people share: this one contains every address, so set sign-in-failures in \
             VESTIBULE_RATE_LIMITS for all of them.",
        ),
        ("VESTIBULE_TRUSTED_PROXIES", "10.0.0.0/33", networks),
        ("VESTIBULE_TRUSTED_PROXIES", "proxy.internal", networks),
        (
            "VESTIBULE_TRUSTED_PROXIES",
            "::1, 0.0.0.0/0",
            "list only the networks of your proxies: this one contains every address, so any client could forge its own.",
        ),
        ("VESTIBULE_OUTBOUND_PRIVATE", "10.0.0.0/33", networks),
        (
            "VESTIBULE_OUTBOUND_PRIVATE",
            "127.0.0.1, ::/0",
            "list only the networks of your clients: this one contains every address, so a client could make the server \
             send requests to anything that it reaches.",
        ),
        ("VESTIBULE_CA_FILE", "/", "use the path of a readable file (Is a directory (os error 21))."),
        (
            "VESTIBULE_CA_FILE",
            "Cargo.toml",
            "use a file with certificates of authorities in PEM format; it contains none.",
        ),
        ("VESTIBULE_CORS_ORIGINS", "*", origins),
        ("VESTIBULE_CORS_ORIGINS", "https://*.example.org", origins),
        ("VESTIBULE_CORS_ORIGINS", "https://a.example/app", origins),
        ("VESTIBULE_CORS_ORIGINS", "https://a.example, null", origins),
        (
            "VESTIBULE_CLIENT_DOCUMENTS",
            "https://claude.ai",
            "use off, all, or a list of hosts such as claude.ai,vscode.dev, without https:// and paths.",
        ),
        ("VESTIBULE_PASSKEY_DOMAIN", "example.org", domain),
        ("VESTIBULE_HOME_URL", "start", home),
        ("VESTIBULE_HOME_URL", "//example.org", home),
        ("VESTIBULE_HOME_URL", "/\\example.org", home),
        ("VESTIBULE_HOME_URL", "javascript:alert(1)", home),
        ("VESTIBULE_HOME_URL", "https://maren@example.org/", home),
        ("VESTIBULE_LOG", "loud", level),
        ("VESTIBULE_LOG", "info,loud", level),
        ("VESTIBULE_LOG", "info,sqlx=loud", level),
    ];
    for (name, value, sentence) in cases {
        let error = load(&[SECRET, (name, value)]).unwrap_err().to_string();
        let shown = format!("{name} is `{value}`: {sentence}");
        assert!(error == *sentence || error == shown, "{name}={value}: {error}");
        assert!(!error.contains("hidden"), "{error}");
    }
}

#[test]
fn a_direct_address_needs_a_pooler_in_front_of_postgresql() {
    let direct = ("DATABASE_DIRECT_URL", "postgres://u:hidden@db/v");
    let pooler = ("DATABASE_URL", "postgres://u:hidden@pooler:6432/v");
    for (values, reason) in [
        (vec![direct], "DATABASE_DIRECT_URL is set, but DATABASE_URL does not name a PostgreSQL database"),
        (
            vec![pooler, ("DATABASE_DIRECT_URL", "sqlite://a.db")],
            "DATABASE_DIRECT_URL does not name a PostgreSQL database: use postgres://",
        ),
        (
            vec![pooler, ("DATABASE_DIRECT_URL", "postgres://u:hidden@a,b:/v")],
            "DATABASE_DIRECT_URL names 2 hosts, of which number 2 is not a name or an address with a port.",
        ),
    ] {
        let error = load(&[&values[..], &[SECRET]].concat()).unwrap_err().to_string();
        assert!(error.starts_with(reason) && !error.contains("hidden"), "{error}");
    }
    let config = load(&[SECRET, pooler, direct]).unwrap();
    assert_eq!(config.database_direct_url.map(|url| url.to_string()).as_deref(), Some("postgres://u:***@db/v"));
    assert_eq!(load(&[SECRET, pooler]).unwrap().database_direct_url, None);
}

#[test]
fn with_postgresql_no_secret_is_generated() {
    let error = load(&[("DATABASE_URL", "postgres://u:hidden@db/v")]).unwrap_err().to_string();
    assert!(error.starts_with("VESTIBULE_SECRET is missing: ") && error.contains("`vestibule secret`"), "{error}");
    assert!(!error.contains("hidden"), "{error}");
    load(&[SECRET, ("DATABASE_URL", "postgres://u:hidden@db/v")]).unwrap();
}

#[test]
fn standbys_are_named_once_each_beside_a_primary() {
    let primary = ("DATABASE_URL", "postgres://u:hidden@db/v");
    let urls = "postgres://u:hidden@one/v\n postgres://u:hidden@two:5433/v";
    let config = load(&[SECRET, primary, ("DATABASE_READ_URL", urls), ("DATABASE_READ_LAG", "30s")]).unwrap();
    let shown: Vec<_> = config.database_read_urls.iter().map(ToString::to_string).collect();
    assert_eq!(shown, ["postgres://u:***@one/v", "postgres://u:***@two:5433/v"]);
    assert_eq!(config.database_read_lag, Duration::from_secs(30));
    let shown = format!("{config:?} {:?}", config.effective());
    assert!(shown.contains("@one/v") && !shown.contains("hidden"), "{shown}");
    let config = load(&[SECRET, primary, ("DATABASE_READ_URL", " ")]).unwrap();
    assert_eq!((config.database_read_urls.len(), config.database_read_lag), (0, Duration::from_secs(5)));

    let foreign = "does not name standbys of PostgreSQL: use postgres://user:password@host:5432/database, for several separated \
                   by spaces.";
    let several = "names several hosts in one URL: write a URL for each standby, separated by spaces.";
    for (value, reason) in [
        ("sqlite://a.db", foreign),
        ("postgres:///v", "does not name a PostgreSQL database: use postgres://user:password@host:5432/database."),
        ("postgres://u:hidden@one,two:5433/v", several),
        ("postgres://u:hidden@one/v,postgres://u:hidden@two/v", several),
        ("postgres://one/v postgresql://u:hidden@one:5432/v", "names one:5432 twice: name each standby once."),
        (
            "postgres://u:hidden@one/v?target_session_attrs=standby",
            "has target_session_attrs, which says which server of DATABASE_URL is used: leave it out.",
        ),
    ] {
        let error = load(&[SECRET, primary, ("DATABASE_READ_URL", value)]).unwrap_err().to_string();
        assert_eq!(error, format!("DATABASE_READ_URL {reason}"), "{value}");
    }
    let error = load(&[SECRET, ("DATABASE_READ_URL", "postgres://u:hidden@one/v")]).unwrap_err().to_string();
    assert!(error.starts_with("DATABASE_READ_URL names standbys of a PostgreSQL database, but"), "{error}");
    assert!(!error.contains("hidden"), "{error}");
    let error = load(&[("DATABASE_READ_LAG", "2h")]).unwrap_err().to_string();
    assert_eq!(error, "DATABASE_READ_LAG is `2h`: use a duration from 1s to 1h, such as 90s, 15m or 14d.");
}

#[test]
fn strict_registration_needs_a_mail_server() {
    let strict = ("VESTIBULE_REGISTRATION_PRIVACY", "strict");
    let error = load(&[SECRET, strict]).unwrap_err().to_string();
    let sentence = "VESTIBULE_REGISTRATION_PRIVACY is `strict`, but SMTP_URL is missing: strict registration answers by mail \
                    only. Set SMTP_URL to your mail server, or use conventional.";
    assert_eq!(error, sentence);
    assert_eq!(load(&[SECRET, strict, ("SMTP_URL", "")]).unwrap_err().to_string(), sentence);
    let config = load(&[SECRET, strict, ("SMTP_URL", "smtp://mail.example.org")]).unwrap();
    assert!(config.strict_registration_privacy);
}

#[test]
fn a_refresh_token_must_not_outlive_its_session() {
    let error = load(&[SECRET, ("VESTIBULE_SESSION_MAX", "1h"), ("VESTIBULE_REFRESH_TTL", "2h")]).unwrap_err();
    let sentence = "VESTIBULE_REFRESH_TTL is `2h`: use a duration from 1s to 1h, such as 90s, 15m or 14d.";
    assert_eq!(error.to_string(), sentence);
}
