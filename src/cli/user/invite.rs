//! `vestibule user invite`, `invitations` and `revoke-invitation`

use super::identifying_options;
use crate::accounts::{self, Accounts, Caller, SetupLink};
use crate::cli::error::CliError;
use crate::cli::field::FieldOptions;
use crate::cli::open;
use crate::cli::output::{self, Column};
use crate::config::Config;
use crate::shared::fields::profile::Profile;
use crate::shared::{
    Expected, InvitationView, InviteUserRequest, ListInvitationsRequest, ListedInvitationView, Role, Text, UserView,
};
use clap::Args;
use serde::Serialize;

const INVITE_EXAMPLES: &str = "\
Examples:
  vestibule user invite maren@example.org
  vestibule user invite maren@example.org --name \"Maren Holt\" --group editors
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
    #[command(flatten)]
    profile: Profile<Text>,
    #[command(flatten)]
    fields: FieldOptions,
    /// user or admin [default: user]
    #[arg(long)]
    role: Option<Role>,
    /// A group that the account is added to; may be repeated
    #[arg(long, value_name = "GROUP")]
    group: Vec<String>,
    /// Invite the owner of an existing account without a password: its username, email address or id
    #[arg(long, value_name = "LOGIN", conflicts_with_all = identifying_options().chain(["role", "group", "fields"]))]
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
        open::with_accounts(config, async |accounts, caller| {
            let (user, invitation) = self.send(&accounts, &caller).await?;
            if json {
                return output::json(&Invited { user: user.view_for(&caller), invitation });
            }
            output::pairs(&[
                ("username", user.all.username),
                ("email", user.all.email),
                ("valid until", invitation.expires_at.to_string()),
            ])
        })
    }

    async fn send(self, accounts: &Accounts, caller: &Caller) -> Result<(accounts::User, InvitationView), CliError> {
        if let Some(login) = &self.again {
            let user = accounts.users().find_by_login(caller, login).await?;
            let invitation = accounts.invitations().send_invitation(caller, user.id).await?;
            return Ok((user, invitation));
        }
        let request = InviteUserRequest {
            username: self.username.into(),
            email: self.email.into(),
            profile: self.profile,
            fields: self.fields.sent(accounts, caller).await?,
            role: self.role.map(|role| role.to_string()).into(),
            invite: Expected::Given(true),
            groups: Expected::Given(self.group.into_iter().map(Text::from).collect()),
        };
        match accounts.users().invite_user(caller, request).await? {
            (user, SetupLink::Mailed(invitation)) => Ok((user, invitation)),
            (_, SetupLink::Shown(_)) => unreachable!("an invitation was requested"),
        }
    }
}

/// List the open invitations, the newest first.
#[derive(Args)]
#[command(after_help = "Example:\n  vestibule user invitations --json")]
pub(super) struct Invitations {
    /// Print JSON, as the API returns it
    #[arg(long)]
    json: bool,
}

impl Invitations {
    pub(super) fn run(self, config: &Config) -> Result<(), CliError> {
        open::with_accounts(config, async |accounts, caller| {
            let (mut invitations, mut request) = (Vec::new(), ListInvitationsRequest::default());
            loop {
                let page = accounts.invitations().list_invitations(&caller, &request).await?;
                invitations.extend(page.invitations);
                let Some(next) = page.next else { break };
                request.cursor = next.into();
            }
            output::list(self.json, "invitations", &invitations, INVITATION_COLUMNS)
        })
    }
}

const INVITATION_COLUMNS: [Column<ListedInvitationView>; 4] = [
    ("USERNAME", |listed| listed.user.username.clone()),
    ("EMAIL", |listed| listed.user.email.clone()),
    ("INVITED", |listed| listed.created_at.to_string()),
    ("VALID UNTIL", |listed| listed.expires_at.to_string()),
];

pub(super) async fn revoke(accounts: Accounts, caller: Caller, user: accounts::User) -> Result<(), CliError> {
    accounts.invitations().revoke_invitation(&caller, user.id).await?;
    output::line(format_args!("Revoked the invitation of {}.", user.username))
}
