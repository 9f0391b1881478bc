//! `vestibule user create` and `update`

use super::{identifying_options, print};
use crate::cli::account::Login;
use crate::cli::error::CliError;
use crate::cli::field::FieldOptions;
use crate::cli::{input, open};
use crate::config::Config;
use crate::shared::fields::profile::{FIELDS, Profile};
use crate::shared::{Expected, RegisterRequest, Role, Text, UpdateUserRequest};
use clap::{Arg, ArgGroup, Args};

const CREATE_EXAMPLES: &str = "\
Examples:
  vestibule user create --username maren --email maren@example.org --role admin
  vestibule user create --username ida --email ida@example.org --field department=sales --field topics=news
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
    #[command(flatten)]
    profile: Profile<Text>,
    #[command(flatten)]
    fields: FieldOptions,
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
        let request = RegisterRequest {
            username: self.username.into(),
            email: self.email.into(),
            profile: self.profile,
            // Before the database is opened, because the operator may take long to type it.
            password: input::read_password(self.password_stdin)?,
            ..RegisterRequest::default()
        };
        open::with_accounts(config, async |accounts, caller| {
            let request = RegisterRequest { fields: self.fields.sent(&accounts, &caller).await?, ..request };
            let user = accounts.users().create_user(&caller, request, self.role).await?;
            print(&caller, &user, self.json)
        })
    }
}

const UPDATE_EXAMPLES: &str = "\
Examples:
  vestibule user update maren --email maren.holt@example.org --verified
  vestibule user update maren --username maren.holt --name 'Maren Holt'
  vestibule user update maren --name ''        remove the name
  vestibule user update maren --field department=sales --field topics=news --field topics=jobs
  vestibule user update maren --field department=        remove what is there";

/// Change the username, email address or profile of an account.
#[derive(Args)]
#[command(after_help = UPDATE_EXAMPLES)]
#[command(group = ArgGroup::new("changes").required(true).multiple(true).args(identifying_options().chain(["fields"])))]
#[command(mut_args(removable))]
pub(super) struct Update {
    #[command(flatten)]
    account: Login,
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
    #[command(flatten)]
    profile: Profile<Text>,
    #[command(flatten)]
    fields: FieldOptions,
    /// Print the account as JSON
    #[arg(long)]
    json: bool,
}

/// Adds to the help of a field of the profile how to remove its value.
fn removable(option: Arg) -> Arg {
    match FIELDS.each_ref().into_values().find(|field| option.get_id() == field.name) {
        Some(field) => option.help(format!("{}; an empty value removes it", field.about)),
        None => option,
    }
}

impl Update {
    pub(super) fn run(self, config: &Config) -> Result<(), CliError> {
        let request = UpdateUserRequest {
            username: self.username.into(),
            email: self.email.into(),
            profile: self.profile,
            email_verified: if self.verified { Expected::Given(true) } else { Expected::Missing },
            ..UpdateUserRequest::default()
        };
        self.account.run(config, async |accounts, caller, user| {
            let request = UpdateUserRequest { fields: self.fields.sent(&accounts, &caller).await?, ..request };
            let user = accounts.users().update_profile(&caller, user.id, request, None).await?;
            print(&caller, &user, self.json)
        })
    }
}
