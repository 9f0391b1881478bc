//! `vestibule user list`

use super::filter::Filter;
use crate::cli::error::CliError;
use crate::cli::{input, open, output};
use crate::config::Config;
use crate::shared::{ListUsersRequest, Pagination, UserList, UserView};
use clap::Args;

const LIST_EXAMPLES: &str = "\
Examples:
  vestibule user list
  vestibule user list --search holt --status disabled
  vestibule user list --group editors
  vestibule user list --field plan=pro --field birthday=..1990-01-01
  vestibule user list --last-login-before 2026-08-01 --sort last_login_at
  vestibule user list --role admin --sort -last_login_at --per-page 100 --json";

/// List accounts, one page at a time.
#[derive(Args)]
#[command(after_help = LIST_EXAMPLES)]
pub(super) struct List {
    #[command(flatten)]
    filter: Filter,
    /// created_at, username, email, name or last_login_at, with - in front for descending order
    #[arg(long, allow_hyphen_values = true, value_parser = input::sort)]
    sort: Option<String>,
    /// The number of the page [default: 1]
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..))]
    page: Option<u64>,
    /// Accounts per page, from 1 to 100
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..=100))]
    per_page: Option<u64>,
    /// Print JSON, as the API returns it
    #[arg(long)]
    json: bool,
}

impl List {
    pub(super) fn run(self, config: &Config) -> Result<(), CliError> {
        let request = ListUsersRequest {
            sort: self.sort.into(),
            page: self.page.map(|page| page.to_string()).into(),
            per_page: self.per_page.map(|number| number.to_string()).into(),
            ..ListUsersRequest::matching(self.filter.request())
        };
        open::with_accounts(config, async |accounts, caller| {
            let list = accounts.directory().list_users(&caller, &request).await.map_err(CliError::options)?;
            if self.json {
                return output::json(&list);
            }
            print_page(&list)
        })
    }
}

fn print_page(UserList { users, pagination, .. }: &UserList) -> Result<(), CliError> {
    let row = |user: &UserView| {
        let [role, status] = [user.role.as_str(), user.status.as_str()].map(str::to_owned);
        [user.username.clone(), user.email.clone(), role, status, user.id.to_string()]
    };
    output::table(["USERNAME", "EMAIL", "ROLE", "STATUS", "ID"], users.iter().map(row).collect())?;
    let Pagination { page, pages, total, total_is_exact, .. } = pagination;
    // Search results are counted up to a limit.
    let more_than = if *total_is_exact { "" } else { "more than " };
    let users = if *total == 1 { "user" } else { "users" };
    output::line(format_args!("Page {page} of {pages}, {more_than}{total} {users}."))
}
