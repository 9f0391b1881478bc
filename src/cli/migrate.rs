//! `vestibule migrate up|down|status`

use super::{confirm::confirm, error::CliError, open, output};
use crate::{
    config::{Config, Database},
    store::{Db, MigrationStatus},
};
use clap::{Args, Subcommand};
use serde_json::{Value, json};

const EXAMPLES: &str = "\
Examples:
  vestibule migrate status        list applied and pending migrations
  vestibule migrate up            apply all pending migrations, as `serve` does when it starts
  vestibule migrate down          roll back the last migration

Rolling back deletes data: `down` lists the tables, columns and rows, and asks for confirmation. Without a terminal,
add --yes. Stop all servers first.";

/// Update the database schema, or roll it back.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
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
    /// The database that the command needs.
    pub(super) fn database(&self) -> Database {
        match self.action {
            Action::Up { .. } => Database::ExistingOrNew,
            _ => Database::Existing,
        }
    }

    pub(super) fn run(self, config: &Config) -> Result<(), CliError> {
        let migrations = open::runtime()?.block_on(async {
            let db = open::connect(config).await?;
            let changed = self.action.apply(&db).await;
            db.close().await;
            changed
        })?;
        if self.json {
            return output::json(&migrations.iter().map(as_json).collect());
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

fn as_json(migration: &MigrationStatus) -> Value {
    json!({ "version": migration.version, "name": migration.name, "applied": migration.applied })
}
