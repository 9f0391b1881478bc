//! `vestibule check`: the configuration and the database.

use super::error::CliError;
use super::provider::closed_providers;
use super::{open, output};
use crate::accounts::{RelyingParty, application_problems, demand_problems, file_problems, passkey_problems};
use crate::applications::FileProblem;
use crate::applications::upstream::Providers;
use crate::config::{Config, Translation};
use crate::keys::{Keyring, SealedWith, Wrapping};
use crate::mail::Mailer;
use crate::shared::timestamp::Timestamp;
use crate::store::Db;
use clap::Args;
use humantime::format_duration;
use serde_json::Value;
use std::fmt::Display;
use std::time::Duration;

const EXAMPLES: &str = "\
Examples:
  vestibule check
  vestibule check --env-file /etc/vestibule.env --json

Reports the first problem that would prevent the server from starting and how to fix it (exit code 1). Problems of single
applications, and warnings about settings that are valid but probably a mistake, are listed (exit code 0).";

/// Check the configuration and the database, and print the effective settings.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
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
        let settings = effective(config).into_iter().map(|(name, value)| (name.to_owned(), value));
        let mut pairs: Vec<(String, Value)> = settings.chain(translated(config)).collect();
        let mut add = |name: &str, value: Value| pairs.push((name.to_owned(), value));
        add("applications", applications(config).into());
        add("providers", providers(config).iter().count().into());
        add("passkeys", passkeys(config).into());
        add("database", state.into());
        let mut warnings = config.warnings();
        warnings.extend(closed_providers(&providers(config)));
        if self.json {
            add("problems", list(&problems));
            add("warnings", list(&warnings));
            return output::json(&Value::Object(pairs.into_iter().collect()));
        }
        let pairs: Vec<_> = pairs.iter().map(|(name, value)| (name.as_str(), as_text(value))).collect();
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
    /// Of the file of applications; of applications that the server closes, or that would be refused today; and of passkeys.
    problems: Vec<String>,
}

/// Describes the state of the database. Does not create a database that does not exist.
async fn database(config: &Config) -> Result<Database, CliError> {
    config.database_url.check_folder()?;
    // Connecting would create the file.
    if open::missing_file(config).is_some() {
        let problems = config.applications.problems.iter().map(in_file).collect();
        return Ok(Database { state: "does not exist yet: the first start creates it".to_owned(), problems });
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
        let problems = config.applications.problems.iter().map(in_file).collect();
        return Ok(Database { state, problems });
    }
    db.check_schema().await?;
    let keys = match Keyring::check(db, &Wrapping::of(config)).await? {
        Some(SealedWith::Current) => "the current secret decrypts the signing keys",
        Some(SealedWith::Previous) => {
            "the previous secret decrypts the signing keys, and the next start encrypts them with the current one"
        }
        None => "the next start creates the signing keys",
    };
    let mut problems: Vec<_> =
        file_problems(db, &config.applications, &config.base_url).await?.iter().map(in_file).collect();
    problems.extend(application_problems(db, config.origin().as_ref()).await?);
    let party = RelyingParty::of(&config.base_url, config.passkey_domain.as_deref());
    problems.extend(passkey_problems(db, party.ok()).await?);
    problems.extend(demand_problems(db, &config.second_factor_demand).await?);
    Ok(Database { state: format!("connected; schema up to date; {keys}"), problems })
}

/// A mistake in the file of applications: the entry is closed, and no other.
fn in_file(problem: &FileProblem) -> String {
    format!("The file of applications, {}", problem.error)
}

/// How many applications the file defines.
fn applications(config: &Config) -> String {
    match &config.applications_file {
        Some(file) => format!("{} defined in {}", config.applications.applications.len(), file.display()),
        None => "no file: only those of the database".to_owned(),
    }
}

/// The providers of the environment and of the file. Those of the database have secrets that only a server opens.
fn providers(config: &Config) -> Providers {
    Providers::new(config.providers.iter().chain(&config.applications.providers).cloned())
}

/// What passkeys belong to, or why there can be none.
fn passkeys(config: &Config) -> String {
    match RelyingParty::of(&config.base_url, config.passkey_domain.as_deref()) {
        Ok(party) => format!("belong to {}", party.id()),
        Err(why) => why.to_string(),
    }
}

