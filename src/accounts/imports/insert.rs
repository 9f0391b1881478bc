//! Inserts the valid rows as hidden accounts, batch by batch, and publishes them.

use super::insert_rows::{Inserted, insert_rows};
use super::interruption::{Patience, is_interruption};
use super::job::ImportJob;
use super::plan::NewGroups;
use super::rejected::{RejectedRows, add_rejected};
use super::row::NewRow;
use super::spool::{RowSpool, SortedRows};
use super::{groups, refused};
use crate::accounts::{Action, UnitOfWork};
use crate::language::message;
use crate::shared::{AppError, ErrorCode, EventKind, ImportOutcome, Role};
use crate::store::imports::{self, ImportRun, Withdrawal};
use crate::store::{StoreError, import_checks};
use sha2::Digest as _;
use std::mem;
use std::time::Instant;
use tokio::time::sleep;

/// Rows per transaction on SQLite, where others wait for its end: some 20 milliseconds.
const ROWS_ON_SQLITE: usize = 200;
/// How often missing accounts are inserted again, and how often an import that is gone begins again.
const REPETITIONS: usize = 3;
/// Rows per transaction on PostgreSQL, where only what administrators do to others waits for its end, and each one costs ten round trips
/// and a flush.
const ROWS_ON_POSTGRES: usize = 500;

impl ImportJob {
    /// Inserts the spooled rows as hidden accounts and publishes them, or withdraws them all. If the database cannot be reached any more,
    /// what was inserted stays for the next import of the same file.
    pub(super) async fn insert_and_publish(&mut self, spool: RowSpool) -> Result<(), AppError> {
        let (digest, interrupted) = (self.digest.clone().finalize().into(), self.interrupted.take());
        let (total, mut rows) = (spool.len(), spool.into_sorted()?);
        let imports = self.accounts.imports().clone();
        let (mut import, mut is_resumed) = imports.begin_import(interrupted, self.added_rows, digest, total).await?;
        let mut repetitions = 0..REPETITIONS;
        // The error is not returned yet, because the hidden accounts have to be removed first.
        let published = loop {
            match self.insert_all(import, is_resumed, &mut rows).await {
                // Nothing of it is left. A standby that has taken the database's place has lost even its beginning, or it was paused for
                // so long that another import has removed it.
                Err(error) if error.code == ErrorCode::ImportRunning && !imports.exists(import).await? => {
                    if repetitions.next().is_none() {
                        break Err(incomplete());
                    }
                }
                published => break published,
            }
            tracing::warn!("the database lacks an import that it had confirmed: it begins again");
            (import, is_resumed) = imports.begin_import(None, 0, digest, total).await?;
            rows.rewind();
            (self.report.resumed, self.report.without_password) = (0, 0);
        };
        match published {
            Ok(Some(administrators)) => {
                self.report.outcome = ImportOutcome::Imported;
                self.report.import = Some(import.number);
                // Some of the valid rows may not have been inserted.
                self.report.administrators = administrators;
                // While they were hidden, they followed no rule and no field that has changed.
                self.accounts.own_fields().index_fields_later();
                self.accounts.group_rules().apply_rules_later();
                return Ok(());
            }
            Err(error) if is_interruption(&error) => {
                return Err(self.accounts.imports().interrupted(import, error).await);
            }
            // The next run of this file continues the import.
            Err(error) if error.code == ErrorCode::Unavailable => {
                self.accounts.imports().leave(import).await;
                return Err(error);
            }
            // No longer than this process is the one that works on it.
            Ok(None) | Err(_) => _ = self.accounts.imports().withdraw(Withdrawal::Failed(import)).await?,
        }
        self.report.outcome = ImportOutcome::NothingImported;
        self.report.importable = false;
        self.report.without_password = 0;
        self.report.resumed = 0;
        published.map(drop)
    }

