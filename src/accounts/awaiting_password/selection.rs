//! Which accounts without a password a request is about.

use crate::{
    accounts::{Accounts, ManageError},
    shared::{
        fields::{Fields, Problem},
        ids::UserId,
        text::Text,
    },
    store::{
        awaiting_password::{AwaitingPlace, AwaitingRange},
        imports,
    },
};
use uuid::Uuid;

/// All accounts, or those of one import.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Selection {
    pub import: Option<i64>,
}

impl Selection {
    /// All of them, in the order of the store.
    pub(super) fn range(self) -> AwaitingRange {
        let (first, last_import) = self.import.map_or((0, i64::MAX), |number| (number, number));
        AwaitingRange { after: AwaitingPlace { import_number: first, id: UserId(Uuid::nil()) }, last_import }
    }
}

impl Accounts {
    /// Parses the number of an import. Without one, all accounts are selected.
    ///
    /// # Errors
    /// If it is no number, or if there is no such import.
    pub(super) async fn parse_selection(&self, import: &Text) -> Result<Selection, ManageError> {
        let mut fields = Fields::default();
        let import = fields.parse("import", import, parse_import).flatten();
        fields.finish().map_err(ManageError::Invalid)?;
        if let Some(number) = import
            && !self.db().read(move |conn| Box::pin(imports::is_published(conn, number))).await?
        {
            let detail =
                "There is no such import. Send the number in its report, or leave it out to select all accounts.";
            return Err(ManageError::Invalid(vec![Problem::new("unknown_import", detail).of("import")]));
        }
        Ok(Selection { import })
    }
}

/// An empty text counts as missing, because forms send empty fields.
fn parse_import(text: &str) -> Result<Option<i64>, Problem> {
    if text.is_empty() {
        return Ok(None);
    }
    let number = text.parse().ok().filter(|number| *number > 0);
    number.map(Some).ok_or_else(|| Problem::new("not_a_number", "Send the number of an import as its report shows it."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{passwords, store::awaiting_password::STATEMENTS};

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
        let condition = format!("account.password_hash = '{}'", passwords::UNUSABLE);
        for statement in STATEMENTS {
            assert!(statement.sql().contains(&condition), "{}", statement.name());
        }
    }

    #[test]
    fn accounts_that_were_not_imported_are_among_all_accounts() {
        let all = Selection { import: None }.range();
        assert_eq!((all.after.import_number, all.last_import), (0, i64::MAX));
        let one = Selection { import: Some(7) }.range();
        assert_eq!((one.after.import_number, one.last_import), (7, 7));
    }
}
