//! `vestibule seed`

use super::{error::CliError, open, output, progress::Bar};
use crate::config::{Config, DatabaseUrl, Environment};
use clap::Args;
use serde_json::json;

const EXAMPLES: &str = "\
Examples:
  vestibule seed --users 1000 --database sqlite://trial.db
  VESTIBULE_ENV=development vestibule seed --users 1000000

All of them are added, or none. Nobody else can write to the database meanwhile. None of these
people can sign in, and their addresses are of domains that are kept for examples.";

/// Add made-up people, to see how it is with many.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Seed {
    /// How many
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=100_000_000))]
    users: u64,
    /// The database to fill; in production it must be named
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Seed {
    pub(super) fn run(self, mut config: Config) -> Result<(), CliError> {
        match &self.database {
            Some(url) => config.database_url = DatabaseUrl::parse("--database", url)?,
            None if config.environment == Environment::Production => {
                let mend = "this is production: name the database to fill with --database";
                return Err(CliError::refused(mend.to_owned()));
            }
            None => {}
        }
        let users = self.users;
        open::with_accounts(&config, async |accounts| {
            let bar = Bar::new("people");
            accounts.seed(users, &mut |done| bar.show("adding people", done, users)).await?;
            drop(bar);
            if self.json {
                return output::json(&json!({ "users": users }));
            }
            output::line(format_args!("{users} people were added."))
        })
    }
}
