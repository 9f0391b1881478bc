//! `vestibule user …`: manages accounts, with the same use cases as the pages and the API.

mod bulk;
mod edit;
mod export;
mod filter;
mod identities;
pub(super) mod import;
mod invite;
mod invite_all;
mod list;
mod passwords;
mod status;
mod ways_in;

use super::account::{Asked, Login};
use super::error::CliError;
use super::output;
use crate::accounts::{self, Caller};
use crate::config::Config;
use crate::shared::fields::profile::{FIELDS, Profile, ProfileField};
use crate::shared::own_fields::PREFIX;
use crate::shared::{Text, UserAction};
use clap::{Arg, ArgMatches, Args, Command, FromArgMatches, Subcommand};

const EXAMPLES: &str = "\
Examples:
  vestibule user create --username maren --email maren@example.org --role admin
  vestibule user invite maren@example.org
  vestibule user show maren@example.org --json
  vestibule user list --search holt
  vestibule user disable maren
  vestibule user bulk set_field:plan=free --group guests
  vestibule user import people.csv --dry-run

LOGIN is a username, an email address or an id. A running server applies changes within a second.";

/// Create, change, import and export users.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct User {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Create an account
    Create(edit::Create),
    /// Create an account and send its owner a link to choose a password
    Invite(invite::Invite),
    /// Invite the owners of all accounts without a password, at a limited rate
    InviteAll(invite_all::InviteAll),
    /// List the open invitations, the newest first
    Invitations(invite::Invitations),
    /// Make the open invitation of an account invalid
    #[command(after_help = "Example:\n  vestibule user revoke-invitation maren")]
    RevokeInvitation(Login),
    /// List accounts, one page at a time
    List(list::List),
    /// Print an account
    #[command(after_help = "Example:\n  vestibule user show maren --json")]
    Show(Asked),
    /// Disable an account: it cannot sign in, and its sessions end
    Disable(status::Change),
    /// Enable a disabled account
    Enable(status::Change),
    /// Mark the email address of an account as confirmed
    #[command(after_help = "Example:\n  vestibule user confirm-email maren")]
    ConfirmEmail(status::Change),
    /// Change the role of an account: user or admin
    SetRole(status::SetRole),
    /// Delete an account; it can be restored for 30 days
    Delete(status::Change),
    /// Restore a deleted account
    Restore(status::Change),
    /// Permanently delete an account that was deleted
    Purge(status::Purge),
    /// Change the username, email address or profile of an account
    Update(edit::Update),
    /// Do the same with many accounts: set a field, disable them, add them to a group and more
    Bulk(bulk::Bulk),
    /// List the changes of many accounts of the last 24 hours that can be undone
    BulkChanges(bulk::BulkChanges),
    /// Undo a change of many accounts, for those that have not changed since
    UndoBulk(bulk::UndoBulk),
    /// Create accounts from a CSV or JSON Lines file
    Import(import::Import),
    /// Export accounts to a CSV or JSON Lines file
    Export(export::Export),
    /// Set a new password for an account, and end its sessions
    SetPassword(passwords::SetPassword),
    /// Remove the passkeys, authenticator codes and recovery codes of an account
    #[command(after_help = ways_in::RESET_EXAMPLES)]
    ResetFactors(Asked),
    /// List everything that can still sign in to an account
    WaysIn(Asked),
    Release(ways_in::Release),
    /// Take away everything that signs in to an account, and send its owner a link for a new password
    #[command(after_help = ways_in::START_OVER_EXAMPLES)]
    StartOver(Asked),
    /// List the accounts at providers that are linked to an account
    Identities(Asked),
    /// Unlink an account at a provider from an account
    Unlink(identities::Unlink),
    /// Create a one-time link with which a user chooses a new password
    #[command(after_help = passwords::LINK_EXAMPLES)]
    PasswordLink(Asked),
    /// Create a file with such a link for each account without a password
    PasswordLinks(passwords::PasswordLinks),
}

