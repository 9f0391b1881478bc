//! An import in progress: reads the file, validates all rows and keeps the valid ones, which `insert` then inserts.

use super::groups::ImportGroups;
use super::rejected::{RejectedRows, SeenKeys, add_rejected, identity_taken, taken_errors};
use super::row::{COLUMNS, ImportedIdentity, NewRow};
use super::spool::RowSpool;
use super::{ImportMode, too_large};
use crate::accounts::{Accounts, Action, Caller};
use crate::applications::Providers;
use crate::language::{Message, message};
use crate::shared::{AppError, FieldError, ImportOutcome, ImportReport, Problem, Role, UserId};
use crate::store::users::{self, Taken};
use crate::store::{NewUser, StoreError, identities};
use crate::tabular::{self, FileError, Reader};
use futures::{Stream, StreamExt as _};
use std::mem;
use std::sync::Arc;

/// Rows per check of the permission, and per transaction, which takes some ten milliseconds.
pub(super) const BATCH_ROWS: usize = 50;
/// Maximum number of rows in a file. Some 60 bytes of each are in memory until all have been read.
const MAX_ROWS: u64 = 3_000_000;
/// Maximum number of administrators in a file. Each is an audit event in the transaction that publishes the import.
const MAX_ADMINISTRATORS: usize = 1000;
/// Rows in the sample of a preview.
const SAMPLE_ROWS: usize = 20;
pub(super) struct ImportJob {
    pub accounts: Accounts,
    pub caller: Caller,
    pub mode: ImportMode,
    seen_keys: SeenKeys,
    pub groups: ImportGroups,
    providers: Arc<Providers>,
    pub report: ImportReport,
    /// Rows with the role administrator that have been read.
    administrator_rows: usize,
    /// Administrators that have been inserted.
    pub administrators: Vec<UserId>,
}

impl ImportJob {
    pub(super) fn new(accounts: Accounts, caller: Caller, mode: ImportMode) -> Self {
        Self {
            accounts,
            caller,
            mode,
            seen_keys: SeenKeys::default(),
            groups: ImportGroups::default(),
            providers: Arc::default(),
            report: ImportReport::default(),
            administrator_rows: 0,
            administrators: Vec::new(),
        }
    }

    /// Reads the whole file, then imports the rows that the mode allows. On an error nothing is imported.
    pub(super) async fn run<P: AsRef<[u8]> + Send>(
        mut self,
        file: impl Stream<Item = Result<P, AppError>> + Send + Unpin,
    ) -> Result<ImportReport, AppError> {
        let mut spool = match self.mode {
            ImportMode::Preview => None,
            ImportMode::AllOrNothing | ImportMode::ValidRows | ImportMode::Seed => {
                Some(RowSpool::open(&self.accounts.settings().data_dir)?)
            }
        };
        let creates_groups = self.mode == ImportMode::Seed;
        let groups = self.accounts.db().read(async move |mut conn| ImportGroups::read(&mut conn, creates_groups).await);
        self.groups = groups.await?;
        self.providers = self.accounts.providers().all().await?;
        self.read_file(file, spool.as_mut()).await?;
        // The keys are not needed after validation. Dropping them frees up to 180 MB before the inserts begin.
        self.seen_keys = SeenKeys::default();
        match spool {
            None => {}
            Some(_) if self.mode.requires_all() && self.report.bad > 0 => {
                self.report.outcome = ImportOutcome::NothingImported;
            }
            Some(spool) => self.insert_and_publish(spool).await?,
        }
        Ok(self.report)
    }

    async fn read_file<P: AsRef<[u8]> + Send>(
        &mut self,
        mut file: impl Stream<Item = Result<P, AppError>> + Send + Unpin,
        mut spool: Option<&mut RowSpool>,
    ) -> Result<(), AppError> {
        let (mut reader, mut rows) = (Reader::new(&COLUMNS), Vec::new());
        while let Some(chunk) = file.next().await {
            reader.push(chunk?.as_ref(), &mut rows).map_err(unreadable)?;
            // One chunk may contain many rows, and permission is checked for each batch.
            while rows.len() >= BATCH_ROWS {
                let rest = rows.split_off(BATCH_ROWS);
                let batch = mem::replace(&mut rows, rest);
                self.validate_rows(batch, spool.as_deref_mut()).await?;
            }
        }
        reader.finish(&mut rows).map_err(unreadable)?;
        self.validate_rows(rows, spool).await?;
        self.report.ignored_columns = reader.ignored();
        Ok(())
    }

    /// Validates rows and writes the valid ones to the spool, or to the sample of a preview.
    async fn validate_rows(
        &mut self,
        rows: Vec<tabular::Row>,
        mut spool: Option<&mut RowSpool>,
    ) -> Result<(), AppError> {
        // An upload may be slow, and the errors reveal which names are taken. Permission is therefore checked per
        // batch.
        self.accounts.sessions().recheck(&self.caller, Action::GovernUsers).await?;
        let (mut parsed, mut rejected) = (Vec::with_capacity(rows.len()), RejectedRows::new());
        for row in rows {
            count_row(&mut self.report)?;
            let number = row.number;
            match self.parse_row(row) {
                Ok(new) => parsed.push(new),
                Err(errors) => rejected.push((number, errors)),
            }
        }
        // One read for the whole batch, without the rows that are invalid in any case.
        let taken = self.taken(&parsed).await?;
        for (row, (taken, is_linked)) in parsed.into_iter().zip(taken) {
            let mut errors = taken_errors(taken, &row.user.names.username);
            errors.extend(is_linked.then(identity_taken));
            if !errors.is_empty() {
                rejected.push((row.number, errors));
                continue;
            }
            self.report.good += 1;
            self.report.assumed_utc += u64::from(row.assumed_utc);
            self.groups.note(&row.user.names.groups);
            match &mut spool {
                Some(spool) => spool.push(&row)?,
                None if self.report.sample.len() < SAMPLE_ROWS => self.report.sample.push(row.preview()),
                None => {}
            }
        }
        // Rows with taken keys were appended after the rows that did not parse.
        rejected.sort_by_key(|(row, _)| *row);
        add_rejected(&mut self.report, rejected);
        Ok(())
    }

