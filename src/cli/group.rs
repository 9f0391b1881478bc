//! `vestibule group …`: groups and their members.

use super::account::find_all;
use super::error::CliError;
use super::input::confirm;
use super::open;
use super::output::{self, Column, Json};
use crate::config::Config;
use crate::shared::{CreateGroupRequest, GroupView, Text, UpdateGroupRequest};
use clap::{ArgGroup, Args, Subcommand};

const EXAMPLES: &str = "\
Examples:
  vestibule group create editors --description 'They write the journal.'
  vestibule group create professionals --rule 'plan=pro;country=DE'
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
        /// Who belongs to it: conditions about fields such as 'plan=pro;country=DE' [default: whom you add]
        #[arg(long, default_value = "", hide_default_value = true)]
        rule: String,
        /// Print the group as JSON
        #[arg(long)]
        json: bool,
    },
    /// Change the description of a group, or who belongs to it
    #[command(group = ArgGroup::new("changes").required(true).multiple(true).args(["description", "rule"]))]
    Update {
        /// The name of the group
        name: String,
        /// What the group is for; an empty value removes the description
        #[arg(long)]
        description: Option<String>,
        /// Who belongs to it; with an empty value its members stay, and you add and remove them
        #[arg(long)]
        rule: Option<String>,
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
            Action::Create { name, description, rule, json } => {
                let (description, rule) = (Text::from(description), Text::from(rule));
                let request = CreateGroupRequest { name: Text::from(name), description, rule };
                let group = accounts.groups().create_group(&caller, request).await?;
                // No task goes on when this process ends.
                accounts.maintenance().apply_group_rules().await?;
                output::item(json, &group, COLUMNS)
            }
            Action::Update { name, description, rule, json } => {
                let sent = |text: Option<String>| text.map_or(Text::Missing, Text::from);
                let request = UpdateGroupRequest { description: sent(description), rule: sent(rule) };
                let group = accounts.groups().update_group(&caller, &name, request).await?;
                accounts.maintenance().apply_group_rules().await?;
                output::item(json, &group, COLUMNS)
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

const COLUMNS: [Column<GroupView>; 5] = [
    ("NAME", |group| group.name.to_string()),
    ("MEMBERS", |group| group.members.to_string()),
    ("CREATED", |group| group.created_at.to_string()),
    ("RULE", |group| group.rule.clone()),
    ("DESCRIPTION", |group| group.description.clone()),
];
