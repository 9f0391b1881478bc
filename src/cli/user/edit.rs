//! `vestibule user create`, `update` and `confirm-email`

use super::{find, print};
use crate::{
    accounts::{Caller, CreateUserRequest},
    cli::{error::CliError, input, open},
    config::Config,
    shared::{
        requests::UpdateUserRequest,
        values::{Expected, Text},
        views::Role,
    },
};
use clap::{ArgGroup, Args};

const CREATE_EXAMPLES: &str = "\
Examples:
  vestibule user create --username maren --email maren@example.org --role admin
  pass vestibule/maren | vestibule user create --username maren --email maren@example.org --password-stdin";

/// Create an account, by the same rules as the web form. Prompts for the password on the terminal.
#[derive(Args)]
#[command(after_help = CREATE_EXAMPLES)]
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
            password: input::read_password(self.password_stdin)?,
            role: self.role,
        };
        let caller = Caller::system();
        open::with_accounts(config, async |accounts| {
            let user = accounts.create_user(&caller, request).await?;
            print(&caller, &user, self.json)
        })
    }
}

const UPDATE_EXAMPLES: &str = "\
Examples:
  vestibule user update maren --email maren.holt@example.org --verified
  vestibule user update maren --username maren.holt --name 'Maren Holt'
  vestibule user update maren --name ''        remove the name";

/// Change the username, email address or name of an account.
#[derive(Args)]
#[command(after_help = UPDATE_EXAMPLES)]
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
        let caller = Caller::system();
        open::with_accounts(config, async |accounts| {
            let user = find(&accounts, &caller, &self.login).await?;
            let user = accounts.update_profile(&caller, user.id, request, None).await?;
            print(&caller, &user, self.json)
        })
    }
}

/// Mark the email address of an account as confirmed, without a message.
#[derive(Args)]
#[command(after_help = "Example:\n  vestibule user confirm-email maren")]
pub(super) struct ConfirmEmail {
    /// Username, email address or id
    login: String,
    /// Print the account as JSON
    #[arg(long)]
    json: bool,
}

impl ConfirmEmail {
    pub(super) fn run(self, config: &Config) -> Result<(), CliError> {
        let caller = Caller::system();
        open::with_accounts(config, async |accounts| {
            let user = find(&accounts, &caller, &self.login).await?;
            let user = accounts.mark_confirmed(&caller, user.id).await?;
            print(&caller, &user, self.json)
        })
    }
}