/// The effective settings by the names of their variables.
fn effective(config: &Config) -> Vec<(&'static str, Value)> {
    let argon2 = config.argon2;
    let hidden = "(set, not shown)";
    let filter = config.password_filter.as_ref().and_then(|filter| filter.path());
    vec![
        ("VESTIBULE_ENV", config.environment.as_str().into()),
        ("VESTIBULE_UNKNOWN_SETTINGS", config.unknown_settings.as_str().into()),
        ("HOST", config.listen.ip().to_string().into()),
        ("PORT", config.listen.port().into()),
        ("VESTIBULE_BASE_URL", config.base_url.as_str().into()),
        ("VESTIBULE_PASSKEY_DOMAIN", config.passkey_domain.as_deref().into()),
        ("VESTIBULE_NAME", config.name.as_str().into()),
        ("VESTIBULE_LANGUAGE", config.language.as_str().into()),
        ("VESTIBULE_LOGO", config.look.logo_file.as_ref().map(|file| file.display().to_string()).into()),
        ("VESTIBULE_ACCENT", config.look.accent.as_ref().map(|accent| accent.light.fill.digits()).into()),
        ("VESTIBULE_ACCENT_DARK", config.look.accent.as_ref().map(|accent| accent.dark.fill.digits()).into()),
        ("VESTIBULE_TERMS_URL", config.look.terms_url.as_deref().into()),
        ("VESTIBULE_PRIVACY_URL", config.look.privacy_url.as_deref().into()),
        ("VESTIBULE_SUPPORT_EMAIL", config.look.support_email.as_deref().into()),
        ("VESTIBULE_DATA_DIR", config.data_dir.display().to_string().into()),
        ("DATABASE_URL", config.database_url.to_string().into()),
        ("VESTIBULE_SECRET", hidden.into()),
        ("VESTIBULE_SECRET_PREVIOUS", config.previous_secret.as_ref().map(|_| hidden).into()),
        ("SMTP_URL", config.smtp.as_ref().map(ToString::to_string).into()),
        ("VESTIBULE_MAIL_FROM", config.mail_from.to_string().into()),
        ("VESTIBULE_MAILING_RATE", config.mailing_rate.into()),
        ("VESTIBULE_MAIL_TEMPLATES", config.mail_templates.as_ref().map(|path| path.display().to_string()).into()),
        ("VESTIBULE_REGISTRATION", if config.registration_open { "open" } else { "closed" }.into()),
        (
            "VESTIBULE_REGISTRATION_PRIVACY",
            if config.strict_registration_privacy { "strict" } else { "conventional" }.into(),
        ),
        ("VESTIBULE_REQUIRE_VERIFIED_EMAIL", if config.require_verified_email { "on" } else { "off" }.into()),
        ("VESTIBULE_USERNAMES", if config.administrators_rename { "administrators" } else { "free" }.into()),
        ("VESTIBULE_PASSWORD_RULES", if config.password_rules.nist { "nist" } else { "classic" }.into()),
        ("VESTIBULE_PASSWORD_MIN_LENGTH", config.password_rules.min_length.into()),
        ("VESTIBULE_PASSWORD_FILTER", filter.map(|file| file.display().to_string()).into()),
        ("VESTIBULE_ARGON2", format!("m={},t={},p={}", argon2.memory, argon2.iterations, argon2.parallelism).into()),
        ("VESTIBULE_ACCESS_TTL", format_duration(config.access_ttl).to_string().into()),
        ("VESTIBULE_REFRESH_TTL", format_duration(config.refresh_ttl).to_string().into()),
        ("VESTIBULE_SESSION_MAX", format_duration(config.session_max).to_string().into()),
        ("VESTIBULE_STEP_UP_AFTER", format_duration(config.step_up_after).to_string().into()),
        ("VESTIBULE_TRUST_BROWSERS", config.trust_browsers.map_or_else(|| "off".to_owned(), in_days).into()),
        ("VESTIBULE_REQUIRE_SECOND_FACTOR", config.second_factor_demand.to_string().into()),
        ("VESTIBULE_REQUIRE_SECOND_FACTOR_FROM", config.second_factor_demand.from.map(day_of).into()),
        ("VESTIBULE_AUDIT_RETENTION", in_days(config.audit_retention).into()),
        ("VESTIBULE_RATE_LIMIT", if config.rate_limit { "on" } else { "off" }.into()),
        ("VESTIBULE_RATE_LIMITS", config.rate_limits.to_string().into()),
        ("VESTIBULE_SHARED_NETWORKS", list(&config.shared_networks)),
        ("VESTIBULE_TRUSTED_PROXIES", list(&config.trusted_proxies)),
        ("VESTIBULE_CORS_ORIGINS", list(&config.cors_origins)),
        ("VESTIBULE_OUTBOUND_PRIVATE", list(&config.outbound.private)),
        ("VESTIBULE_CA_FILE", config.outbound.ca_file.as_ref().map(|file| file.display().to_string()).into()),
        ("VESTIBULE_APPLICATIONS", config.applications_file.as_ref().map(|file| file.display().to_string()).into()),
        ("VESTIBULE_CLIENT_DOCUMENTS", config.client_documents.to_string().into()),
        ("VESTIBULE_HOME_URL", config.home_url.as_deref().unwrap_or("/account").into()),
        ("VESTIBULE_METRICS_TOKEN", config.metrics_token.as_ref().map(|_| hidden).into()),
        ("VESTIBULE_LOG", config.log.as_deref().unwrap_or("info").into()),
    ]
}

/// The settings of single languages.
fn translated(config: &Config) -> impl Iterator<Item = (String, Value)> {
    let settings = config.translations.iter().flat_map(Translation::settings);
    settings.map(|(name, value)| (name, value.into()))
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

fn day_of(start: Timestamp) -> String {
    start.to_string().chars().take("2027-01-15".len()).collect()
}

fn list<T: Display>(items: &[T]) -> Value {
    items.iter().map(T::to_string).collect()
}
