//! `vestibule user list`

use crate::{
    accounts::Principal,
    cli::{error::CliError, open, output},
    config::Config,
    shared::{
        directory::{ListUsersRequest, Pagination, UserList},
        text::Text,
        views::UserView,
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
    role: Option<String>,
    /// active, disabled or deleted; everyone who is not deleted when left out
    #[arg(long)]
    status: Option<String>,
    /// created_at, username, email, name or last_login_at, with a - in front for descending
    #[arg(long, allow_hyphen_values = true)]
    sort: Option<String>,
    /// Which page
    #[arg(long)]
    page: Option<String>,
    /// 1 to 100
    #[arg(long)]
    per_page: Option<String>,
    /// Print JSON, as the API gives it
    #[arg(long)]
    json: bool,
}

impl List {
    pub(super) fn run(self, config: &Config) -> Result<(), CliError> {
        let text = |value: Option<String>| value.map_or(Text::Missing, Text::from);
        let request = ListUsersRequest {
            q: text(self.search),
            role: text(self.role),
            status: text(self.status),
            sort: text(self.sort),
            page: text(self.page),
            per_page: text(self.per_page),
            cursor: Text::Missing,
        };
        open::with_accounts(config, async |accounts| {
            let list = accounts.list_users(&Principal::System, &request).await?;
            if self.json {
                return output::json(&serde_json::to_value(&list).map_err(std::io::Error::from)?);
            }
            print(&list)
        })
    }
}

fn print(UserList { users, pagination }: &UserList) -> Result<(), CliError> {
    let width = |of: fn(&UserView) -> &str| users.iter().map(|user| of(user).chars().count()).max().unwrap_or(0);
    let (username, email) = (width(|user| &user.username), width(|user| &user.email));
    for user in users {
        output::line(format_args!(
            "{:username$}  {:email$}  {:5}  {:8}  {}",
            user.username,
            user.email,
            user.role.as_str(),
            user.status.as_str(),
            user.id
        ))?;
    }
    let Pagination { page, pages, total, total_is_exact, .. } = pagination;
    let more = if *total_is_exact { "" } else { "more than " };
    output::line(format_args!("Page {page} of {pages}, {more}{total} in all."))
}