    fn parse_row(&mut self, row: tabular::Row) -> Result<NewRow, Vec<FieldError>> {
        let cells = row.cells.map_err(|problem| vec![problem.of("row")])?;
        let rights = self.accounts.users().username_rights(&self.caller);
        let new = self.accounts.imports().parse_row(row.number, &cells, (&self.groups, &self.providers), rights)?;
        let refused = self.columns_denied_to_token(&new);
        if !refused.is_empty() {
            return Err(refused);
        }
        if new.user.role == Role::Admin {
            self.administrator_rows += 1;
            if self.administrator_rows > MAX_ADMINISTRATORS {
                let message = message::import_row_too_many_administrators(MAX_ADMINISTRATORS as u64);
                return Err(vec![Problem::new("too_many_administrators", message).of("role")]);
            }
        }
        Ok(new)
    }

    /// The columns of a row that need more than the permission to import. Every administrator who is signed in may use them all,
    /// so this is about API tokens: what they cannot do to one account, they cannot do by a file either.
    fn columns_denied_to_token(&self, new: &NewRow) -> Vec<FieldError> {
        let NewUser { names, role, email_verified, .. } = &new.user;
        // With functions, because hardly any row needs the messages.
        type Column = (&'static str, bool, Action, fn() -> Message);
        let columns: [Column; 6] = [
            ("groups", !names.groups.is_empty(), Action::ManageGroups, message::import_row_denied_groups),
            ("role", *role == Role::Admin, Action::SetRoles, message::import_row_denied_role),
            ("password_hash", new.has_password(), Action::ImportCredentials, message::import_row_denied_password_hash),
            (
                "totp_secret",
                new.totp_secret.is_some(),
                Action::ImportCredentials,
                message::import_row_denied_totp_secret,
            ),
            ("provider", new.identity.is_some(), Action::ImportCredentials, message::import_row_denied_identity),
            ("email_verified", *email_verified, Action::ImportCredentials, message::import_row_denied_email_verified),
        ];
        let is_refused = |(_, is_used, needed, _): &Column| *is_used && !self.caller.may(*needed);
        let refused = columns.into_iter().filter(is_refused);
        refused.map(|(field, .., message)| Problem::new("token_scope", message()).of(field)).collect()
    }

    /// For each row, the keys that an account or an earlier row has, and whether one of these has its account at a provider.
    async fn taken(&mut self, rows: &[NewRow]) -> Result<Vec<(Taken, bool)>, StoreError> {
        let asked: Vec<_> = rows.iter().map(|row| (row.user.names.clone(), row.identity.clone())).collect();
        // `taken` ignores the account that it is asked for. New rows have none, and this id belongs to nobody.
        let (nobody, now) = (UserId(uuid::Uuid::nil()), self.accounts.now());
        let by_accounts = self.accounts.db().read(async move |mut conn| {
            let mut found = Vec::with_capacity(asked.len());
            for (names, identity) in &asked {
                let taken = users::taken(&mut conn, names, nobody, now).await?;
                let is_linked = match identity {
                    Some(ImportedIdentity { issuer, subject, .. }) => {
                        identities::find(&mut conn, issuer, subject).await?.is_some()
                    }
                    None => false,
                };
                found.push((taken, is_linked));
            }
            Ok(found)
        });
        let by_accounts = by_accounts.await?;
        let found = rows.iter().zip(by_accounts).map(|(row, (account, is_linked))| {
            let earlier_row = self.seen_keys.insert(&row.user.names);
            let taken = Taken {
                // A derived username that is taken is replaced by a free one when the row is inserted.
                username: (account.username || earlier_row.username) && !row.username_is_derived,
                email: account.email || earlier_row.email,
                external_id: account.external_id || earlier_row.external_id,
            };
            // Noted in any case, so that a later row with it is refused too.
            let is_repeated = row.identity.as_ref().is_some_and(|identity| self.seen_keys.insert_identity(identity));
            (taken, is_linked || is_repeated)
        });
        Ok(found.collect())
    }
}

fn unreadable(error: FileError) -> AppError {
    AppError::invalid(vec![Problem::new("unreadable", error.message()).of("file")])
}

/// Counts a row; fails if the file has too many.
fn count_row(report: &mut ImportReport) -> Result<(), AppError> {
    report.rows += 1;
    if report.rows > MAX_ROWS { Err(too_large()) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_at_most_three_million_rows() {
        let mut report = ImportReport { rows: MAX_ROWS - 1, ..ImportReport::default() };
        assert!(count_row(&mut report).is_ok(), "the last row");
        assert!(count_row(&mut report).is_err_and(|error| error.detail.say().contains("3,000,000 rows")));
    }
}
