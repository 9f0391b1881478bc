//! `vestibule user create`

use super::print;
use crate::{
    accounts::{Caller, CreateUserRequest, Principal},
    cli::{error::CliError, open, password},
    config::Config,
    shared::{text::Text, views::Role},
};
use clap::Args;

const EXAMPLES: &str = "\
Examples:
  vestibule user create --username maren --email maren@example.org --role admin
  pass vestibule/maren | vestibule user create --username maren --email maren@example.org --password-stdin";

/// Create an account, by the same rules as the web form. Prompts for the password on the terminal.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Create {
    /// 3 to 80 letters, digits, dots, dashes or underscores
    #[arg(long)]
    username: String,
    /// An address such as maren@example.org
    #[arg(long)]
    email: String,
    /// The full name
    #[arg(long, default_value = "", hide_default_value = true)]
    name: String,
    /// user or admin
    #[arg(long, default_value_t = Role::User)]
    role: Role,
    /// Read the password from standard input
    #[arg(long)]
    password_stdin: bool,
    /// Print the account as JSON
    #[arg(long)]
    json: bool,
}

impl Create {
    pub(super) fn run(self, config: &Config) -> Result<(), CliError> {
        let request = CreateUserRequest {
            username: Text::from(self.username),
            email: Text::from(self.email),
            name: Text::from(self.name),
            // Before the database is opened, because the operator may take long to type it.
            password: password::read(self.password_stdin)?,
            role: self.role,
        };
        open::with_accounts(config, async |accounts| {
            let user = accounts.create_user(&Principal::System, &Caller::local(), request).await?;
            print(&user, self.json)
        })
    }
}
