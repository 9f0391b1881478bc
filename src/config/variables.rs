//! The names of all environment variables.

use super::providers;

/// All variables that are read. `.env.example` describes each; a test compares the two.
pub const VARIABLES: &[&str] = &{
    let mut all = [""; GENERAL.len() + providers::VARIABLES.len()];
    let (general, of_providers) = all.split_at_mut(GENERAL.len());
    general.copy_from_slice(GENERAL);
    of_providers.copy_from_slice(&providers::VARIABLES);
    all
};

/// All but those of providers.
const GENERAL: &[&str] = &[
    "VESTIBULE_ENV",
    "VESTIBULE_UNKNOWN_SETTINGS",
    "HOST",
    "PORT",
    "VESTIBULE_BASE_URL",
    "RENDER_EXTERNAL_URL",
    "VESTIBULE_PASSKEY_DOMAIN",
    "VESTIBULE_NAME",
    "VESTIBULE_LANGUAGE",
    "VESTIBULE_LOGO",
    "VESTIBULE_ACCENT",
    "VESTIBULE_ACCENT_DARK",
    "VESTIBULE_TERMS_URL",
    "VESTIBULE_PRIVACY_URL",
    "VESTIBULE_SUPPORT_EMAIL",
    "VESTIBULE_NAME_DE",
    "VESTIBULE_TERMS_URL_DE",
    "VESTIBULE_PRIVACY_URL_DE",
    "VESTIBULE_SUPPORT_EMAIL_DE",
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
    "VESTIBULE_MAILING_RATE",
    "VESTIBULE_MAIL_TEMPLATES",
    "VESTIBULE_REGISTRATION",
    "VESTIBULE_REGISTRATION_PRIVACY",
    "VESTIBULE_REQUIRE_VERIFIED_EMAIL",
    "VESTIBULE_USERNAMES",
    "VESTIBULE_PASSWORD_RULES",
    "VESTIBULE_PASSWORD_MIN_LENGTH",
    "VESTIBULE_PASSWORD_FILTER",
    "VESTIBULE_ARGON2",
    "VESTIBULE_ACCESS_TTL",
    "VESTIBULE_REFRESH_TTL",
    "VESTIBULE_SESSION_MAX",
    "VESTIBULE_STEP_UP_AFTER",
    "VESTIBULE_TRUST_BROWSERS",
    "VESTIBULE_REQUIRE_SECOND_FACTOR",
    "VESTIBULE_REQUIRE_SECOND_FACTOR_FROM",
    "VESTIBULE_AUDIT_RETENTION",
    "VESTIBULE_RATE_LIMIT",
    "VESTIBULE_RATE_LIMITS",
    "VESTIBULE_SHARED_NETWORKS",
    "VESTIBULE_TRUSTED_PROXIES",
    "VESTIBULE_CORS_ORIGINS",
    "VESTIBULE_OUTBOUND_PRIVATE",
    "VESTIBULE_CA_FILE",
    "VESTIBULE_APPLICATIONS",
    "VESTIBULE_CLIENT_DOCUMENTS",
    "VESTIBULE_HOME_URL",
    "VESTIBULE_METRICS_TOKEN",
    "VESTIBULE_METRICS_TOKEN_FILE",
    "VESTIBULE_LOG",
];

/// The beginning of the names of our variables, except for those that many programs share, such as `PORT`.
pub(super) const PREFIX: &str = "VESTIBULE_";

/// Variables with our prefix that other programs read. They may be set where this program runs, and it ignores them.
const OF_OTHERS: [&str; 3] = [
    // The address of Vestibule and a token for its API: programs that call it, such as those of the guides.
    "VESTIBULE_URL",
    "VESTIBULE_TOKEN",
    // The program that the scripts, tests and benchmarks of this repository run.
    "VESTIBULE_BIN",
];

/// Whether a variable is intended for this program, even if it is unknown.
pub(super) fn is_setting(name: &str) -> bool {
    name.starts_with(PREFIX) || VARIABLES.contains(&name)
}

/// Whether a variable has our prefix and is no mistake, although this program does not read it.
pub(super) fn is_of_others(name: &str, value: &str) -> bool {
    OF_OTHERS.contains(&name) || is_of_kubernetes(name, value)
}

/// Whether Kubernetes has set the variable. It describes each service of a namespace to all its containers, and the service can
/// have a name such as `vestibule`: `VESTIBULE_SERVICE_HOST`, `VESTIBULE_PORT=tcp://10.0.0.1:3000`, `VESTIBULE_PORT_3000_TCP_ADDR`.
fn is_of_kubernetes(name: &str, value: &str) -> bool {
    let is_address = ["tcp://", "udp://", "sctp://"].iter().any(|scheme| value.starts_with(scheme));
    let has_number = || name.split("_PORT_").skip(1).any(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    name.ends_with("_SERVICE_HOST")
        || name.ends_with("_SERVICE_PORT")
        || name.contains("_SERVICE_PORT_")
        || (is_address && name.ends_with("_PORT"))
        || has_number()
}
