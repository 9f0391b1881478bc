//! `vestibule token …`: the API tokens of an account; and `service-account …`: accounts for programs.

use super::error::CliError;
use super::open;
use super::output::{self, Column, Json};
use crate::accounts::{Accounts, Caller, User};
use crate::config::Config;
use crate::shared::{
    ApiTokenId, ApiTokenView, CreateApiTokenRequest, CreateServiceAccountRequest, CreatedTokenView, CreatorView,
    Expected, Role, ServiceAccountView, Text, UserId,
};
use clap::{Args, Subcommand};

const TOKEN_EXAMPLES: &str = "\
Examples:
  vestibule token create --user backup --name 'Nightly backup' --scope users:read --scope audit:read
  vestibule token list backup
  vestibule token revoke 01920f3e-7b1c-7cc0-8000-5a2b1d3c4e5f
  vestibule token revoke --created-by maren

LOGIN is a username, an email address or an id. The scopes are self, users:read, users:write, groups:write,
applications:write and audit:read;
all but self need an administrator. A running server applies changes within a second.";

/// List, create and revoke API tokens, with which programs call the API.
#[derive(Args)]
#[command(after_help = TOKEN_EXAMPLES)]
pub(super) struct Token {
    #[command(subcommand)]
    action: TokenAction,
}

#[derive(Subcommand)]
enum TokenAction {
    /// List the API tokens of an account that have neither expired nor been revoked, the newest first
    List {
        /// Username, email address or id
        login: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Create an API token for an account, and print its secret, which is not shown again
    Create {
        /// Username, email address or id
        #[arg(long, value_name = "LOGIN")]
        user: String,
        /// What the token is for
        #[arg(long)]
        name: String,
        /// self, users:read, users:write, groups:write, applications:write or audit:read; may be repeated
        #[arg(long = "scope", value_name = "SCOPE", required = true)]
        scopes: Vec<String>,
        /// 1 to 366 days
        #[arg(long, value_name = "DAYS", default_value = "90")]
        expires_in_days: String,
        /// Print the token as JSON
        #[arg(long)]
        json: bool,
    },
    /// Revoke an API token, or all that an administrator has created for service accounts
    Revoke {
        /// The id of the token, as `list` prints it
        #[arg(required_unless_present = "created_by")]
        token: Option<ApiTokenId>,
        /// The username, email address or id of the administrator; the id also after their account was purged
        #[arg(long, value_name = "LOGIN", conflicts_with = "token")]
        created_by: Option<String>,
    },
}

impl Token {
    pub(super) fn run(self, config: &Config) -> Result<(), CliError> {
        open::with_accounts(config, async |accounts, caller| match self.action {
            TokenAction::List { login, json } => {
                let user = accounts.users().find_by_login(&caller, &login).await?;
                output::list(
                    json,
                    "tokens",
                    &accounts.api_tokens().list_api_tokens(&caller, user.id).await?,
                    TOKEN_COLUMNS,
                )
            }
            TokenAction::Create { user, name, scopes, expires_in_days, json } => {
                let user = accounts.users().find_by_login(&caller, &user).await?;
                let request = CreateApiTokenRequest {
                    name: Text::from(name),
                    scopes: Expected::Given(scopes.into_iter().map(Text::from).collect()),
                    expires_in_days: Text::from(expires_in_days),
                    current_password: Text::Missing,
                };
                let new = accounts.api_tokens().create_api_token(&caller, user.id, request).await?;
                if json { output::json(&new) } else { output::line(&new.secret) }
            }
            TokenAction::Revoke { token: Some(token), .. } => {
                let missing = || "there is no such API token: it may have been revoked already".to_owned();
                let owner =
                    CliError::or_missing(accounts.api_tokens().owner_of_api_token(&caller, token).await, missing)?;
                CliError::or_missing(accounts.api_tokens().revoke_api_token(&caller, owner, token).await, missing)?;
                output::line(format_args!("Revoked the API token {token}."))
            }
            TokenAction::Revoke { token: None, created_by } => {
                let creator = creator_id(&accounts, &caller, &created_by.unwrap_or_default()).await?;
                let revoked = accounts.api_tokens().revoke_created_tokens(&caller, creator).await?;
                output::line(format_args!("Revoked {}.", in_words(revoked)))
            }
        })
    }
}

/// The id of the account that has created tokens. An id is not looked up, because tokens outlive the account.
async fn creator_id(accounts: &Accounts, caller: &Caller, login: &str) -> Result<UserId, CliError> {
    match login.parse() {
        Ok(id) => Ok(id),
        Err(_) => Ok(accounts.users().find_by_login(caller, login).await?.id),
    }
}

const TOKEN_COLUMNS: [Column<ApiTokenView>; 8] = [
    ("ID", |token| token.id.to_string()),
    ("NAME", |token| token.name.clone()),
    ("SCOPES", |token| token.scopes.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(" ")),
    ("CREATED", |token| token.created_at.to_string()),
    ("EXPIRES", |token| token.expires_at.to_string()),
    ("LAST USED", |token| output::or_never(token.last_used_at)),
    ("ADDRESS", |token| token.last_used_address.clone().unwrap_or_default()),
    ("CREATED BY", |token| creator(token.created_by.as_ref())),
];

/// Says which tokens of service accounts stay valid after the account is no longer an active administrator.
pub(super) async fn notice_created(accounts: &Accounts, caller: &Caller, user: &User) -> Result<(), CliError> {
    let created = accounts.api_tokens().tokens_left_by(caller, user).await?;
    if created.is_empty() {
        return Ok(());
    }
    let (number, username) = (in_words(created.len() as u64), &user.username);
    output::notice(&format!("{username} has created {number} for service accounts, still valid:"));
    for CreatedTokenView { username, token, .. } in &created {
        output::notice(&format!("  {}  {username}: {}", token.id, token.name));
    }
    output::notice(&format!("Revoke them with: vestibule token revoke --created-by {}", user.id));
    Ok(())
}

fn in_words(tokens: u64) -> String {
    if tokens == 1 { "1 API token".to_owned() } else { format!("{tokens} API tokens") }
}

const ACCOUNT_EXAMPLES: &str = "\
Examples:
  vestibule service-account create --username backup --name 'Nightly backup' --role admin
  vestibule token create --user backup --name 2026 --scope users:read
  vestibule service-account list

A service account has no password and cannot sign in. Disable, enable and delete it with `vestibule user`. A running
server applies changes within a second.";

/// Create and list accounts for programs.
#[derive(Args)]
#[command(after_help = ACCOUNT_EXAMPLES)]
pub(super) struct ServiceAccount {
    #[command(subcommand)]
    action: AccountAction,
}

#[derive(Subcommand)]
enum AccountAction {
    /// Create a service account
    Create {
        /// 3 to 80 letters, digits, dots, dashes or underscores
        #[arg(long)]
        username: String,
        /// What the program does
        #[arg(long, default_value = "", hide_default_value = true)]
        name: String,
        /// user or admin
        #[arg(long, default_value_t = Role::User)]
        role: Role,
        /// Print the account as JSON
        #[arg(long)]
        json: bool,
    },
    /// List the service accounts, the newest first, at most 100
    List(Json),
}

impl ServiceAccount {
    pub(super) fn creates_database(&self) -> bool {
        matches!(self.action, AccountAction::Create { .. })
    }

