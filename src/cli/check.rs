//! `vestibule check`

use super::{error::CliError, open, output};
use crate::{
    config::Config,
    keys::{Keyring, Wrapping},
    store::Db,
};
use clap::Args;
use humantime::format_duration;
use serde_json::Value;
use std::{fmt::Display, time::Duration};

const EXAMPLES: &str = "\
Examples:
  vestibule check
  vestibule check --env-file /etc/vestibule.env --json

Ends with 1 at the first thing that would keep the server from starting, and says how to fix it.";

/// Check the configuration and the database, and print what is in effect, secrets hidden.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Check {
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Check {
    pub(super) fn run(self, config: &Config) -> Result<(), CliError> {
        let database = open::runtime()?.block_on(database(config))?;
        let mut pairs = effective(config);
        pairs.push(("database", database.into()));
        if self.json {
            return output::json(&Value::Object(
                pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
            ));
        }
        let pairs: Vec<_> = pairs.into_iter().map(|(name, value)| (name, in_words(&value))).collect();
        output::pairs(&pairs)?;
        output::line("All is well.")
    }
}

/// The state of the database, in words. One that is not there yet stays so.
async fn database(config: &Config) -> Result<String, CliError> {
    config.database_url.check_folder()?;
    if open::missing_file(config).is_some() {
        return Ok("not there yet: the first start makes it".to_owned());
    }
    let db = open::connect(config).await?;
    let state = inspect(config, &db).await;
    db.close().await;
    state
}

async fn inspect(config: &Config, db: &Db) -> Result<String, CliError> {
    db.ping().await?;
    db.migrations().refuse_foreign().await?;
    if let Some(damage) = db.damage().await? {
        return Err(CliError::refused(format!("The database is damaged: restore a backup of it ({damage}).")));
    }
    let migrations = db.migrations().status().await?;
    let pending = migrations.iter().filter(|migration| !migration.applied).count();
    if pending > 0 {
        return Ok(format!("answers; {pending} migrations pending, which the next start applies"));
    }
    db.check_schema().await?;
    Keyring::check(db, &Wrapping::of(config)).await?;
    Ok("answers; up to date; the secret opens its keys".to_owned())
}

/// Every value by the name of its variable.
fn effective(config: &Config) -> Vec<(&'static str, Value)> {
    let argon2 = config.argon2;
    let hidden = "(set, not shown)";
    vec![
        ("VESTIBULE_ENV", config.environment.as_str().into()),
        ("HOST", config.listen.ip().to_string().into()),
        ("PORT", config.listen.port().into()),
        ("VESTIBULE_BASE_URL", config.base_url.as_str().into()),
        ("VESTIBULE_DATA_DIR", config.data_dir.display().to_string().into()),
        ("DATABASE_URL", config.database_url.to_string().into()),
        ("VESTIBULE_SECRET", hidden.into()),
        ("VESTIBULE_SECRET_PREVIOUS", config.previous_secret.as_ref().map(|_| hidden).into()),
        ("VESTIBULE_REGISTRATION", if config.registration_open { "open" } else { "closed" }.into()),
        ("VESTIBULE_PASSWORD_MIN_LENGTH", config.password_rules.min_length.into()),
        ("VESTIBULE_ARGON2", format!("m={},t={},p={}", argon2.memory, argon2.iterations, argon2.parallelism).into()),
        ("VESTIBULE_ACCESS_TTL", format_duration(config.access_ttl).to_string().into()),
        ("VESTIBULE_REFRESH_TTL", format_duration(config.refresh_ttl).to_string().into()),
        ("VESTIBULE_SESSION_MAX", format_duration(config.session_max).to_string().into()),
        ("VESTIBULE_AUDIT_RETENTION", in_days(config.audit_retention).into()),
        ("VESTIBULE_RATE_LIMIT", if config.rate_limit { "on" } else { "off" }.into()),
        ("VESTIBULE_RATE_LIMITS", config.rate_limits.to_string().into()),
        ("VESTIBULE_TRUSTED_PROXIES", listed(&config.trusted_proxies)),
        ("VESTIBULE_CORS_ORIGINS", listed(&config.cors_origins)),
        ("VESTIBULE_LOG", config.log.as_deref().unwrap_or("info").into()),
    ]
}

/// A value for people to read.
fn in_words(value: &Value) -> String {
    match value {
        Value::Null => "none".to_owned(),
        Value::Array(items) if items.is_empty() => "none".to_owned(),
        Value::Array(items) => items.iter().map(in_words).collect::<Vec<_>>().join(", "),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// As it is usually set: in days, for humantime would make months and hours of a year.
fn in_days(time: Duration) -> String {
    let day = 24 * 60 * 60;
    match time.as_secs() {
        whole if whole % day == 0 => format!("{}d", whole / day),
        _ => format_duration(time).to_string(),
    }
}

fn listed<T: Display>(items: &[T]) -> Value {
    items.iter().map(T::to_string).collect()
}
