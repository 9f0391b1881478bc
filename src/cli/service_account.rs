//! `vestibule service-account …`: accounts for programs.

use super::{error::CliError, open, output, token::creator};
use crate::{
    accounts::{Caller, Principal},
    config::{Config, Database},
    shared::{
        api_tokens::{CreateServiceAccountRequest, ServiceAccountListView, ServiceAccountView},
        text::Text,
        views::Role,
    },
};
use clap::{Args, Subcommand};

const EXAMPLES: &str = "\
Examples:
  vestibule service-account create --username backup --name 'Nightly backup' --role admin
  vestibule token create --user backup --name 2026 --scope users:read
  vestibule service-account list

A service account has no password and cannot sign in. Disable, enable and delete it with `vestibule user`. A running
server applies changes within a second.";

/// Create and list service accounts: accounts for programs.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct ServiceAccount {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
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
    List {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

impl ServiceAccount {
    /// The database that the command needs.
    pub(super) fn database(&self) -> Database {
        match self.action {
            Action::Create { .. } => Database::ExistingOrNew,
            _ => Database::Existing,
        }
    }

    pub(super) fn run(self, config: &Config) -> Result<(), CliError> {
        let who = Principal::System;
        open::with_accounts(config, async |accounts| match self.action {
            Action::Create { username, name, role, json } => {
                let request = CreateServiceAccountRequest {
                    username: Text::from(username),
                    name: Text::from(name),
                    role: Text::from(role.as_str()),
                };
                let account = accounts.create_service_account(&who, &Caller::local(), request).await?;
                if json { output::json_of(&account) } else { print(&[account]) }
            }
            Action::List { json } => {
                let service_accounts = accounts.list_service_accounts(&who).await?;
                if json {
                    output::json_of(&ServiceAccountListView { service_accounts })
                } else {
                    print(&service_accounts)
                }
            }
        })
    }
}

fn print(accounts: &[ServiceAccountView]) -> Result<(), CliError> {
    let rows = accounts.iter().map(|account| {
        [
            account.id.to_string(),
            account.username.clone(),
            account.name.clone().unwrap_or_default(),
            account.role.to_string(),
            account.status.to_string(),
            account.created_at.to_string(),
            account.tokens.to_string(),
            account.last_used_at.map_or_else(|| "never".to_owned(), |at| at.to_string()),
            creator(account.created_by.as_ref()),
        ]
    });
    let headings = ["ID", "USERNAME", "NAME", "ROLE", "STATUS", "CREATED", "TOKENS", "LAST USED", "CREATED BY"];
    output::table(headings, rows.collect())
}
