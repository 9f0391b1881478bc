//! Inserts the valid rows as hidden accounts, batch by batch, and publishes them.

use super::insert_rows::insert_rows;
use super::job::{BATCH_ROWS, ImportJob};
use super::plan::NewGroups;
use super::rejected::add_rejected;
use super::spool::RowSpool;
use super::{groups, refused};
use crate::accounts::{Action, UnitOfWork};
use crate::language::message;
use crate::shared::{AppError, ErrorCode, EventKind, ImportOutcome, Role};
use crate::store::imports;
use std::time::Instant;
use tokio::time::sleep;

impl ImportJob {
    /// Inserts the spooled rows as hidden accounts and publishes them, or withdraws them all.
    pub(super) async fn insert_and_publish(&mut self, spool: RowSpool) -> Result<(), AppError> {
        let number = self.accounts.imports().begin_import(spool.len()).await?;
        // The error is not returned yet, because the hidden accounts have to be removed first.
        let published = match self.insert_all(number, spool).await {
            Ok(()) => self.publish(number).await,
            Err(error) => Err(error),
        };
        if !matches!(published, Ok(true)) {
            // Without a time, because this process knows that the import has failed.
            self.accounts.imports().withdraw(number, None).await?;
        }
        if published? {
            self.report.outcome = ImportOutcome::Imported;
            self.report.import = Some(number);
            // Some of the valid rows may not have been inserted.
            self.report.administrators = self.administrators.len() as u64;
            // While they were hidden, they followed no rule and no field that has changed.
            self.accounts.own_fields().index_fields_later();
            self.accounts.group_rules().apply_rules_later();
        } else {
            self.report.outcome = ImportOutcome::NothingImported;
            self.report.importable = false;
            self.report.without_password = 0;
        }
        Ok(())
    }

    async fn insert_all(&mut self, number: i64, spool: RowSpool) -> Result<(), AppError> {
        let mut rows = spool.into_sorted()?;
        loop {
            let batch = rows.next_batch(BATCH_ROWS)?;
            if batch.is_empty() {
                return Ok(());
            }
            let start = Instant::now();
            let job = async move |mut tx: UnitOfWork| {
                let (count, now) = (i64::try_from(batch.len()).unwrap_or(i64::MAX), tx.now());
                // Returns false if another process has withdrawn this import as abandoned.
                if !imports::touch(&mut tx, number, now, count).await? {
                    return Err(withdrawn());
                }
                Ok(insert_rows(&mut tx, number, batch).await?)
            };
            // `change` checks with every batch that the actor is still an administrator.
            let inserted = self.accounts.change(&self.caller, Action::GovernUsers, job).await.map_err(refused)?;
            // These rows were valid when they were read.
            self.report.good -= inserted.rejected.len() as u64;
            add_rejected(&mut self.report, inserted.rejected);
            self.administrators.extend(inserted.administrators);
            self.report.without_password += inserted.without_password;
            if self.accounts.db().has_concurrent_writers() {
                // Leaves half of the database's time to other writers. On SQLite writers queue, so they have had their
                // turn.
                sleep(start.elapsed()).await;
            }
        }
    }

    /// Makes the inserted accounts visible and returns true; does nothing if the plan does not import what is left of the rows.
    async fn publish(&self, number: i64) -> Result<bool, AppError> {
        if !self.plan.imports(&self.report) {
            return Ok(false);
        }
        let (good, administrators) = (self.report.good, self.administrators.clone());
        let (used_groups, creates_groups) = (self.groups.used(), self.plan.new_groups != NewGroups::Refused);
        let job = async move |mut tx: UnitOfWork| {
            let now = tx.now();
            if creates_groups {
                groups::create_missing(&mut tx, &used_groups).await?;
            } else {
                groups::ensure_existing(&mut tx, &used_groups).await?;
            }
            if !imports::publish(&mut tx, number, now).await? {
                return Err(withdrawn());
            }
            tx.record(tx.event(EventKind::UserImport).detail(good));
            // One event covers the other accounts; only administrators have events of their own.
            for id in administrators {
                tx.record(tx.event(EventKind::UserCreate).on(id).detail(Role::Admin).counted_elsewhere());
            }
            Ok(true)
        };
        self.accounts.change(&self.caller, Action::GovernUsers, job).await.map_err(refused)
    }
}

/// Another process has considered this import abandoned and withdrawn it.
fn withdrawn() -> AppError {
    AppError::new(ErrorCode::ImportRunning, message::import_refused_stalled())
}
