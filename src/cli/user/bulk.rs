//! `vestibule user bulk`, `bulk-changes` and `undo-bulk`: the same for many accounts.

use super::filter::Filter;
use crate::accounts::{Accounts, Caller};
use crate::cli::account::find_all;
use crate::cli::error::CliError;
use crate::cli::input::confirm;
use crate::cli::open;
use crate::cli::output::{self, Bar, Column};
use crate::config::Config;
use crate::shared::bulk::Confirmation;
use crate::shared::{BulkChangeView, BulkReport, BulkRequest, ConfirmationRequest, Expected, Text};
use clap::Args;
use uuid::Uuid;

const EXAMPLES: &str = "\
Examples:
  vestibule user bulk set_field:plan=free --group guests        a field of all members of a group
  vestibule user bulk set_field:plan= --field plan=trial         remove what is there
  vestibule user bulk set_field:plan=pro maren jonas --yes
  vestibule user bulk add_to_group:editors --field department=press
  vestibule user bulk disable --last-login-before 2026-01-01
  vestibule user bulk set_role:user maren jonas

ACTION is disable, enable, delete, restore, set_role:ROLE, set_field:FIELD=VALUE, add_to_group:GROUP, remove_from_group:GROUP,
invite or revoke_invitation. More than 20 accounts, a deletion, a promotion, the end of invitations and the value of a field are
confirmed on the terminal, with the number of accounts. The last administrator stays one. What has changed accounts or a field of
theirs can be undone: vestibule user undo-bulk";

/// Do the same with many accounts. Asks for confirmation on the terminal.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Bulk {
    /// What to do with each account
    action: String,
    /// Usernames, email addresses or ids [default: all accounts that match the options]
    #[arg(value_name = "USER")]
    users: Vec<String>,
    #[command(flatten)]
    filter: Filter,
    /// All accounts that are not deleted
    #[arg(long)]
    all: bool,
    /// Do not ask for confirmation
    #[arg(long)]
    yes: bool,
    /// Print the report as JSON
    #[arg(long)]
    json: bool,
}

impl Bulk {
    pub(super) fn run(self, config: &Config) -> Result<(), CliError> {
        let ways = [!self.users.is_empty(), self.filter.is_given(), self.all];
        if ways.into_iter().filter(|is_used| *is_used).count() != 1 {
            let ways = "say which accounts: name them, choose them with options such as --group, or use --all";
            return Err(CliError::Usage(ways.to_owned()));
        }
        let (yes, json) = (self.yes, self.json);
        open::with_accounts(config, async |accounts, caller| {
            let request = self.request(&accounts, &caller).await?;
            let unanswered = Confirmation::default();
            let question = accounts.directory().required_confirmation(&caller, &request, &unanswered).await;
            let question = question.map_err(CliError::options)?;
            if let Some(question) = &question {
                output::notice(&in_words(question));
                confirm(yes)?;
            }
            print(&change(&accounts, &caller, request, question.map_or(0, |question| question.count)).await?, json)
        })
    }

    async fn request(self, accounts: &Accounts, caller: &Caller) -> Result<BulkRequest, CliError> {
        let request = BulkRequest::named(&self.action);
        if self.users.is_empty() {
            return Ok(BulkRequest { filter: Expected::Given(self.filter.request()), ..request });
        }
        let users = find_all(accounts, caller, &self.users).await?;
        let ids = users.iter().map(|user| Text::from(user.id.to_string())).collect();
        Ok(BulkRequest { ids: Expected::Given(ids), ..request })
    }
}

/// How many accounts would be changed.
fn in_words(ConfirmationRequest { action, count, is_exact, .. }: &ConfirmationRequest) -> String {
    let at_least = if *is_exact { "" } else { "at least " };
    let accounts = if *count == 1 { "account" } else { "accounts" };
    format!("{action}: {at_least}{count} {accounts}.")
}

