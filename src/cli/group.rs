//! `vestibule group …`: groups and their members.

use super::error::CliError;
use super::input::confirm;
use super::open;
use super::output::{self, Column, Json};
use crate::accounts::{Accounts, Caller, User};
use crate::config::Config;
use crate::shared::{CreateGroupRequest, GroupView, Text, UpdateGroupRequest};
use clap::{Args, Subcommand};

const EXAMPLES: &str = "\
Examples:
  vestibule group create editors --description 'They write the journal.'
  vestibule group add editors maren jonas@example.org
  vestibule group remove editors maren
  vestibule group list

USER is a username, an email address or an id. A running server applies changes within a second.";

/// Create, describe and delete groups, and change who belongs to them.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Group {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// List all groups
    List(Json),
    /// Create a group
    Create {
        /// 1 to 63 lower-case letters, digits, dashes or underscores; it cannot be changed later
        name: String,
        /// What the group is for
        #[arg(long, default_value = "", hide_default_value = true)]
        description: String,
        /// Print the group as JSON
        #[arg(long)]
        json: bool,
    },
    /// Change the description of a group
    Update {
        /// The name of the group
        name: String,
        /// What the group is for; an empty value removes the description
        #[arg(long)]
        description: String,
        /// Print the group as JSON
        #[arg(long)]
        json: bool,
    },
    /// Remove all members of a group, and delete it. Asks for confirmation on the terminal
    Delete {
        /// The name of the group
        name: String,
        /// Do not ask for confirmation
        #[arg(long)]
        yes: bool,
    },
    /// Add accounts to a group
    Add {
        /// The name of the group
        group: String,
        /// Usernames, email addresses or ids
        #[arg(value_name = "USER", required = true)]
        users: Vec<String>,
    },
    /// Remove accounts from a group
    Remove {
        /// The name of the group
        group: String,
        /// Usernames, email addresses or ids
        #[arg(value_name = "USER", required = true)]
        users: Vec<String>,
    },
}

impl Group {
    pub(super) fn creates_database(&self) -> bool {
        matches!(self.action, Action::Create { .. })
    }

    pub(super) fn run(self, config: &Config) -> Result<(), CliError> {
        open::with_accounts(config, async |accounts, caller| match self.action {
            Action::List(Json { json }) => {
                output::list(json, "groups", &accounts.groups().list_groups(&caller).await?, COLUMNS)
            }
            Action::Create { name, description, json } => {
                let request = CreateGroupRequest { name: Text::from(name), description: Text::from(description) };
                output::item(json, &accounts.groups().create_group(&caller, request).await?, COLUMNS)
            }
            Action::Update { name, description, json } => {
                let request = UpdateGroupRequest { description: Text::from(description) };
                output::item(json, &accounts.groups().update_group(&caller, &name, request).await?, COLUMNS)
            }
            Action::Delete { name, yes } => {
                let GroupView { members, .. } = accounts.groups().show_group(&caller, &name).await?;
                output::notice(&format!("The group {name} will be deleted. Its members: {members}."));
                confirm(yes)?;
                accounts.groups().delete_group(&caller, &name).await?;
                // No task goes on when this process ends.
                accounts.deletions().finish_deletions().await?;
                output::line(format_args!("The group {name} was deleted."))
            }
            Action::Add { group, users } => {
                for user in find_all(&accounts, &caller, &users).await? {
                    accounts.groups().add_to_group(&caller, &group, user.id).await?;
                    output::line(format_args!("{} belongs to {group}.", user.username))?;
                }
                Ok(())
            }
            Action::Remove { group, users } => {
                for user in find_all(&accounts, &caller, &users).await? {
                    accounts.groups().remove_from_group(&caller, &group, user.id).await?;
                    output::line(format_args!("{} does not belong to {group}.", user.username))?;
                }
                Ok(())
            }
        })
    }
}

/// All accounts, before any of them is changed: a mistyped one changes nothing. The error names it.
async fn find_all(accounts: &Accounts, caller: &Caller, logins: &[String]) -> Result<Vec<User>, CliError> {
    let mut users = Vec::new();
    for login in logins {
        let found = accounts.users().find_by_login(caller, login).await;
        users.push(found.map_err(|error| CliError::failed(format!("{login}: {}", CliError::from(error))))?);
    }
    Ok(users)
}

const COLUMNS: [Column<GroupView>; 4] = [
    ("NAME", |group| group.name.to_string()),
    ("MEMBERS", |group| group.members.to_string()),
    ("CREATED", |group| group.created_at.to_string()),
    ("DESCRIPTION", |group| group.description.clone()),
];
