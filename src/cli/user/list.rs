//! `vestibule user list`

use crate::{
    accounts::Principal,
    cli::{error::CliError, open, options, output},
    config::Config,
    shared::{
        directory::{ListUsersRequest, Pagination, UserList},
        text::Text,
        views::{Role, Status, UserView},
    },
};
use clap::Args;

const EXAMPLES: &str = "\
Examples:
  vestibule user list
  vestibule user list --search holt --status disabled
  vestibule user list --role admin --sort -last_login_at --per-page 100 --json";

/// List accounts, a page at a time.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct List {
    /// Beginnings of words of username, email and name
    #[arg(long, value_name = "WORDS")]
    search: Option<String>,
    /// user or admin
    #[arg(long)]
    role: Option<Role>,
    /// active, disabled or deleted; everyone who is not deleted when left out
    #[arg(long)]
    status: Option<Status>,
    /// created_at, username, email, name or last_login_at, with a - in front for descending
    #[arg(long, allow_hyphen_values = true, value_parser = options::sort)]
    sort: Option<String>,
    /// Which page
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..))]
    page: Option<u64>,
    /// 1 to 100
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..=100))]
    per_page: Option<u64>,
    /// Print JSON, as the API gives it
    #[arg(long)]
    json: bool,
}

impl List {
    pub(super) fn run(self, config: &Config) -> Result<(), CliError> {
        let text = |value: Option<String>| value.map_or(Text::Missing, Text::from);
        let request = ListUsersRequest {
            q: text(self.search),
            role: text(self.role.map(|role| role.to_string())),
            status: text(self.status.map(|status| status.to_string())),
            sort: text(self.sort),
            page: text(self.page.map(|page| page.to_string())),
            per_page: text(self.per_page.map(|number| number.to_string())),
            cursor: Text::Missing,
        };
        open::with_accounts(config, async |accounts| {
            let list = accounts.list_users(&Principal::System, &request).await?;
            if self.json {
                return output::json_of(&list);
            }
            print(&list)
        })
    }
}

fn print(UserList { users, pagination }: &UserList) -> Result<(), CliError> {
    let row = |user: &UserView| {
        let [role, status] = [user.role.as_str(), user.status.as_str()].map(str::to_owned);
        [user.username.clone(), user.email.clone(), role, status, user.id.to_string()]
    };
    output::table(["USERNAME", "EMAIL", "ROLE", "STATUS", "ID"], users.iter().map(row).collect())?;
    let Pagination { page, pages, total, total_is_exact, .. } = pagination;
    let more = if *total_is_exact { "" } else { "more than " };
    output::line(format_args!("Page {page} of {pages}, {more}{total} in all."))
}
