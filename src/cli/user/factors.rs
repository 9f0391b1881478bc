//! `vestibule user reset-factors`

use crate::accounts::{Accounts, Caller, User};
use crate::cli::error::CliError;
use crate::cli::output;
use serde_json::json;

pub(super) const EXAMPLES: &str = "\
Example:
  vestibule user reset-factors maren

For somebody who has lost them all. The password stays, and is enough to sign in until the owner adds a factor. An
account without a password needs one first: vestibule user set-password, or password-link.";

pub(super) async fn reset(accounts: Accounts, caller: Caller, user: User, json: bool) -> Result<(), CliError> {
    accounts.factors().reset_factors(&caller, user.id).await?;
    if json {
        return output::json(&json!({ "id": user.id, "factors": accounts.factors().of(&caller, user.id).await? }));
    }
    output::line(format_args!("{} signs in with the password alone now.", user.username))
}
