//! `vestibule migrate up|down|status`

use super::{error::CliError, open, output};
use crate::{
    config::Config,
    store::{Db, MigrationStatus},
};
use clap::{Args, Subcommand};
use serde_json::{Value, json};

const EXAMPLES: &str = "\
Examples:
  vestibule migrate status        what is applied, and what is not
  vestibule migrate up            apply everything that is pending (as `serve` does at its start)
  vestibule migrate down          take the last one back";

/// Bring the database to this version's shape, or back.
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
    /// Apply the next N pending migrations, or all
    Up {
        #[arg(value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
        count: Option<u32>,
    },
    /// Take the last N applied migrations back
    Down {
        #[arg(value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
        count: u32,
    },
    /// List applied and pending migrations
    Status,
}

impl Migrate {
    pub(super) fn run(self, config: &Config) -> Result<(), CliError> {
        let migrations = open::runtime()?.block_on(async {
            let db = Db::connect(config.database_url.expose()).await?;
            let changed = self.action.apply(&db).await;
            db.close().await;
            changed
        })?;
        if self.json {
            return output::json(&migrations.iter().map(as_json).collect());
        }
        if migrations.is_empty() {
            return output::line(self.action.nothing());
        }
        migrations.iter().try_for_each(|one| output::line(self.action.told(one)))
    }
}

impl Action {
    /// The migrations that changed, or all of them for the status.
    async fn apply(&self, db: &Db) -> Result<Vec<MigrationStatus>, CliError> {
        let migrations = db.migrations();
        Ok(match self {
            Self::Up { count } => migrations.up(*count).await?,
            Self::Down { count } => migrations.down(*count).await?,
            Self::Status => migrations.status().await?,
        })
    }

    fn nothing(&self) -> &'static str {
        match self {
            Self::Up { .. } => "Nothing to apply: the database is up to date.",
            Self::Down { .. } => "Nothing to take back: no migration is applied.",
            Self::Status => "There are no migrations.",
        }
    }

    fn told(&self, migration: &MigrationStatus) -> String {
        let done = match self {
            Self::Up { .. } => "applied",
            Self::Down { .. } => "taken back",
            Self::Status if migration.applied => "applied",
            Self::Status => "pending",
        };
        format!("{:04} {:30} {done}", migration.version, migration.name)
    }
}

fn as_json(migration: &MigrationStatus) -> Value {
    json!({ "version": migration.version, "name": migration.name, "applied": migration.applied })
}