    pub(super) fn run(self, config: &Config) -> Result<(), CliError> {
        open::with_accounts(config, async |accounts, caller| match self.action {
            AccountAction::Create { username, name, role, json } => {
                let request = CreateServiceAccountRequest {
                    username: Text::from(username),
                    name: Text::from(name),
                    role: Text::from(role.as_str()),
                };
                output::item(json, &accounts.users().create_service_account(&caller, request).await?, ACCOUNT_COLUMNS)
            }
            AccountAction::List(Json { json }) => {
                let listed = accounts.users().list_service_accounts(&caller).await?;
                output::list(json, "service_accounts", &listed, ACCOUNT_COLUMNS)
            }
        })
    }
}

const ACCOUNT_COLUMNS: [Column<ServiceAccountView>; 9] = [
    ("ID", |account| account.id.to_string()),
    ("USERNAME", |account| account.username.clone()),
    ("NAME", |account| account.name.clone().unwrap_or_default()),
    ("ROLE", |account| account.role.to_string()),
    ("STATUS", |account| account.status.to_string()),
    ("CREATED", |account| account.created_at.to_string()),
    ("TOKENS", |account| account.tokens.to_string()),
    ("LAST USED", |account| output::or_never(account.last_used_at)),
    ("CREATED BY", |account| creator(account.created_by.as_ref())),
];

/// Who has created a token or a service account.
fn creator(creator: Option<&CreatorView>) -> String {
    match creator {
        Some(CreatorView { username: Some(username), .. }) => username.clone(),
        Some(CreatorView { id, username: None, .. }) => format!("{id} (deleted)"),
        None => "command line".to_owned(),
    }
}
