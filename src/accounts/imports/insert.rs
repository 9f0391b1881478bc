//! Inserts the valid rows as hidden accounts, batch by batch, and publishes them.

use super::insert_rows::{Inserted, insert_rows};
use super::interruption::{Patience, is_interruption};
use super::job::ImportJob;
use super::plan::NewGroups;
use super::rejected::add_rejected;
use super::row::NewRow;
use super::spool::RowSpool;
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
/// Rows per transaction on PostgreSQL, where only what administrators do to others waits for its end, and each one costs ten round trips
/// and a flush.
const ROWS_ON_POSTGRES: usize = 500;

impl ImportJob {
    /// Inserts the spooled rows as hidden accounts and publishes them, or withdraws them all. If the database cannot be reached any more,
    /// what was inserted stays for the next import of the same file.
    pub(super) async fn insert_and_publish(&mut self, spool: RowSpool) -> Result<(), AppError> {
        let (digest, interrupted) = (self.digest.clone().finalize().into(), self.interrupted.take());
        let (import, is_resumed) =
            self.accounts.imports().begin_import(interrupted, self.added_rows, digest, spool.len()).await?;
        // The error is not returned yet, because the hidden accounts have to be removed first.
        let published = match self.insert_all(import, is_resumed, spool).await {
            Ok(()) => self.publish(import).await,
            Err(error) => Err(error),
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
            // No longer than this process is the one that works on it.
            Ok(None) | Err(_) => _ = self.accounts.imports().withdraw(Withdrawal::Failed(import)).await?,
        }
        self.report.outcome = ImportOutcome::NothingImported;
        self.report.importable = false;
        self.report.without_password = 0;
        self.report.resumed = 0;
        published.map(drop)
    }

    /// `is_resumed`: the rows that are added already are those of an earlier run of this import.
    async fn insert_all(&mut self, import: ImportRun, is_resumed: bool, spool: RowSpool) -> Result<(), AppError> {
        let has_concurrent_writers = self.accounts.db().has_concurrent_writers();
        let at_once = if has_concurrent_writers { ROWS_ON_POSTGRES } else { ROWS_ON_SQLITE };
        let (mut rows, mut done, mut is_planned_for) = (spool.into_sorted()?, 0, false);
        loop {
            let batch = rows.next_batch(at_once)?;
            if batch.is_empty() {
                return Ok(());
            }
            done += i64::try_from(batch.len()).unwrap_or(i64::MAX);
            let (added, batch): (Vec<_>, Vec<_>) = batch.into_iter().partition(|row| is_resumed && row.is_added);
            self.report.resumed += added.len() as u64;
            self.report.without_password += awaiting_password(&added);
            if batch.is_empty() {
                continue;
            }
            let start = Instant::now();
            let inserted = self.insert_batch(import, batch, done).await?;
            // These rows were valid when they were read.
            self.report.good -= inserted.rejected.len() as u64;
            add_rejected(&mut self.report, inserted.rejected);
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

    /// Inserts rows in a transaction. `done`: how many rows are inserted then, or were rejected.
    async fn insert_batch(&self, import: ImportRun, batch: Vec<NewRow>, done: i64) -> Result<Inserted, AppError> {
        let mut is_retry = false;
        let insert = || {
            let (rows, may_be_added) = (batch.clone(), mem::replace(&mut is_retry, true));
            let job = async move |mut tx: UnitOfWork| {
                let now = tx.now();
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

    /// Makes the inserted accounts visible, and returns how many of them are administrators; does nothing and returns None if the plan does
    /// not import what is left of the rows.
    async fn publish(&self, import: ImportRun) -> Result<Option<u64>, AppError> {
        if !self.plan.imports(&self.report) {
            return Ok(None);
        }
        let (good, creates_groups) = (self.report.good, self.plan.new_groups != NewGroups::Refused);
        let publish = || {
            let used_groups = self.groups.used();
            let job = async move |mut tx: UnitOfWork| {
                let now = tx.now();
                let administrators = imports::administrators(&mut tx, import.number).await?;
                let count = administrators.len() as u64;
                if !imports::publish(&mut tx, import, now).await? {
                    // Maybe by the transaction before, whose answer was lost.
                    let is_published = imports::is_published(&mut tx, import.number).await?;
                    return if is_published { Ok(count) } else { Err(withdrawn()) };
                }
                if creates_groups {
                    groups::create_missing(&mut tx, &used_groups).await?;
                } else {
                    groups::ensure_existing(&mut tx, &used_groups).await?;
                }
                tx.record(tx.event(EventKind::UserImport).detail(good));
                // One event covers the other accounts; only administrators have events of their own.
                for id in administrators {
                    tx.record(tx.event(EventKind::UserCreate).on(id).detail(Role::Admin).counted_elsewhere());
                }
                Ok(count)
            };
            async move { self.accounts.change(&self.caller, Action::GovernUsers, job).await.map_err(refused) }
        };
        Patience::of(self.accounts.db()).retry(publish).await.map(Some)
    }
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
