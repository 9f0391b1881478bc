//! `vestibule user invite`, `invitations` and `revoke-invitation`

use super::find;
use crate::{
    accounts::{self, Accounts, Caller, SetupLink},
    cli::{error::CliError, open, output},
    config::Config,
    shared::{
        awaiting_password::{InvitationView, ListedInvitationView},
        requests::InviteUserRequest,
        values::{Expected, Text},
        views::{Role, UserView},
    },
};
use clap::Args;
use serde::Serialize;

const INVITE_EXAMPLES: &str = "\
Examples:
  vestibule user invite maren@example.org
  vestibule user invite maren@example.org --name \"Maren Holt\" --role admin
  vestibule user invite --again maren

The link in the message is valid for 7 days. A running server sends the message.";

/// Create an account without a password, and send its owner a link to choose one.
#[derive(Args)]
#[command(after_help = INVITE_EXAMPLES)]
pub(super) struct Invite {
    /// The address of the new account, to which the invitation is sent
    #[arg(required_unless_present = "again")]
    email: Option<String>,
    /// 3 to 80 letters, digits, dots, dashes or underscores [default: made from the address]
    #[arg(long)]
    username: Option<String>,
    /// The full name
    #[arg(long)]
    name: Option<String>,
    /// user or admin [default: user]
    #[arg(long)]
    role: Option<Role>,
    /// Invite the owner of an existing account without a password: its username, email address or id
    #[arg(long, value_name = "LOGIN", conflicts_with_all = ["email", "username", "name", "role"])]
    again: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// What the API returns for a new account.
#[derive(Serialize)]
struct Invited {
    user: UserView,
    invitation: InvitationView,
}

impl Invite {
    pub(super) fn run(self, config: &Config) -> Result<(), CliError> {
        let (json, caller) = (self.json, Caller::system());
        open::with_accounts(config, async |accounts| {
            let (user, invitation) = self.send(&accounts, &caller).await?;
            if json {
                return output::json_of(&Invited { user: user.view_for(&caller), invitation });
            }
            output::pairs(&[
                ("username", user.username),
                ("email", user.email),
                ("valid until", invitation.expires_at.to_string()),
            ])
        })
    }

    async fn send(self, accounts: &Accounts, caller: &Caller) -> Result<(accounts::User, InvitationView), CliError> {
        if let Some(login) = &self.again {
            let user = find(accounts, caller, login).await?;
            let invitation = accounts.send_invitation(caller, user.id).await?;
            return Ok((user, invitation));
        }
        let text = |value: Option<String>| value.map_or(Text::Missing, Text::from);
        let request = InviteUserRequest {
            username: text(self.username),
            email: text(self.email),
            name: text(self.name),
            role: text(self.role.map(|role| role.to_string())),
            invite: Expected::Given(true),
        };
        match accounts.invite_user(caller, request).await? {
            (user, SetupLink::Mailed(invitation)) => Ok((user, invitation)),
            (_, SetupLink::Shown(_)) => unreachable!("an invitation was requested"),
        }
    }
}

/// List the open invitations, the newest first, at most 100.
#[derive(Args)]
#[command(after_help = "Example:\n  vestibule user invitations --json")]
pub(super) struct Invitations {
    /// Print JSON, as the API returns it
    #[arg(long)]
    json: bool,
}

impl Invitations {
    pub(super) fn run(self, config: &Config) -> Result<(), CliError> {
        let caller = Caller::system();
        open::with_accounts(config, async |accounts| {
            let list = accounts.list_invitations(&caller).await?;
            if self.json {
                return output::json_of(&list);
            }
            let row = |listed: &ListedInvitationView| {
                let ListedInvitationView { user, invitation } = listed;
                let [invited, until] = [invitation.created_at, invitation.expires_at].map(|time| time.to_string());
                [user.username.clone(), user.email.clone(), invited, until]
            };
            output::table(["USERNAME", "EMAIL", "INVITED", "VALID UNTIL"], list.invitations.iter().map(row).collect())
        })
    }
}

/// Make the open invitation of an account invalid. The account stays.
#[derive(Args)]
#[command(after_help = "Example:\n  vestibule user revoke-invitation maren")]
pub(super) struct RevokeInvitation {
    /// Username, email address or id
    login: String,
}

impl RevokeInvitation {
    pub(super) fn run(self, config: &Config) -> Result<(), CliError> {
        let caller = Caller::system();
        open::with_accounts(config, async |accounts| {
            let user = find(&accounts, &caller, &self.login).await?;
            accounts.revoke_invitation(&caller, user.id).await?;
            output::line(format_args!("Revoked the invitation of {}.", user.username))
        })
    }
}
