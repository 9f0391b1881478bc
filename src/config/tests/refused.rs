//! What may not be set, with the sentence that says the mend.

use super::*;

#[test]
fn unsafe_values_stop_the_start_with_a_sentence_that_says_the_mend() {
    let url = "make it the address people open, such as https://accounts.example.org, without path or query.";
    let https = "make it https, for plain http would show everyone's passwords to the network.";
    let database = "DATABASE_URL names no database: write sqlite://relative.db, sqlite:///absolute.db or postgres://user@host/database.";
    let postgres =
        "DATABASE_URL does not name a PostgreSQL database: write postgres://user:password@host:5432/database.";
    let rates = "write it as register=30/h,change=120/m,file=10/h,request=50/s, each a number from 1 to 1000000 for a second \
                 (s), minute (m) or hour (h).";
    let networks = "list networks such as 10.0.0.0/8 or 127.0.0.1, with commas between them.";
    let origins = "list origins such as https://app.example.org, with commas between them and without * or paths.";
    let cases: &[(&str, &str, &str)] = &[
        ("VESTIBULE_ENV", "staging", "make it production or development."),
        ("HOST", "example.org", "make it the address to listen at, such as 127.0.0.1 or 0.0.0.0."),
        ("PORT", "65536", "make it a number up to 65535."),
        ("PORT", "http", "make it a number up to 65535."),
        ("DATABASE_URL", "postgres:///v", postgres),
        ("DATABASE_URL", "postgresql://u:hidden@db:port/v", postgres),
        ("DATABASE_URL", "mysql://u:hidden@db/v", database),
        ("DATABASE_URL", "vestibule.db", database),
        ("DATABASE_URL", "sqlite://", database),
        ("DATABASE_URL", "sqlite::memory:", database),
        ("DATABASE_URL", "sqlite://a.db?mode=memory", database),
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
        (
            "VESTIBULE_REGISTRATION_PRIVACY",
            "strict",
            "leave it at conventional, for strict comes with mail, which this version cannot send.",
        ),
        ("VESTIBULE_REGISTRATION_PRIVACY", "none", "make it conventional."),
        ("VESTIBULE_PASSWORD_MIN_LENGTH", "7", "make it a number from 8 to 64."),
        ("VESTIBULE_PASSWORD_MIN_LENGTH", "65", "make it a number from 8 to 64."),
        ("VESTIBULE_ARGON2", "m=19455,t=2,p=1", "raise it to m=19456,t=2,p=1 or more."),
        ("VESTIBULE_ARGON2", "t=1", "raise it to m=19456,t=2,p=1 or more."),
        ("VESTIBULE_ARGON2", "p=0", "raise it to m=19456,t=2,p=1 or more."),
        ("VESTIBULE_ARGON2", "fast", "write it as m=19456,t=2,p=1."),
        ("VESTIBULE_ARGON2", "m=many", "write it as m=19456,t=2,p=1."),
        (
            "VESTIBULE_ARGON2",
            "t=1000",
            "lower it to at most 256 MiB of memory (m) and 768 MiB written (m times t), with p up to 64.",
        ),
        ("VESTIBULE_ACCESS_TTL", "16m", "make it a time from 1s to 15m, such as 90s, 15m or 14d."),
        ("VESTIBULE_ACCESS_TTL", "0s", "make it a time from 1s to 15m, such as 90s, 15m or 14d."),
        ("VESTIBULE_ACCESS_TTL", "15", "make it a time from 1s to 15m, such as 90s, 15m or 14d."),
        ("VESTIBULE_REFRESH_TTL", "31d", "make it a time from 1s to 30days, such as 90s, 15m or 14d."),
        ("VESTIBULE_SESSION_MAX", "31d", "make it a time from 1s to 30days, such as 90s, 15m or 14d."),
        ("VESTIBULE_AUDIT_RETENTION", "23h", "make it a time from 1d to 36525d, such as 90d or 365d."),
        ("VESTIBULE_AUDIT_RETENTION", "101years", "make it a time from 1d to 36525d, such as 90d or 365d."),
        ("VESTIBULE_AUDIT_RETENTION", "for ever", "make it a time from 1d to 36525d, such as 90d or 365d."),
        ("VESTIBULE_RATE_LIMIT", "false", "make it on or off."),
        ("VESTIBULE_RATE_LIMITS", "file=0/h", rates),
        ("VESTIBULE_RATE_LIMITS", "uploads=5/h", rates),
        ("VESTIBULE_TRUSTED_PROXIES", "10.0.0.0/33", networks),
        ("VESTIBULE_TRUSTED_PROXIES", "proxy.internal", networks),
        (
            "VESTIBULE_TRUSTED_PROXIES",
            "::1, 0.0.0.0/0",
            "name your proxies' own networks, for this one lets everybody choose their address.",
        ),
        ("VESTIBULE_CORS_ORIGINS", "*", origins),
        ("VESTIBULE_CORS_ORIGINS", "https://*.example.org", origins),
        ("VESTIBULE_CORS_ORIGINS", "https://a.example/app", origins),
        ("VESTIBULE_CORS_ORIGINS", "https://a.example, null", origins),
        (
            "VESTIBULE_LOG",
            "info,sqlx=loud",
            "make it a level (off, error, warn, info, debug, trace), or a filter such as info,sqlx=debug.",
        ),
    ];
    for (name, value, sentence) in cases {
        let error = load(&[SECRET, (name, value)]).unwrap_err().to_string();
        let shown = format!("{name} is `{value}`: {sentence}");
        assert!(error == *sentence || error == shown, "{name}={value}: {error}");
        assert!(!error.contains("hidden"), "{error}");
    }
}

#[test]
fn with_postgresql_no_secret_is_made_up() {
    let error = load(&[("DATABASE_URL", "postgres://u:hidden@db/v")]).unwrap_err().to_string();
    assert!(error.starts_with("VESTIBULE_SECRET is missing: ") && error.contains("`vestibule secret`"), "{error}");
    assert!(!error.contains("hidden"), "{error}");
    load(&[SECRET, ("DATABASE_URL", "postgres://u:hidden@db/v")]).unwrap();
}

#[test]
fn a_part_may_not_outlive_the_whole() {
    let error = load(&[SECRET, ("VESTIBULE_SESSION_MAX", "1h"), ("VESTIBULE_REFRESH_TTL", "2h")]).unwrap_err();
    let sentence = "VESTIBULE_REFRESH_TTL is `2h`: make it a time from 1s to 1h, such as 90s, 15m or 14d.";
    assert_eq!(error.to_string(), sentence);
}
