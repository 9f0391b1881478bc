//! `vestibule user update`

use super::{find, print};
use crate::{
    accounts::{Caller, Principal},
    cli::{error::CliError, open},
    config::Config,
    shared::{requests::UpdateUserRequest, strict::Expected, text::Text},
};
use clap::{ArgGroup, Args};

const EXAMPLES: &str = "\
Examples:
  vestibule user update maren --email maren.holt@example.org --verified
  vestibule user update maren --username maren.holt --name 'Maren Holt'
  vestibule user update maren --name ''        remove the name";

/// Change the username, email address or name of an account.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
#[command(group = ArgGroup::new("changes").required(true).multiple(true).args(["username", "email", "name"]))]
pub(super) struct Update {
    /// Username, email address or id
    login: String,
    /// The new username
    #[arg(long)]
    username: Option<String>,
    /// The new email address
    #[arg(long)]
    email: Option<String>,
    /// You know that the new address is that of the owner: it counts as confirmed, and no earlier address can take the account
    /// back
    #[arg(long, requires = "email")]
    verified: bool,
    /// The new name; an empty value removes the name
    #[arg(long)]
    name: Option<String>,
    /// Print the account as JSON
    #[arg(long)]
    json: bool,
}

impl Update {
    pub(super) fn run(self, config: &Config) -> Result<(), CliError> {
        let text = |value: Option<String>| value.map_or(Text::Missing, Text::from);
        let request = UpdateUserRequest {
            username: text(self.username),
            email: text(self.email),
            // `None` keeps the name, an empty text removes it.
            name: self.name.map(Text::from),
            email_verified: if self.verified { Expected::Given(true) } else { Expected::Missing },
            ..UpdateUserRequest::default()
        };
        open::with_accounts(config, async |accounts| {
            let user = find(&accounts, &self.login).await?;
            let user = accounts.update_profile(&Principal::System, &Caller::local(), user.id, request, None).await?;
            print(&user, self.json)
        })
    }
}
