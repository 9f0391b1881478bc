//! `vestibule migrate up|down|status`: the schema of a database; and `seed`: generated users to fill one with.

use super::error::CliError;
use super::input::confirm;
use super::open;
use super::output::{self, Bar};
use crate::clock::{Clock, SystemClock};
use crate::config::{Config, DatabaseUrl, Environment};
use crate::seed;
use crate::store::{Db, MigrationStatus};
use clap::{Args, Subcommand};
use serde_json::json;

const MIGRATE_EXAMPLES: &str = "\
Examples:
  vestibule migrate status        list applied and pending migrations
  vestibule migrate up            apply all pending migrations, as `serve` does when it starts
  vestibule migrate down          roll back the last migration

Rolling back deletes data: `down` lists the tables, columns and rows, and asks for confirmation. Without a terminal,
add --yes. Stop all servers first.";

/// Update the database schema, or roll it back.
#[derive(Args)]
#[command(after_help = MIGRATE_EXAMPLES)]
pub(super) struct Migrate {
    #[command(subcommand)]
    action: Action,
    /// Print JSON
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Subcommand)]
enum Action {
    /// Apply pending migrations: the next N, or all
    Up {
        #[arg(value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
        count: Option<u32>,
    },
    /// Roll back the last N applied migrations
    Down(Down),
    /// List applied and pending migrations
    Status,
}

#[derive(Args)]
struct Down {
    #[arg(value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    count: u32,
    /// Do not ask for confirmation
    #[arg(long)]
    yes: bool,
    /// Allow rolling back the first migration, which deletes all accounts
    #[arg(long)]
    delete_everything: bool,
}

impl Migrate {
    pub(super) fn creates_database(&self) -> bool {
        matches!(self.action, Action::Up { .. })
    }

    pub(super) fn run(self, config: &Config) -> Result<(), CliError> {
        let migrations = open::runtime()?.block_on(async {
            let db = open::connect(config).await?;
            let changed = self.action.apply(&db).await;
            db.close().await;
            changed
        })?;
        if self.json {
            return output::json(&migrations);
        }
        if migrations.is_empty() {
            return output::line(self.action.nothing_to_do());
        }
        migrations.iter().try_for_each(|one| output::line(self.action.describe(one)))
    }
}

impl Action {
    /// Returns the migrations that were applied or rolled back, or all migrations for `status`.
    async fn apply(&self, db: &Db) -> Result<Vec<MigrationStatus>, CliError> {
        let migrations = db.migrations();
        Ok(match self {
            Self::Up { count } => migrations.up(*count).await?,
            Self::Down(down) => down.run(db).await?,
            Self::Status => migrations.status().await?,
        })
    }

    fn nothing_to_do(&self) -> &'static str {
        match self {
            Self::Up { .. } => "Nothing to apply: the database is up to date.",
            Self::Down(_) => "Nothing to roll back: no migration is applied.",
            Self::Status => "There are no migrations.",
        }
    }

    fn describe(&self, migration: &MigrationStatus) -> String {
        let done = match self {
            Self::Up { .. } => "applied",
            Self::Down(_) => "rolled back",
            Self::Status if migration.applied => "applied",
            Self::Status => "pending",
        };
        format!("{:04} {:30} {done}", migration.version, migration.name)
    }
}

impl Down {
    async fn run(&self, db: &Db) -> Result<Vec<MigrationStatus>, CliError> {
        // Held until the end, so that no server can start in the meantime.
        let Some(_exclusive) = db.exclusive_access().await? else {
            return Err(CliError::failed("a server is using this database: stop all servers, then try again"));
        };
        let migrations = db.migrations();
        let applied = migrations.status().await?.into_iter().filter(|step| step.applied).count();
        if applied == 0 {
            return Ok(Vec::new());
        }
        // Their tables and triggers depend on what would be rolled back.
        if migrations.unknown().await? > 0 {
            return Err(CliError::failed(
                "the database has migrations of a newer version, which this version cannot roll back: use the newer version",
            ));
        }
        if self.count as usize >= applied && !self.delete_everything {
            return Err(CliError::failed(
                "rolling back the first migration deletes all accounts: roll back fewer, or add --delete-everything",
            ));
        }
        // While no server can run, so that what is listed is what will be deleted.
        let losses = migrations.losses(self.count).await?;
        output::notice(if losses.is_empty() { "No data will be deleted." } else { "This data will be deleted:" });
        losses.iter().for_each(|loss| output::notice(&format!("  {loss}")));
        confirm(self.yes)?;
        Ok(migrations.down(self.count).await?)
    }
}

const SEED_EXAMPLES: &str = "\
Examples:
  vestibule seed --users 1000 --database sqlite://trial.db
  VESTIBULE_ENV=development vestibule seed --users 1000000

The users are added in one transaction, which blocks all other writes to the database. They cannot sign in, and
their email addresses are in domains that are reserved for examples. They have values in the fields that the database
defines, except those with a pattern; servers add them to the groups with a rule within an hour.";

/// Add generated users, to test with large numbers.
#[derive(Args)]
#[command(after_help = SEED_EXAMPLES)]
pub(super) struct Seed {
    /// The number of users to add
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=100_000_000))]
    users: u64,
    /// The database to add them to; required if VESTIBULE_ENV is production
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Seed {
    pub(super) fn run(self, mut config: Config) -> Result<(), CliError> {
        match &self.database {
            Some(url) => {
                config.database_url = DatabaseUrl::parse("--database", url)?;
                // They lead to the database of the settings.
                config.database_direct_url = None;
                config.database_read_urls.clear();
            }
            None if config.environment == Environment::Production => {
                return Err(CliError::failed(
                    "VESTIBULE_ENV is production: name the database to add generated users to with --database",
                ));
            }
            None => {}
        }
        let users = self.users;
        open::with_database(&config, async |db| {
            let bar = Bar::new("users");
            let mut progress = |done| bar.show("adding users", done, users);
            let empty = seed::add_users(&db, SystemClock.now(), users, &mut progress).await?;
            // Removed from the screen before the result is printed.
            drop(bar);
            if !empty.is_empty() {
                let names: Vec<_> = empty.iter().map(ToString::to_string).collect();
                output::notice(&format!("No made-up value fits these fields, which are empty: {}.", names.join(", ")));
            }
            if self.json {
                return output::json(&json!({ "users": users }));
            }
            output::line(format_args!("Added {users} generated users."))
        })
    }
}
