//! `vestibule user invitations`

use crate::{
    accounts::Principal,
    cli::{error::CliError, open, output},
    config::Config,
    shared::invitations::ListedInvitationView,
};
use clap::Args;

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
        open::with_accounts(config, async |accounts| {
            let list = accounts.list_invitations(&Principal::System).await?;
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