    /// Inserts the rows and publishes them. A database whose standby has taken its place may have lost batches that it had confirmed:
    /// missing accounts are inserted again. Returns as [`Self::publish`].
    ///
    /// `is_resumed`: the rows that are added already are those of an earlier run of this import.
    async fn insert_all(
        &mut self,
        import: ImportRun,
        is_resumed: bool,
        rows: &mut SortedRows,
    ) -> Result<Option<u64>, AppError> {
        self.insert_rows(import, is_resumed, rows).await?;
        let mut repetitions = 0..REPETITIONS;
        loop {
            match self.publish(import).await? {
                Published::Visible { administrators } => return Ok(Some(administrators)),
                Published::Unwanted => return Ok(None),
                Published::Incomplete if repetitions.next().is_none() => return Err(incomplete()),
                Published::Incomplete => self.insert_missing(import, rows).await?,
            }
        }
    }

    async fn insert_missing(&mut self, import: ImportRun, rows: &mut SortedRows) -> Result<(), AppError> {
        tracing::warn!("the database lacks accounts of an import that it had confirmed: they are inserted again");
        rows.rewind();
        let mut done = 0;
        loop {
            let mut batch = rows.next_batch(self.batch_size())?;
            if batch.is_empty() {
                return Ok(());
            }
            done += i64::try_from(batch.len()).unwrap_or(i64::MAX);
            batch.retain(|row| !self.rejected_rows.contains(&row.number));
            let inserted = self.insert_batch(import, batch, done, true).await?;
            self.reject(inserted.rejected);
        }
    }

    fn batch_size(&self) -> usize {
        if self.accounts.db().has_concurrent_writers() { ROWS_ON_POSTGRES } else { ROWS_ON_SQLITE }
    }

    /// Counts rows that were valid when they were read, and can no longer be inserted.
    fn reject(&mut self, rejected: RejectedRows) {
        self.report.good -= rejected.len() as u64;
        self.rejected_rows.extend(rejected.iter().map(|(number, _)| number));
        add_rejected(&mut self.report, rejected);
    }

    async fn insert_rows(
        &mut self,
        import: ImportRun,
        is_resumed: bool,
        rows: &mut SortedRows,
    ) -> Result<(), AppError> {
        let has_concurrent_writers = self.accounts.db().has_concurrent_writers();
        let (mut done, mut is_planned_for) = (0, false);
        loop {
            let mut batch = rows.next_batch(self.batch_size())?;
            if batch.is_empty() {
                return Ok(());
            }
            done += i64::try_from(batch.len()).unwrap_or(i64::MAX);
            // An import that has begun again has rejected some of them before.
            batch.retain(|row| !self.rejected_rows.contains(&row.number));
            let (added, batch): (Vec<_>, Vec<_>) = batch.into_iter().partition(|row| is_resumed && row.is_added);
            self.report.resumed += added.len() as u64;
            self.report.without_password += awaiting_password(&added);
            if batch.is_empty() {
                continue;
            }
            let start = Instant::now();
            let inserted = self.insert_batch(import, batch, done, false).await?;
            self.reject(inserted.rejected);
            self.report.without_password += inserted.without_password;
            if !mem::replace(&mut is_planned_for, true) {
                // The statements of others as well, which go on meanwhile.
                self.accounts.db().plan_for_more_accounts().await;
            }
            if has_concurrent_writers && self.accounts.db().load().is_in_use() {
                // Leaves half of the database's time to others while there are any. On SQLite writers queue, so they have had their
                // turn.
                sleep(start.elapsed()).await;
            }
        }
    }

    /// Inserts rows in a transaction. `done`: how many rows are inserted then, or were rejected. `may_be_added`: whether the import may have
    /// added some of them.
    async fn insert_batch(
        &self,
        import: ImportRun,
        batch: Vec<NewRow>,
        done: i64,
        may_be_added: bool,
    ) -> Result<Inserted, AppError> {
        let mut is_retry = may_be_added;
        let insert = || {
            let (rows, may_be_added) = (batch.clone(), mem::replace(&mut is_retry, true));
            let job = async move |mut tx: UnitOfWork| {
                let now = tx.accounts().imports().clone().time_of_import(&mut tx).await?;
                // Returns false if another process has withdrawn this import as abandoned, or has resumed it.
                if !imports::touch(&mut tx, import, now, done).await? {
                    return Err(withdrawn());
                }
                // The transaction before may have been committed, although its answer was lost.
                let (added, rows) =
                    if may_be_added { added_before(&mut tx, import, rows).await? } else { (Vec::new(), rows) };
                let inserted = insert_rows(&mut tx, import.number, rows).await?;
                Ok(Inserted { without_password: inserted.without_password + awaiting_password(&added), ..inserted })
            };
            // `change` checks with every batch that the actor is still an administrator.
            async move { self.accounts.change(&self.caller, Action::GovernUsers, job).await.map_err(refused) }
        };
        Patience::of(self.accounts.db()).retry(insert).await
    }

