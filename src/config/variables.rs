//! The names of all environment variables.

/// All variables that are read. `.env.example` describes each; a test compares the two.
pub const VARIABLES: &[&str] = &[
    "VESTIBULE_ENV",
    "HOST",
    "PORT",
    "VESTIBULE_BASE_URL",
    "RENDER_EXTERNAL_URL",
    "VESTIBULE_DATA_DIR",
    "DATABASE_URL",
    "DATABASE_URL_FILE",
    "VESTIBULE_SECRET",
    "VESTIBULE_SECRET_FILE",
    "VESTIBULE_SECRET_PREVIOUS",
    "VESTIBULE_SECRET_PREVIOUS_FILE",
    "SMTP_URL",
    "SMTP_URL_FILE",
    "VESTIBULE_MAIL_FROM",
    "VESTIBULE_REGISTRATION",
    "VESTIBULE_REGISTRATION_PRIVACY",
    "VESTIBULE_REQUIRE_VERIFIED_EMAIL",
    "VESTIBULE_USERNAMES",
    "VESTIBULE_PASSWORD_MIN_LENGTH",
    "VESTIBULE_ARGON2",
    "VESTIBULE_ACCESS_TTL",
    "VESTIBULE_REFRESH_TTL",
    "VESTIBULE_SESSION_MAX",
    "VESTIBULE_AUDIT_RETENTION",
    "VESTIBULE_RATE_LIMIT",
    "VESTIBULE_RATE_LIMITS",
    "VESTIBULE_TRUSTED_PROXIES",
    "VESTIBULE_CORS_ORIGINS",
    "VESTIBULE_APPLICATIONS",
    "VESTIBULE_HOME_URL",
    "VESTIBULE_METRICS_TOKEN",
    "VESTIBULE_METRICS_TOKEN_FILE",
    "VESTIBULE_LOG",
];

/// Whether a variable is intended for this program, even if it is unknown.
pub(super) fn is_setting(name: &str) -> bool {
    name.starts_with("VESTIBULE_") || VARIABLES.contains(&name)
}
