//! `vestibule seed`

use super::{error::CliError, open, output, progress::Bar};
use crate::config::{Config, DatabaseUrl, Environment};
use clap::Args;
use serde_json::json;

const EXAMPLES: &str = "\
Examples:
  vestibule seed --users 1000 --database sqlite://trial.db
  VESTIBULE_ENV=development vestibule seed --users 1000000

The users are added in one transaction, which blocks all other writes to the database. They cannot sign in, and
their email addresses are in domains that are reserved for examples.";

/// Add generated users, to test with large numbers.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
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
            Some(url) => config.database_url = DatabaseUrl::parse("--database", url)?,
            None if config.environment == Environment::Production => {
                return Err(CliError::failed(
                    "VESTIBULE_ENV is production: name the database to add generated users to with --database",
                ));
            }
            None => {}
        }
        let users = self.users;
        open::with_accounts(&config, async |accounts| {
            let bar = Bar::new("users");
            accounts.seed(users, &mut |done| bar.show("adding users", done, users)).await?;
            // Removed from the screen before the result is printed.
            drop(bar);
            if self.json {
                return output::json(&json!({ "users": users }));
            }
            output::line(format_args!("Added {users} generated users."))
        })
    }
}
