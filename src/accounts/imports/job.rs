//! An import in progress: reads the file, validates all rows and keeps the valid ones, which `insert` then inserts.

use super::columns::COLUMNS;
use super::groups::ImportGroups;
use super::interruption::Patience;
use super::own_columns::OwnColumns;
use super::plan::{NewGroups, Plan};
use super::rejected::{RejectedRows, SeenKeys, add_rejected, identity_taken, taken_errors};
use super::row::{ImportedIdentity, NewRow};
use super::spool::RowSpool;
use super::{no_space, too_large};
use crate::accounts::{Accounts, Action, Caller};
use crate::applications::Providers;
use crate::language::{Message, message};
use crate::passwords;
use crate::shared::{AppError, FieldError, GroupNames, HashCount, ImportOutcome, ImportReport, Problem, Role};
use crate::store::NewUser;
use crate::store::import_checks::CheckedRow;
use crate::store::imports::ImportRow;
use crate::systems::{Left, LeftOuts, Reader};
use crate::tabular::{self, FileError};
use futures::{Stream, StreamExt as _};
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::mem;
use std::sync::Arc;

/// Rows per check of the permission, and of what is taken.
const BATCH_ROWS: usize = 200;
/// Maximum number of rows in a file. Some 60 bytes of each are in memory until all have been read.
const MAX_ROWS: u64 = 3_000_000;
/// Maximum number of administrators in a file. Each is an audit event in the transaction that publishes the import.
const MAX_ADMINISTRATORS: usize = 1000;
/// Rows in the sample of a preview.
const SAMPLE_ROWS: usize = 20;
/// Groups that do not exist in the report.
const MISSING_GROUPS: usize = 100;

pub(super) struct ImportJob {
    pub accounts: Accounts,
    pub caller: Caller,
    pub plan: Plan,
    pub seen_keys: SeenKeys,
    pub groups: ImportGroups,
    own: OwnColumns,
    providers: Arc<Providers>,
    /// What the rows have of the file of a system, and is left out.
    left_out: LeftOuts,
    /// How many valid rows have a hash of each format.
    hashes: BTreeMap<&'static str, u64>,
    pub report: ImportReport,
    /// Rows with the role administrator that have been read.
    administrator_rows: usize,
    /// An import that was interrupted. It goes on, if the file is the same.
    pub interrupted: Option<ImportRow>,
    /// How many valid rows have accounts of it.
    pub added_rows: u64,
    /// The numbers of valid rows that could not be inserted.
    pub rejected_rows: BTreeSet<u64>,
    /// Of the options and of what has been read of the file.
    pub digest: Sha256,
}

impl ImportJob {
    pub(super) fn new(
        accounts: Accounts,
        caller: Caller,
        plan: Plan,
        own: OwnColumns,
        interrupted: Option<ImportRow>,
    ) -> Self {
        let report = ImportReport {
            from: plan.from,
            columns: plan.columns.clone(),
            create_groups: plan.new_groups == NewGroups::Created,
            ..ImportReport::default()
        };
        Self {
            accounts,
            caller,
            groups: ImportGroups::of(GroupNames::default(), plan.new_groups),
            digest: Sha256::new_with_prefix(plan.options()),
            plan,
            own,
            seen_keys: SeenKeys::default(),
            providers: Arc::default(),
            left_out: LeftOuts::default(),
            hashes: BTreeMap::new(),
            report,
            administrator_rows: 0,
            interrupted,
            added_rows: 0,
            rejected_rows: BTreeSet::new(),
        }
    }

    /// Reads the whole file, then imports the rows that the plan allows. On an error nothing is imported. A preview does all of it but
    /// the last step.
    pub(super) async fn run<P: AsRef<[u8]> + Send>(
        mut self,
        file: impl Stream<Item = Result<P, AppError>> + Send + Unpin,
    ) -> Result<ImportReport, AppError> {
        let mut spool = match self.plan.is_preview {
            true => None,
            false => Some(RowSpool::open(&self.accounts.settings().data_dir)?),
        };
        let new_groups = self.plan.new_groups;
        let groups = self.accounts.db().read(async move |mut conn| ImportGroups::read(&mut conn, new_groups).await);
        self.groups = groups.await?;
        self.providers = self.accounts.providers().all().await?;
        self.read_file(file, spool.as_mut()).await?;
        // The keys are not needed after validation. Dropping them frees up to 180 MB before the inserts begin.
        self.seen_keys = SeenKeys::default();
        self.groups.ensure_room()?;
        self.report.missing_groups = self.groups.missing().take(MISSING_GROUPS).cloned().collect();
        let hashes = mem::take(&mut self.hashes).into_iter();
        self.report.hashes = hashes.map(|(format, count)| HashCount { format: format.into(), count }).collect();
        self.report.importable = self.plan.imports(&self.report);
        match spool {
            None => {}
            Some(_) if !self.report.importable => self.report.outcome = ImportOutcome::NothingImported,
            Some(spool) => self.insert_and_publish(spool).await?,
        }
        Ok(self.report)
    }

