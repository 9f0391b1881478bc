//! `vestibule check`: the configuration and the database; and `health`: the running server.

use super::{error::CliError, open, output};
use crate::{
    accounts::application_problems,
    config::Config,
    keys::{Keyring, SealedWith, Wrapping},
    mail::Mailer,
    store::Db,
};
use clap::Args;
use humantime::format_duration;
use serde_json::Value;
use std::{
    fmt::Display,
    io::{self, Read, Write},
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream},
    time::{Duration, Instant},
};

const CHECK_EXAMPLES: &str = "\
Examples:
  vestibule check
  vestibule check --env-file /etc/vestibule.env --json

Reports the first problem that would prevent the server from starting and how to fix it (exit code 1). Problems of single
applications, and warnings about settings that are valid but probably a mistake, are listed (exit code 0).";

/// Check the configuration and the database, and print the effective settings without secrets.
#[derive(Args)]
#[command(after_help = CHECK_EXAMPLES)]
pub(super) struct Check {
    /// Check this file of applications [default: vestibule.toml, if it exists]
    #[arg(long, value_name = "FILE")]
    pub(super) applications: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Check {
    pub(super) fn run(self, config: &Config) -> Result<(), CliError> {
        // Only what can be checked without connecting; `vestibule mail test` connects.
        Mailer::new(config)?;
        let Database { state, problems } = open::runtime()?.block_on(database(config))?;
        let mut pairs = effective(config);
        pairs.push(("applications", applications(config).into()));
        pairs.push(("database", state.into()));
        let warnings = config.warnings();
        if self.json {
            pairs.extend([("problems", list(&problems)), ("warnings", list(&warnings))]);
            return output::json(&Value::Object(
                pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
            ));
        }
        let pairs: Vec<_> = pairs.into_iter().map(|(name, value)| (name, as_text(&value))).collect();
        output::pairs(&pairs)?;
        if problems.is_empty() && warnings.is_empty() {
            return output::line("No problems found.");
        }
        problems.iter().try_for_each(output::line)?;
        warnings.iter().try_for_each(|warning| output::line(format_args!("warning: {warning}")))
    }
}

struct Database {
    /// In words.
    state: String,
    /// Of applications that the server closes, or that would be refused today.
    problems: Vec<String>,
}

impl Database {
    fn without_problems(state: impl Into<String>) -> Self {
        Self { state: state.into(), problems: Vec::new() }
    }
}

/// Describes the state of the database. Does not create a database that does not exist.
async fn database(config: &Config) -> Result<Database, CliError> {
    config.database_url.check_folder()?;
    // Connecting would create the file.
    if open::missing_file(config).is_some() {
        return Ok(Database::without_problems("does not exist yet: the first start creates it"));
    }
    let db = open::connect(config).await?;
    let state = inspect(config, &db).await;
    db.close().await;
    state
}

async fn inspect(config: &Config, db: &Db) -> Result<Database, CliError> {
    db.ping().await?;
    db.migrations().refuse_foreign().await?;
    if let Some(damage) = db.damage().await? {
        return Err(CliError::failed(format!("The database is damaged: restore a backup ({damage}).")));
    }
    let migrations = db.migrations().status().await?;
    let pending = migrations.iter().filter(|migration| !migration.applied).count();
    // The checks below need the current schema.
    if pending > 0 {
        let state = format!("connected; the next start applies {pending} pending migrations");
        return Ok(Database::without_problems(state));
    }
    db.check_schema().await?;
    let keys = match Keyring::check(db, &Wrapping::of(config)).await? {
        Some(SealedWith::Current) => "the current secret decrypts the signing keys",
        Some(SealedWith::Previous) => {
            "the previous secret decrypts the signing keys, and the next start encrypts them with the current one"
        }
        None => "the next start creates the signing keys",
    };
    let problems = application_problems(db, &config.applications, config.origin().as_ref()).await?;
    Ok(Database { state: format!("connected; schema up to date; {keys}"), problems })
}

/// How many applications the file defines.
fn applications(config: &Config) -> String {
    match &config.applications_file {
        Some(file) => format!("{} defined in {}", config.applications.len(), file.display()),
        None => "no file: only those of the database".to_owned(),
    }
}

/// The effective settings by the names of their variables.
fn effective(config: &Config) -> Vec<(&'static str, Value)> {
    let argon2 = config.argon2;
    let hidden = "(set, not shown)";
    vec![
        ("VESTIBULE_ENV", config.environment.as_str().into()),
        ("VESTIBULE_UNKNOWN_SETTINGS", config.unknown_settings.as_str().into()),
        ("HOST", config.listen.ip().to_string().into()),
        ("PORT", config.listen.port().into()),
        ("VESTIBULE_BASE_URL", config.base_url.as_str().into()),
        ("VESTIBULE_NAME", config.name.as_str().into()),
        ("VESTIBULE_DATA_DIR", config.data_dir.display().to_string().into()),
        ("DATABASE_URL", config.database_url.to_string().into()),
        ("VESTIBULE_SECRET", hidden.into()),
        ("VESTIBULE_SECRET_PREVIOUS", config.previous_secret.as_ref().map(|_| hidden).into()),
        ("SMTP_URL", config.smtp.as_ref().map(ToString::to_string).into()),
        ("VESTIBULE_MAIL_FROM", config.mail_from.to_string().into()),
        ("VESTIBULE_MAILING_RATE", config.mailing_rate.into()),
        ("VESTIBULE_REGISTRATION", if config.registration_open { "open" } else { "closed" }.into()),
        (
            "VESTIBULE_REGISTRATION_PRIVACY",
            if config.strict_registration_privacy { "strict" } else { "conventional" }.into(),
        ),
        ("VESTIBULE_REQUIRE_VERIFIED_EMAIL", if config.require_verified_email { "on" } else { "off" }.into()),
        ("VESTIBULE_USERNAMES", if config.administrators_rename { "administrators" } else { "free" }.into()),
        ("VESTIBULE_PASSWORD_MIN_LENGTH", config.password_rules.min_length.into()),
        ("VESTIBULE_ARGON2", format!("m={},t={},p={}", argon2.memory, argon2.iterations, argon2.parallelism).into()),
        ("VESTIBULE_ACCESS_TTL", format_duration(config.access_ttl).to_string().into()),
        ("VESTIBULE_REFRESH_TTL", format_duration(config.refresh_ttl).to_string().into()),
        ("VESTIBULE_SESSION_MAX", format_duration(config.session_max).to_string().into()),
        ("VESTIBULE_AUDIT_RETENTION", in_days(config.audit_retention).into()),
        ("VESTIBULE_RATE_LIMIT", if config.rate_limit { "on" } else { "off" }.into()),
        ("VESTIBULE_RATE_LIMITS", config.rate_limits.to_string().into()),
        ("VESTIBULE_TRUSTED_PROXIES", list(&config.trusted_proxies)),
        ("VESTIBULE_CORS_ORIGINS", list(&config.cors_origins)),
        ("VESTIBULE_APPLICATIONS", config.applications_file.as_ref().map(|file| file.display().to_string()).into()),
        ("VESTIBULE_HOME_URL", config.home_url.as_deref().unwrap_or("/account").into()),
        ("VESTIBULE_METRICS_TOKEN", config.metrics_token.as_ref().map(|_| hidden).into()),
        ("VESTIBULE_LOG", config.log.as_deref().unwrap_or("info").into()),
    ]
}

fn as_text(value: &Value) -> String {
    match value {
        Value::Null => "none".to_owned(),
        Value::Array(items) if items.is_empty() => "none".to_owned(),
        Value::Array(items) => items.iter().map(as_text).collect::<Vec<_>>().join(", "),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Formats a retention in days, as it is usually set: humantime would print a year as "11months 30days 3h 50m 24s".
fn in_days(time: Duration) -> String {
    const DAY: u64 = 24 * 60 * 60;
    let seconds = time.as_secs();
    if seconds.is_multiple_of(DAY) { format!("{}d", seconds / DAY) } else { format_duration(time).to_string() }
}

fn list<T: Display>(items: &[T]) -> Value {
    items.iter().map(T::to_string).collect()
}

const HEALTH_EXAMPLES: &str = "\
Examples:
  vestibule health
  vestibule health --env-file /etc/vestibule/vestibule.env && echo ready

Sends GET /ready to HOST and PORT and waits for at most 3 seconds: use the same settings as the server. Prints
nothing if the server is ready (exit code 0), or the reason if it is not (exit code 1).";

/// The maximum duration of the whole check.
const HEALTH_TIMEOUT: Duration = Duration::from_secs(3);

const REQUEST: &[u8] = b"GET /ready HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
/// The length of a status line up to its status code: `HTTP/1.1 200`.
const STATUS_LEN: usize = 12;

/// Check whether the running server is ready.
#[derive(Args)]
#[command(after_help = HEALTH_EXAMPLES)]
pub(super) struct Health {}

impl Health {
    /// Needs only the address: a health check must not create a data directory or require the secret.
    pub(super) fn run(self, listen: SocketAddr) -> Result<(), CliError> {
        let address = local_address(listen);
        match status(address) {
            Ok(200) => Ok(()),
            Ok(status) => {
                Err(CliError::failed(format!("the server at {address} is not ready: /ready returned {status}")))
            }
            Err(cause) => Err(CliError::failed(format!("the server at {address} does not respond: {cause}"))),
        }
    }
}

/// The address to connect to from the same machine if the server listens on `listen`.
fn local_address(listen: SocketAddr) -> SocketAddr {
    let ip = match listen.ip() {
        // A server on an unspecified address listens on all addresses, including the loopback address.
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, listen.port())
}

/// The status code of `/ready`. All steps together take at most `HEALTH_TIMEOUT`.
fn status(address: SocketAddr) -> io::Result<u16> {
    let deadline = Instant::now() + HEALTH_TIMEOUT;
    let mut stream = TcpStream::connect_timeout(&address, HEALTH_TIMEOUT)?;
    stream.set_write_timeout(Some(time_until(deadline)?))?;
    stream.write_all(REQUEST)?;
    let mut line = [0; STATUS_LEN];
    let mut filled = 0;
    while filled < line.len() {
        // A timeout for each read would let a slow server exceed the deadline.
        stream.set_read_timeout(Some(time_until(deadline)?))?;
        match stream.read(&mut line[filled..]) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(count) => filled += count,
            // On Unix, a read that times out fails with `WouldBlock`.
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Err(io::ErrorKind::TimedOut.into()),
            Err(error) => return Err(error),
        }
    }
    let status = std::str::from_utf8(&line).ok().and_then(|line| line.strip_prefix("HTTP/1.1 ")?.parse().ok());
    status.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "the response is not HTTP"))
}

/// The time until `deadline`, or a timeout error if it has passed.
fn time_until(deadline: Instant) -> io::Result<Duration> {
    let remaining = deadline.saturating_duration_since(Instant::now());
    if remaining.is_zero() { Err(io::ErrorKind::TimedOut.into()) } else { Ok(remaining) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_that_listens_on_all_addresses_is_checked_on_the_loopback_address() {
        for (listen, expected) in [
            ("0.0.0.0:3000", "127.0.0.1:3000"),
            ("[::]:3000", "[::1]:3000"),
            ("127.0.0.1:80", "127.0.0.1:80"),
            ("10.1.2.3:80", "10.1.2.3:80"),
        ] {
            assert_eq!(local_address(listen.parse().unwrap()), expected.parse().unwrap(), "{listen}");
        }
    }
}
