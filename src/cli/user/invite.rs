//! `vestibule user invite`

use super::find;
use crate::{
    accounts::{self, Accounts, Caller, Principal, SetupLink},
    cli::{error::CliError, open, output},
    config::Config,
    shared::{
        invitations::InvitationView,
        requests::InviteUserRequest,
        strict::Expected,
        text::Text,
        views::{Role, UserView},
    },
};
use clap::Args;
use serde::Serialize;

const EXAMPLES: &str = "\
Examples:
  vestibule user invite maren@example.org
  vestibule user invite maren@example.org --name \"Maren Holt\" --role admin
  vestibule user invite --again maren

The link in the message is valid for 7 days. A running server sends the message.";

/// Create an account without a password, and send its owner a link to choose one.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
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
        let json = self.json;
        open::with_accounts(config, async |accounts| {
            let (user, invitation) = self.send(&accounts).await?;
            if json {
                return output::json_of(&Invited { user: user.view_for(&Principal::System), invitation });
            }
            output::pairs(&[
                ("username", user.username),
                ("email", user.email),
                ("valid until", invitation.expires_at.to_string()),
            ])
        })
    }

    async fn send(self, accounts: &Accounts) -> Result<(accounts::User, InvitationView), CliError> {
        let (who, caller) = (Principal::System, Caller::local());
        if let Some(login) = &self.again {
            let user = find(accounts, login).await?;
            let invitation = accounts.send_invitation(&who, &caller, user.id).await?;
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
        match accounts.invite_user(&who, &caller, request).await? {
            (user, SetupLink::Mailed(invitation)) => Ok((user, invitation)),
            (_, SetupLink::Shown(_)) => unreachable!("an invitation was requested"),
        }
    }
}