    /// Makes the inserted accounts visible, if all of them are in the database and the plan imports the valid rows that are left.
    async fn publish(&self, import: ImportRun) -> Result<Published, AppError> {
        if !self.plan.imports(&self.report) {
            return Ok(Published::Unwanted);
        }
        let (good, creates_groups) = (self.report.good, self.plan.new_groups != NewGroups::Refused);
        let publish = || {
            let used_groups = self.groups.used();
            let job = async move |mut tx: UnitOfWork| {
                let now = tx.now();
                let administrators = imports::administrators(&mut tx, import.number).await?;
                let visible = Published::Visible { administrators: administrators.len() as u64 };
                if imports::is_published(&mut tx, import.number).await? {
                    // By the transaction before, whose answer was lost.
                    return Ok(visible);
                }
                if imports::count_accounts(&mut tx, import.number).await?.unsigned_abs() != good {
                    return Ok(Published::Incomplete);
                }
                if !imports::publish(&mut tx, import, now).await? {
                    return Err(withdrawn());
                }
                if creates_groups {
                    groups::create_missing(&mut tx, &used_groups).await?;
                } else {
                    groups::ensure_existing(&mut tx, &used_groups).await?;
                }
                tx.record(tx.event(EventKind::UserImport).detail(good));
                // One event covers the other accounts; only administrators have events of their own.
                for id in &administrators {
                    tx.record(tx.event(EventKind::UserCreate).on(*id).detail(Role::Admin).counted_elsewhere());
                }
                tx.announce_administrators(&administrators).await?;
                Ok(visible)
            };
            async move { self.accounts.change(&self.caller, Action::GovernUsers, job).await.map_err(refused) }
        };
        Patience::of(self.accounts.db()).retry(publish).await
    }
}

/// The outcome of publishing an import.
#[derive(Clone, Copy)]
enum Published {
    /// Its accounts are visible.
    Visible { administrators: u64 },
    /// The plan does not import the valid rows that are left.
    Unwanted,
    /// The database has fewer accounts than were inserted, or more.
    Incomplete,
}

/// The rows whose accounts this import has added, and the others.
async fn added_before(
    tx: &mut UnitOfWork,
    import: ImportRun,
    rows: Vec<NewRow>,
) -> Result<(Vec<NewRow>, Vec<NewRow>), StoreError> {
    let (asked, now) = (rows.iter().map(NewRow::asked).collect::<Vec<_>>(), tx.now());
    let checked = import_checks::check(tx, &asked, Some(import.number), now).await?;
    let (added, others): (Vec<_>, Vec<_>) = rows.into_iter().zip(checked).partition(|(_, checked)| checked.is_added);
    let rows = |pairs: Vec<(NewRow, _)>| pairs.into_iter().map(|(row, _)| row).collect();
    Ok((rows(added), rows(others)))
}

fn awaiting_password(rows: &[NewRow]) -> u64 {
    rows.iter().filter(|row| row.awaits_password()).count() as u64
}

/// Another process has considered this import abandoned, and has withdrawn or resumed it.
fn withdrawn() -> AppError {
    AppError::new(ErrorCode::ImportRunning, message::import_refused_stalled())
}

/// The database keeps losing accounts that were inserted.
fn incomplete() -> AppError {
    AppError::new(ErrorCode::Unavailable, message::import_refused_incomplete()).retry(30)
}
