//! The names of all variables.

/// Every variable that is read. `.env.example` explains each; a test compares the two.
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
    "VESTIBULE_REGISTRATION",
    "VESTIBULE_REGISTRATION_PRIVACY",
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
    "VESTIBULE_LOG",
];

/// What later versions read, and this one would ignore: it cannot send mail yet.
pub const OF_MAIL: &[&str] = &["SMTP_URL", "SMTP_URL_FILE", "VESTIBULE_MAIL_FROM"];

/// Whether a variable is meant for this program, known or not.
pub(super) fn is_ours(name: &str) -> bool {
    name.starts_with("VESTIBULE_") || VARIABLES.contains(&name) || OF_MAIL.contains(&name)
}
