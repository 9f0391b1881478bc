//! Checks which values of rows are taken that no two accounts may have: by accounts, and by earlier rows of the file.

use super::interruption::Patience;
use super::job::ImportJob;
use super::row::NewRow;
use crate::shared::AppError;
use crate::store::import_checks::{self, AskedRow, CheckedRow};
use crate::store::users::Taken;
use std::sync::Arc;

impl NewRow {
    /// What has to be free for it.
    pub(super) fn asked(&self) -> AskedRow {
        let identities = self.identities.iter().map(|identity| (identity.issuer.as_str(), identity.subject.as_str()));
        AskedRow::of(&self.user.names, identities, &self.user.own_values)
    }
}

impl ImportJob {
    /// What is taken of each row, and whether the import that was interrupted has added it.
    pub(super) async fn check(&mut self, rows: &[NewRow]) -> Result<Vec<CheckedRow>, AppError> {
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let import = self.interrupted.as_ref().map(|import| import.number);
        let asked: Arc<[AskedRow]> = rows.iter().map(NewRow::asked).collect();
        let db = self.accounts.db();
        let check = || async {
            let (asked, now) = (Arc::clone(&asked), self.accounts.now());
            let read = db.read(async move |mut conn| import_checks::check(&mut conn, &asked, import, now).await);
            Ok(read.await?)
        };
        let of_accounts = Patience::of(db).retry(check).await?;
        Ok(rows.iter().zip(of_accounts).map(|(row, of_accounts)| self.with_earlier_rows(row, of_accounts)).collect())
    }

    fn with_earlier_rows(&mut self, row: &NewRow, of_accounts: CheckedRow) -> CheckedRow {
        let is_added = of_accounts.is_added;
        // An account that is there already is not in its own way.
        let found = if is_added { CheckedRow::default() } else { of_accounts };
        let earlier = self.seen_keys.insert(&row.user.names);
        let taken = Taken {
            // A derived username that is taken is replaced by a free one when the row is inserted.
            username: (found.taken.username || earlier.username) && !row.username_is_derived,
            email: found.taken.email || earlier.email,
            external_id: found.taken.external_id || earlier.external_id,
        };
        // Noted in any case, so that a later row with it is refused too.
        let repeated = row.identities.iter().filter(|identity| self.seen_keys.insert_identity(identity)).count();
        let values = row.user.own_values.iter().filter(|new| new.is_unique);
        let seen: Vec<_> = values.filter(|new| self.seen_keys.insert_value(new)).map(|new| new.field).collect();
        CheckedRow {
            taken,
            is_linked: found.is_linked || repeated > 0,
            of_field: found.of_field.or(seen.first().copied()),
            is_added,
        }
    }
}
