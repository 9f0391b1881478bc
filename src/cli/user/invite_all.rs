//! `vestibule user invite-all`

use crate::accounts::{Accounts, Caller};
use crate::cli::error::CliError;
use crate::cli::open;
use crate::cli::output::{self, Bar};
use crate::config::Config;
use crate::shared::{AwaitingPasswordRequest, MailingState, MailingView, Text};
use clap::Args;
use std::time::Duration;
use tokio::time::sleep;

const EXAMPLES: &str = "\
Examples:
  vestibule user invite-all                           invite the owners of all accounts without a password
  vestibule user invite-all --import 1795338720000    only those of this import
  vestibule user invite-all --show                    how many invitations have been sent
  vestibule user invite-all --stop

A running server sends the invitations, at most VESTIBULE_MAILING_RATE in a minute (60 if it is not set). Accounts that
have an open invitation get no other one, so the command can be repeated. A link is valid for 7 days.

For a file of links that you pass on yourself, use `vestibule user password-links`.";

/// How often the figures are read while the command waits.
const INTERVAL: Duration = Duration::from_secs(1);

/// Send the owner of each active account without a password a link to choose one, at a limited rate.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct InviteAll {
    /// Only accounts of the import with this number, which its report has
    #[arg(long, value_name = "NUMBER")]
    import: Option<String>,
    /// Wait until all invitations are sent, and show the progress
    #[arg(long)]
    wait: bool,
    /// Print how far the last invitations are, and change nothing
    #[arg(long, conflicts_with_all = ["import", "wait", "stop"])]
    show: bool,
    /// Send no more invitations; those that were sent stay valid
    #[arg(long, conflicts_with_all = ["import", "wait"])]
    stop: bool,
    /// Print JSON, as the API returns it
    #[arg(long)]
    json: bool,
}

impl InviteAll {
    pub(super) fn run(self, config: &Config) -> Result<(), CliError> {
        let json = self.json;
        open::with_accounts(config, async |accounts, caller| {
            let mailing = self.mailing(&accounts, &caller).await?;
            if json {
                return output::json(&mailing);
            }
            match mailing {
                Some(mailing) => print(&mailing),
                None => output::line("No invitations have been sent to many users yet."),
            }
        })
    }

    /// What was asked for: the mailing that has begun, was stopped or is shown.
    async fn mailing(self, accounts: &Accounts, caller: &Caller) -> Result<Option<MailingView>, CliError> {
        if self.show {
            return Ok(accounts.mailings().show_mailing(caller).await?);
        }
        if self.stop {
            return Ok(Some(accounts.mailings().stop_mailing(caller).await?));
        }
        let import = self.import.map_or(Text::Missing, Text::from);
        let request = AwaitingPasswordRequest { import, ..AwaitingPasswordRequest::default() };
        let begun = accounts.mailings().begin_mailing(caller, &request).await?;
        if self.wait && begun.total > 0 { wait_for(accounts, caller).await } else { Ok(Some(begun)) }
    }
}

/// Waits until the last message is sent or given up, and shows the progress.
async fn wait_for(accounts: &Accounts, caller: &Caller) -> Result<Option<MailingView>, CliError> {
    let bar = Bar::new("invitations");
    loop {
        let mailing = accounts.mailings().show_mailing(caller).await?;
        let Some(active) = mailing.filter(MailingView::is_active) else { return Ok(mailing) };
        bar.show("sending", active.total - active.waiting.min(active.total), active.total);
        sleep(INTERVAL).await;
    }
}

fn print(mailing: &MailingView) -> Result<(), CliError> {
    let MailingView { state, created_at, rate, total, sent, waiting, failed, skipped, .. } = mailing;
    let state = match state {
        MailingState::Running => "running",
        MailingState::Completed => "completed",
        MailingState::Stopped => "stopped",
    };
    output::pairs(&[
        ("state", state.to_owned()),
        ("begun", created_at.to_string()),
        ("a minute", rate.to_string()),
        ("accounts", total.to_string()),
        ("sent", sent.to_string()),
        ("waiting", waiting.to_string()),
        ("failed", failed.to_string()),
        ("needed none", skipped.to_string()),
    ])
}