/// Changes batch after batch. `total`: of the accounts, for the progress bar.
async fn change(
    accounts: &Accounts,
    caller: &Caller,
    mut request: BulkRequest,
    total: u64,
) -> Result<BulkReport, CliError> {
    let (mut report, bar) = (BulkReport::default(), Bar::new("accounts"));
    loop {
        let part = accounts.directory().change_many(caller, &request).await.map_err(CliError::options)?;
        report = with(report, part);
        let done = report.changed + report.skipped;
        bar.show("changing", done, total.max(done));
        match report.rest.take() {
            Some(rest) => request.rest = rest.into(),
            None => return Ok(report),
        }
    }
}

/// The report about both.
fn with(before: BulkReport, part: BulkReport) -> BulkReport {
    BulkReport { changed: before.changed + part.changed, skipped: before.skipped + part.skipped, ..part }
}

fn print(report: &BulkReport, json: bool) -> Result<(), CliError> {
    if json {
        return output::json(report);
    }
    let BulkReport { bulk_id, changed, skipped, created_tokens, is_final, .. } = report;
    if *created_tokens > 0 {
        output::notice(&format!(
            "API tokens of service accounts that these have created are still valid: {created_tokens}. See `vestibule token list`."
        ));
    }
    output::line(format_args!("Changed accounts: {changed}, left as they are: {skipped}"))?;
    if *is_final || *changed == 0 {
        return Ok(());
    }
    output::line(format_args!("To undo this: vestibule user undo-bulk {bulk_id}"))
}

/// List the changes of many accounts of the last 24 hours that can be undone, the newest first.
#[derive(Args)]
#[command(after_help = "Example:\n  vestibule user bulk-changes --json")]
pub(super) struct BulkChanges {
    /// Print JSON, as the API returns it
    #[arg(long)]
    json: bool,
}

impl BulkChanges {
    pub(super) fn run(self, config: &Config) -> Result<(), CliError> {
        open::with_accounts(config, async |accounts, caller| {
            let list = accounts.directory().recent_bulk_changes(&caller).await?;
            output::list(self.json, "changes", &list.changes, COLUMNS)
        })
    }
}

const COLUMNS: [Column<BulkChangeView>; 5] = [
    ("ID", |change| change.bulk_id.to_string()),
    ("AT", |change| change.at.to_string()),
    ("ACTION", |change| {
        let role = change.role.map(|role| role.to_string());
        let argument = role.or_else(|| change.field.as_ref().map(ToString::to_string));
        argument.map_or_else(|| change.action.clone(), |argument| format!("{}:{argument}", change.action))
    }),
    ("ACCOUNTS", |change| change.accounts.to_string()),
    ("NAME", |change| change.name.clone().unwrap_or_default()),
];

const UNDO_EXAMPLES: &str = "\
Example:
  vestibule user undo-bulk 01920f3e-7b1c-7cc0-8000-5a2b1d3c4e5f

An account that has changed since stays as it is. What a field was set to can be undone for 30 days.";

/// Undo a change of many accounts.
#[derive(Args)]
#[command(after_help = UNDO_EXAMPLES)]
pub(super) struct UndoBulk {
    /// Its id, as `bulk` and `bulk-changes` print it
    change: Uuid,
    /// Print the report as JSON
    #[arg(long)]
    json: bool,
}

impl UndoBulk {
    pub(super) fn run(self, config: &Config) -> Result<(), CliError> {
        open::with_accounts(config, async |accounts, caller| {
            let mut report = BulkReport::default();
            loop {
                report = with(report, accounts.directory().undo_many(&caller, self.change).await?);
                if report.rest.take().is_none() {
                    break;
                }
            }
            if self.json {
                return output::json(&report);
            }
            let BulkReport { changed, skipped, .. } = report;
            output::line(format_args!("Accounts as they were before: {changed}, left as they are: {skipped}"))
        })
    }
}
