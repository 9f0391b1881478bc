//! `vestibule check`: the configuration and the database.

use super::error::CliError;
use super::provider::closed_providers;
use super::{open, output};
use crate::accounts::{
    RelyingParty, admitted_groups, application_problems, closed_without_key, demand_problems, file_problems,
    group_problems, own_field_problems, passkey_problems,
};
use crate::applications::{FileProblem, Providers};
use crate::clock::{Clock as _, SystemClock};
use crate::config::{Config, in_lines};
use crate::keys::{Keyring, SealedWith, Wrapping};
use crate::mail::Mailer;
use crate::store::{Db, LeftOut, StandbyState};
use clap::Args;
use serde_json::Value;
use std::time::Duration;
use tokio::time::sleep;

/// How often a standby is looked at, until it has had what the primary had at the first look: usually that takes some milliseconds.
const MAX_LOOKS: u32 = 5;
const LOOK_INTERVAL: Duration = Duration::from_millis(200);

const EXAMPLES: &str = "\
Examples:
  vestibule check
  vestibule check --env-file /etc/vestibule.env --json

Reports what would prevent the server from starting, all mistakes at once, and how to fix it (exit code 1). Problems of single
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
    pub(super) fn run(&self, config: &Config) -> Result<(), CliError> {
        // Only what can be checked without connecting; `vestibule mail test` connects.
        let mailer = Mailer::new(config).map_err(CliError::from);
        let Database { state, servers, problems } = match (mailer, open::runtime()?.block_on(database(config))) {
            (Ok(_), found) => found?,
            (Err(mistake), Ok(_)) => return Err(mistake),
            (Err(one), Err(other)) => return Err(CliError::failed(in_lines(vec![one.to_string(), other.to_string()]))),
        };
        let mut pairs = config.effective();
        let mut add = |name: &str, value: Value| pairs.push((name.to_owned(), value));
        add("applications", applications(config).into());
        add("providers", providers(config).iter().count().into());
        add("passkeys", passkeys(config).into());
        add("database", state.into());
        // SQLite has none.
        if !servers.is_empty() {
            add("servers", servers.into());
        }
        let mut warnings = config.warnings();
        warnings.extend(closed_providers(&providers(config)));
        if self.json {
            add("problems", problems.into());
            add("warnings", warnings.into());
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
    /// Those that the addresses name, and what they are.
    servers: Vec<String>,
    /// Of the file of applications; of applications that the server closes, or that would be refused today; of standbys; of the clock; of passkeys; and
    /// of names that are those of no group or field.
    problems: Vec<String>,
}

/// Describes the state of the database. Does not create a database that does not exist.
async fn database(config: &Config) -> Result<Database, CliError> {
    config.database_url.check_folder()?;
    // Connecting would create the file.
    if open::missing_file(config).is_some() {
        let problems = config.applications.problems.iter().map(in_file).collect();
        let state = "does not exist yet: the first start creates it".to_owned();
        return Ok(Database { state, servers: Vec::new(), problems });
    }
    let db = open::connect(config).await?;
    let state = inspect(config, &db).await;
    db.close().await;
    state
}

async fn inspect(config: &Config, db: &Db) -> Result<Database, CliError> {
    let servers = db.find_servers().await?.iter().map(ToString::to_string).collect();
    db.ping().await?;
    db.migrations().refuse_foreign().await?;
    if let Some(damage) = db.damage().await? {
        return Err(CliError::failed(format!("The database is damaged: restore a backup ({damage}).")));
    }
    let mut of_servers = standby_problems(db).await;
    of_servers.extend(clock_problem(db).await?);
    let migrations = db.migrations().status().await?;
    let pending = migrations.iter().filter(|migration| !migration.applied).count();
    // The checks below need the current schema.
    if pending > 0 {
        let state = format!("connected; the next start applies {pending} pending migrations");
        let problems = config.applications.problems.iter().map(in_file).chain(of_servers).collect();
        return Ok(Database { state, servers, problems });
    }
    db.check_schema().await?;
    db.check_notifications().await?;
    let keys = match Keyring::check(db, &Wrapping::of(config)).await? {
        Some(SealedWith::Current) => "the current secret decrypts the signing keys",
        Some(SealedWith::Previous) => {
            "the previous secret decrypts the signing keys, and the next start encrypts them with the current one"
        }
        None => "the next start creates the signing keys",
    };
    let mut problems: Vec<_> =
        file_problems(db, &config.applications, &config.base_url).await?.iter().map(in_file).collect();
    problems.extend(of_servers);
    problems.extend(application_problems(db, config.origin().as_ref()).await?);
    let party = RelyingParty::of(&config.base_url, config.passkey_domain.as_deref());
    problems.extend(passkey_problems(db, party.ok()).await?);
    problems.extend(demand_problems(db, &config.second_factor_demand).await?);
    problems.extend(group_problems(db, admitted_groups(config.applications.applications.iter())).await?);
    problems.extend(own_field_problems(db, &config.applications, &config.providers).await?);
    Ok(Database { state: format!("connected; schema up to date; {keys}"), servers, problems })
}

/// Why lists and reports are not read at standbys.
async fn standby_problems(db: &Db) -> Vec<String> {
    let mut standbys = Vec::new();
    for _ in 0..MAX_LOOKS {
        db.look_at_standbys().await;
        standbys = db.standbys().map(|report| report.standbys).unwrap_or_default();
        let is_unknown = |standby: &StandbyState| matches!(standby.left_out, Some((LeftOut::Unknown, _)));
        if !standbys.iter().any(is_unknown) {
            break;
        }
        sleep(LOOK_INTERVAL).await;
    }
    let problem = |StandbyState { name, left_out, .. }: StandbyState| {
        let (_, why) = left_out?;
        Some(format!("Lists are not read at the standby {name} of DATABASE_READ_URL: {why}."))
    };
    standbys.into_iter().filter_map(problem).collect()
}

/// That the clock of this machine is wrong, or that of the database.
async fn clock_problem(db: &Db) -> Result<Option<String>, CliError> {
    let found = db.clock_difference(|| SystemClock.now()).await?;
    let large = found.filter(|difference| difference.is_large());
    Ok(large.map(|difference| format!("The clock of this machine is {difference} that of the database: correct it.")))
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
    let defined = config.providers.iter().chain(&config.applications.providers).cloned();
    Providers::new(defined.map(closed_without_key))
}

/// What passkeys belong to, or why there can be none.
fn passkeys(config: &Config) -> String {
    match RelyingParty::of(&config.base_url, config.passkey_domain.as_deref()) {
        Ok(party) => format!("belong to {}", party.id()),
        Err(why) => why.to_string(),
    }
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
