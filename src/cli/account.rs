//! The account that a command is about.

use super::error::CliError;
use super::open;
use crate::accounts::{Accounts, Caller, User};
use crate::config::Config;
use clap::Args;

#[derive(Args)]
pub(super) struct Login {
    /// Username, email address or id
    login: String,
}

/// With how the result is printed.
#[derive(Args)]
pub(super) struct Asked {
    #[command(flatten)]
    account: Login,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// All accounts, before any of them is changed: a mistyped one changes nothing. The error names it.
pub(super) async fn find_all(accounts: &Accounts, caller: &Caller, logins: &[String]) -> Result<Vec<User>, CliError> {
    let mut users = Vec::new();
    for login in logins {
        let found = accounts.users().find_by_login(caller, login).await;
        users.push(found.map_err(|error| CliError::failed(format!("{login}: {}", CliError::from(error))))?);
    }
    Ok(users)
}

impl Login {
    /// Runs `work` with the use cases, the operator, who calls them, and the account.
    pub(super) fn run<'a>(
        self,
        config: &'a Config,
        work: impl AsyncFnOnce(Accounts, Caller, User) -> Result<(), CliError> + 'a,
    ) -> Result<(), CliError> {
        open::with_accounts(config, async move |accounts, caller| {
            let user = accounts.users().find_by_login(&caller, &self.login).await?;
            work(accounts, caller, user).await
        })
    }
}

impl Asked {
    /// Like [`Login::run`]. `work` also learns whether to print JSON.
    pub(super) fn run<'a>(
        self,
        config: &'a Config,
        work: impl AsyncFnOnce(Accounts, Caller, User, bool) -> Result<(), CliError> + 'a,
    ) -> Result<(), CliError> {
        self.account.run(config, async move |accounts, caller, user| work(accounts, caller, user, self.json).await)
    }
}
