//! Accounts without a password: how their owners get a link to choose one, many at once. An administrator downloads a file of links
//! and passes them on ([`links_file`]), or a mailing sends each owner an invitation, at a limited rate
//! (`docs/decisions/0054-mailings.md`): [`mailings`] begins, shows and stops it, and [`feed`] queues its messages.
//!
//! No other noun asks `Mailings` for anything.

mod feed;
mod links_file;
mod mailings;

pub use links_file::PasswordLinkFile;

use super::policy::Action;
use super::{Caller, Mailings};
use crate::language::message;
use crate::shared::{AppError, AwaitingPasswordRequest, AwaitingPasswordView, Fields, Problem, Text, UserId};
use crate::store::invitations::{self, AwaitingCounts};
use crate::store::{AwaitingPlace, AwaitingRange, StoreError, imports};
use uuid::Uuid;

/// All accounts, or those of one import.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Selection {
    import: Option<i64>,
}

impl Mailings {
    /// How many active accounts have no password, and the mailing to such accounts.
    pub async fn show_awaiting_password(
        &self,
        caller: &Caller,
        request: &AwaitingPasswordRequest,
    ) -> Result<AwaitingPasswordView, AppError> {
        caller.permit(Action::ListUsers)?;
        let range = self.parse_selection(&request.import).await?.range();
        let counts = self.count_awaiting(range).await?;
        Ok(AwaitingPasswordView {
            accounts: unsigned(counts.accounts),
            uninvited: unsigned(counts.uninvited),
            rate: self.settings().mailing_rate,
            mailing: self.last_mailing().await?,
        })
    }

    async fn count_awaiting(&self, range: AwaitingRange) -> Result<AwaitingCounts, StoreError> {
        let now = self.now();
        self.db().read(async move |mut conn| invitations::count_awaiting(&mut conn, range, now).await).await
    }

    /// Parses the number of an import. Without one, all accounts are selected.
    ///
    /// # Errors
    /// If it is no number, or if there is no such import.
    async fn parse_selection(&self, import: &Text) -> Result<Selection, AppError> {
        let mut fields = Fields::default();
        let import = fields.parse("import", import, parse_import).flatten();
        fields.finish().map_err(AppError::invalid)?;
        if let Some(number) = import
            && !self.db().read(async move |mut conn| imports::is_published(&mut conn, number).await).await?
        {
            let problem = Problem::new("unknown_import", message::awaiting_import_unknown());
            return Err(AppError::invalid(vec![problem.of("import")]));
        }
        Ok(Selection { import })
    }
}

impl Selection {
    /// All of them, in the order of the store.
    fn range(self) -> AwaitingRange {
        let (first, last_import) = self.import.map_or((0, i64::MAX), |number| (number, number));
        AwaitingRange { after: AwaitingPlace { import_number: first, id: UserId(Uuid::nil()) }, last_import }
    }
}

/// An empty text counts as missing, because forms send empty fields.
fn parse_import(text: &str) -> Result<Option<i64>, Problem> {
    if text.is_empty() {
        return Ok(None);
    }
    let number = text.parse().ok().filter(|number| *number > 0);
    number.map(Some).ok_or_else(|| Problem::new("not_a_number", message::awaiting_import_invalid()))
}

fn unsigned(count: i64) -> u64 {
    u64::try_from(count).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{passwords, store::invitations::STATEMENTS};

    #[test]
    fn an_import_is_a_positive_number() {
        assert_eq!(parse_import(""), Ok(None));
        assert_eq!(parse_import("1795338720000"), Ok(Some(1_795_338_720_000)));
        for text in ["0", "-1", "x", "1.5", " 1", "99999999999999999999"] {
            assert_eq!(parse_import(text).unwrap_err().code, "not_a_number", "{text}");
        }
    }

    #[test]
    fn the_statements_know_what_is_stored_in_place_of_a_password() {
        let condition = format!("account.password_hash = '{}'", passwords::NONE);
        let with_condition = STATEMENTS.iter().filter(|statement| statement.sql().contains(&condition));
        let names: Vec<_> = with_condition.map(|statement| statement.name()).collect();
        assert_eq!(names, ["count_awaiting", "next_awaiting", "next_uninvited"]);
    }

    #[test]
    fn accounts_that_were_not_imported_are_among_all_accounts() {
        let all = Selection { import: None }.range();
        assert_eq!((all.after.import_number, all.last_import), (0, i64::MAX));
        let one = Selection { import: Some(7) }.range();
        assert_eq!((one.after.import_number, one.last_import), (7, 7));
    }
}
