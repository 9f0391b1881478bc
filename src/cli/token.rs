//! `vestibule token …`: the API tokens of an account.

use super::{error::CliError, open, output, user::find};
use crate::{
    accounts::{Caller, ManageError, Principal},
    config::Config,
    shared::{
        api_tokens::{ApiTokenListView, ApiTokenView, CreateApiTokenRequest},
        ids::ApiTokenId,
        strict::Expected,
        text::Text,
    },
};
use clap::{Args, Subcommand};

const EXAMPLES: &str = "\
Examples:
  vestibule token create --user backup --name 'Nightly backup' --scope users:read --scope audit:read
  vestibule token list backup
  vestibule token revoke 01920f3e-7b1c-7cc0-8000-5a2b1d3c4e5f

LOGIN is a username, an email address or an id. The scopes are self, users:read, users:write, groups:write and audit:read;
all but self need an administrator. A running server applies changes within a second.";

/// List, create and revoke API tokens.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Token {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
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
        /// self, users:read, users:write, groups:write or audit:read; may be repeated
        #[arg(long = "scope", value_name = "SCOPE", required = true)]
        scopes: Vec<String>,
        /// 1 to 366 days
        #[arg(long, value_name = "DAYS", default_value = "90")]
        expires_in_days: String,
        /// Print the token as JSON
        #[arg(long)]
        json: bool,
    },
    /// Revoke an API token
    Revoke {
        /// The id of the token, as `list` prints it
        token: ApiTokenId,
    },
}

impl Token {
    pub(super) fn run(self, config: &Config) -> Result<(), CliError> {
        let (who, caller) = (Principal::System, Caller::local());
        open::with_accounts(config, async |accounts| match self.action {
            Action::List { login, json } => {
                let user = find(&accounts, &login).await?;
                let tokens = accounts.list_api_tokens(&who, user.id).await?;
                if json { output::json_of(&ApiTokenListView { tokens }) } else { print(&tokens) }
            }
            Action::Create { user, name, scopes, expires_in_days, json } => {
                let user = find(&accounts, &user).await?;
                let request = CreateApiTokenRequest {
                    name: Text::from(name),
                    scopes: Expected::Given(scopes.into_iter().map(Text::from).collect()),
                    expires_in_days: Text::from(expires_in_days),
                };
                let new = accounts.create_api_token(&who, &caller, user.id, request).await?;
                if json { output::json_of(&new) } else { output::line(&new.secret) }
            }
            Action::Revoke { token } => {
                let owner = accounts.owner_of_api_token(&who, token).await.map_err(no_such_token)?;
                accounts.revoke_api_token(&who, &caller, owner, token).await.map_err(no_such_token)?;
                output::line(format_args!("Revoked the API token {token}."))
            }
        })
    }
}

/// What is not found is the token and not an account.
fn no_such_token(error: ManageError) -> CliError {
    match error {
        ManageError::NotFound => CliError::failed("there is no such API token: it may have been revoked already"),
        other => other.into(),
    }
}

fn print(tokens: &[ApiTokenView]) -> Result<(), CliError> {
    let rows = tokens.iter().map(|token| {
        [
            token.id.to_string(),
            token.name.clone(),
            token.scopes.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(" "),
            token.created_at.to_string(),
            token.expires_at.to_string(),
            token.last_used_at.map_or_else(|| "never".to_owned(), |at| at.to_string()),
            token.last_used_address.clone().unwrap_or_default(),
        ]
    });
    output::table(["ID", "NAME", "SCOPES", "CREATED", "EXPIRES", "LAST USED", "ADDRESS"], rows.collect())
}