impl User {
    pub(super) fn creates_database(&self) -> bool {
        match &self.action {
            Action::Create(_) | Action::Invite(_) => true,
            Action::Import(import) => import.creates_database(),
            _ => false,
        }
    }

    pub(super) fn run(self, config: &Config) -> Result<(), CliError> {
        match self.action {
            Action::Create(create) => create.run(config),
            Action::Invite(invite) => invite.run(config),
            Action::InviteAll(invite_all) => invite_all.run(config),
            Action::Invitations(invitations) => invitations.run(config),
            Action::RevokeInvitation(login) => login.run(config, invite::revoke),
            Action::List(list) => list.run(config),
            Action::Show(asked) => asked.run(config, async |_, caller, user, json| print(&caller, &user, json)),
            Action::Disable(disable) => disable.set_status(config, UserAction::Disable),
            Action::Enable(enable) => enable.set_status(config, UserAction::Enable),
            Action::ConfirmEmail(change) => change.confirm_email(config),
            Action::SetRole(set_role) => set_role.run(config),
            Action::Delete(delete) => delete.set_status(config, UserAction::Delete),
            Action::Restore(restore) => restore.set_status(config, UserAction::Restore),
            Action::Purge(purge) => purge.run(config),
            Action::Update(update) => update.run(config),
            Action::Bulk(bulk) => bulk.run(config),
            Action::BulkChanges(changes) => changes.run(config),
            Action::UndoBulk(undo) => undo.run(config),
            Action::Import(import) => import.run(config),
            Action::Export(export) => export.run(config),
            Action::SetPassword(set_password) => set_password.run(config),
            Action::ResetFactors(asked) => asked.run(config, ways_in::reset_factors),
            Action::WaysIn(asked) => asked.run(config, ways_in::list),
            Action::Release(release) => release.run(config),
            Action::StartOver(asked) => asked.run(config, ways_in::start_over),
            Action::Identities(asked) => asked.run(config, identities::list),
            Action::Unlink(unlink) => unlink.run(config),
            Action::PasswordLink(asked) => asked.run(config, passwords::link),
            Action::PasswordLinks(password_links) => password_links.run(config),
        }
    }
}

/// An option for each field.
impl Args for Profile<Text> {
    fn augment_args(command: Command) -> Command {
        let option = |field: &ProfileField| Arg::new(field.name).long(field.name).value_name("TEXT").help(field.about);
        command.args(FIELDS.each_ref().map(option).into_values())
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Profile<Text> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        Ok(FIELDS.each_ref().map(|field| matches.get_one::<String>(field.name).cloned().into()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

/// The options for what an account is known by.
fn identifying_options() -> impl Iterator<Item = &'static str> {
    ["username", "email"].into_iter().chain(FIELDS.each_ref().map(|field| field.name).into_values())
}

/// Prints an account as the caller sees it.
fn print(caller: &Caller, user: &accounts::User, json: bool) -> Result<(), CliError> {
    let view = user.view_for(caller);
    if json {
        return output::json(&view);
    }
    let confirmed = if view.email_verified { "yes" } else { "no" };
    let last_login = view.last_login_at.map_or_else(|| "never".to_owned(), |at| at.to_string());
    let profile = FIELDS.each_ref().zip(view.profile()).map(|(field, value)| (field.name, value.unwrap_or_default()));
    let mut pairs = vec![
        ("id", view.id.to_string()),
        ("username", view.username),
        ("email", view.email),
        ("confirmed", confirmed.to_owned()),
    ];
    pairs.extend(profile.into_values());
    pairs.extend([
        ("role", view.role.to_string()),
        ("status", view.status.to_string()),
        ("created", view.created_at.to_string()),
        ("last login", last_login),
        ("external id", view.external_id.unwrap_or_default()),
        ("groups", view.groups.joined(" ")),
    ]);
    let mut pairs: Vec<_> = pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    let own = view.fields.unwrap_or_default();
    pairs.extend(own.into_iter().map(|(name, value)| (format!("{PREFIX}{name}"), value.to_text().into_owned())));
    output::pairs(&pairs)
}