    async fn read_file<P: AsRef<[u8]> + Send>(
        &mut self,
        mut file: impl Stream<Item = Result<P, AppError>> + Send + Unpin,
        mut spool: Option<&mut RowSpool>,
    ) -> Result<(), AppError> {
        let (mut reader, mut rows) = (self.reader().map_err(unreadable)?, Vec::new());
        while let Some(chunk) = file.next().await {
            let chunk = chunk?;
            self.digest.update(chunk.as_ref());
            reader.push(chunk.as_ref(), &mut rows).map_err(unreadable)?;
            // One chunk may contain many rows, and permission is checked for each batch.
            while rows.len() >= BATCH_ROWS {
                let rest = rows.split_off(BATCH_ROWS);
                let batch = mem::replace(&mut rows, rest);
                self.validate_rows(batch, spool.as_deref_mut()).await?;
            }
        }
        let mut has_more = true;
        while has_more {
            has_more = reader.finish(&mut rows).map_err(unreadable)?;
            self.validate_rows(mem::take(&mut rows), spool.as_deref_mut()).await?;
        }
        self.report.ignored_columns = reader.ignored();
        self.report.left_out = reader.left_out().report(mem::take(&mut self.left_out));
        Ok(())
    }

    fn reader(&self) -> Result<Reader, FileError> {
        match self.plan.from {
            None => Ok(Reader::of_table(&COLUMNS, self.plan.names.clone())),
            Some(system) => {
                Reader::of_system(system, &COLUMNS, self.accounts.now(), &self.accounts.settings().data_dir)
            }
        }
    }

    /// Validates rows and writes the valid ones to the spool, or to the sample of a preview.
    async fn validate_rows(
        &mut self,
        rows: Vec<tabular::Row>,
        mut spool: Option<&mut RowSpool>,
    ) -> Result<(), AppError> {
        // An upload may be slow, and the errors reveal which names are taken. Permission is therefore checked per
        // batch.
        let recheck = || async { self.accounts.sessions().recheck(&self.caller, Action::GovernUsers).await };
        Patience::of(self.accounts.db()).retry(recheck).await?;
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
        let checked = self.check(&parsed).await?;
        for (mut row, CheckedRow { taken, is_linked, of_field, is_added }) in parsed.into_iter().zip(checked) {
            let mut errors = taken_errors(taken, &row.user.names.username);
            errors.extend(is_linked.then(identity_taken));
            errors.extend(of_field.and_then(|field| self.own.taken(field)));
            if !errors.is_empty() {
                rejected.push((row.number, errors));
                continue;
            }
            row.is_added = is_added;
            self.added_rows += u64::from(is_added);
            self.report.good += 1;
            self.report.administrators += u64::from(row.user.role == Role::Admin);
            self.report.assumed_utc += u64::from(row.assumed_utc);
            if row.has_password() {
                *self.hashes.entry(passwords::format_name(&row.user.password_hash)).or_default() += 1;
            }
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
        let imports = self.accounts.imports();
        let mut new = imports.parse_row(row.number, &cells, (&mut self.groups, &self.providers, &self.own), rights)?;
        for (provider, subject) in row.links {
            match ImportedIdentity::of(&self.providers, &provider, &subject) {
                Some(identity) => new.identities.push(identity),
                None => self.left_out.add(Left::Link(provider)),
            }
        }
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
            ("provider", !new.identities.is_empty(), Action::ImportCredentials, message::import_row_denied_identity),
            ("email_verified", *email_verified, Action::ImportCredentials, message::import_row_denied_email_verified),
        ];
        let is_refused = |(_, is_used, needed, _): &Column| *is_used && !self.caller.may(*needed);
        let refused = columns.into_iter().filter(is_refused);
        refused.map(|(field, .., message)| Problem::new("token_scope", message()).of(field)).collect()
    }
}

fn unreadable(error: FileError) -> AppError {
    if error == FileError::NoSpace {
        return no_space();
    }
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
