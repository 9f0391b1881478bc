//! Imports accounts from a CSV or JSON Lines file, or from the file of another system.
//!
//! The whole file is validated first, and the valid rows are written to a spool file. They are then inserted as hidden
//! accounts in short transactions, which do not block other writers, and published by a last one. An import that fails
//! is withdrawn: its hidden accounts are deleted.
//!
//! Other nouns ask `Imports` for `sweep_imports`.

mod columns;
mod groups;
mod insert;
mod insert_rows;
mod job;
mod own_columns;
mod plan;
mod rejected;
mod row;
mod spool;

use super::policy::Action;
use super::{Accounts, Caller, Imports};
use crate::language::message;
use crate::shared::{AppError, ErrorCode, ImportProgress, ImportReport, ImportRequest, Problem, Timestamp};
use crate::store::imports::{self, ImportRow};
use crate::store::{StoreError, Tx};
use futures::Stream;
use job::ImportJob;
use own_columns::OwnColumns;
use plan::{NewGroups, Plan};
use std::panic;
use std::time::Duration;

/// An import without a heartbeat for this long is abandoned: its process has died.
const ABANDONED_AFTER: Duration = Duration::from_secs(2 * 60);
/// Accounts of a withdrawn import that are deleted per transaction.
const WITHDRAW_BATCH: u32 = 200;

impl Imports {
    /// Imports a file, or previews the import. Once the file has arrived, the import finishes even if the client
    /// disconnects.
    pub async fn import_users<P: AsRef<[u8]> + Send + 'static>(
        &self,
        caller: &Caller,
        request: &ImportRequest,
        file: impl Stream<Item = Result<P, AppError>> + Send + Unpin + 'static,
    ) -> Result<ImportReport, AppError> {
        self.permit_import(caller)?;
        let own = OwnColumns::of(self.own_fields().all().await?, caller);
        let plan = Plan::of(request, own.names()).map_err(AppError::invalid)?;
        if plan.new_groups == NewGroups::Created && !caller.may(Action::ManageGroups) {
            let problem = Problem::new("token_scope", message::import_row_denied_groups());
            return Err(AppError::invalid(vec![problem.of("create_groups")]));
        }
        self.run_import(caller, plan, own, file).await
    }

    /// Checks that the caller may begin an import. It can add administrators, and accounts with a known password, so it asks for a
    /// recent proof.
    ///
    /// # Errors
    /// In the words that fit an import.
    pub fn permit_import(&self, caller: &Caller) -> Result<(), AppError> {
        self.permit_recent(caller, Action::ImportUsers).map_err(refused)
    }

    /// Imports all rows of a file into the new database of a server in test mode, or none. Groups that the rows name are created.
    ///
    /// # Errors
    /// If the file cannot be read. Rows with errors are in the report, and nothing is imported then.
    pub async fn import_seed<P: AsRef<[u8]> + Send + 'static>(
        &self,
        file: impl Stream<Item = Result<P, AppError>> + Send + Unpin + 'static,
    ) -> Result<ImportReport, AppError> {
        let operator = Caller::system();
        let own = OwnColumns::of(self.own_fields().all().await?, &operator);
        self.run_import(&operator, Plan::seed(own.names()), own, file).await
    }

    async fn run_import<P: AsRef<[u8]> + Send + 'static>(
        &self,
        caller: &Caller,
        plan: Plan,
        own: OwnColumns,
        file: impl Stream<Item = Result<P, AppError>> + Send + Unpin + 'static,
    ) -> Result<ImportReport, AppError> {
        if !plan.is_preview {
            // Checked before the upload, so that nobody sends a large file in vain. `begin_import` checks again.
            self.ensure_no_other_import().await?;
        }
        // The proof with which it begins counts until its end, however long that takes.
        let job = ImportJob::new(Accounts::clone(self), caller.proved(), plan, own);
        // A task of its own is not cancelled with the request.
        tokio::spawn(job.run(file)).await.unwrap_or_else(|error| match error.try_into_panic() {
            Ok(panicked) => panic::resume_unwind(panicked),
            // The task was cancelled: the runtime is shutting down.
            Err(_) => Err(StoreError::Closed.into()),
        })
    }

    /// The progress of the running import; None if no import is inserting rows.
    pub async fn import_progress(&self, caller: &Caller) -> Result<Option<ImportProgress>, AppError> {
        caller.permit(Action::WatchImport).map_err(|refusal| refused(refusal.into()))?;
        let running = self.unpublished_import().await?.filter(|import| !self.is_abandoned(import));
        Ok(running.map(|import| ImportProgress { done: import.done, total: import.total }))
    }

    /// Withdraws an abandoned import; returns the number of deleted accounts.
    pub(super) async fn sweep_imports(&self) -> Result<u64, StoreError> {
        match self.unpublished_import().await?.filter(|import| self.is_abandoned(import)) {
            // The time is checked again under lock: an import that makes progress meanwhile continues.
            Some(import) => self.withdraw(import.number, Some(self.abandoned_since())).await,
            None => Ok(0),
        }
    }

    /// Withdraws an abandoned import; fails if another import is running.
    async fn ensure_no_other_import(&self) -> Result<(), AppError> {
        self.sweep_imports().await?;
        if self.unpublished_import().await?.is_some() { Err(another_import_runs()) } else { Ok(()) }
    }

    async fn begin_import(&self, total: usize) -> Result<i64, AppError> {
        let (now, total) = (self.now(), i64::try_from(total).unwrap_or(i64::MAX));
        let number = self.db().write(async move |mut tx: Tx| imports::begin(&mut tx, now, total).await).await?;
        // Another import has begun since the check before the upload.
        number.ok_or_else(another_import_runs)
    }

    /// The import that is running or abandoned. The database allows only one.
    async fn unpublished_import(&self) -> Result<Option<ImportRow>, StoreError> {
        self.db().read(async |mut conn| imports::unpublished_import(&mut conn).await).await
    }

    fn is_abandoned(&self, import: &ImportRow) -> bool {
        import.touched_at < self.abandoned_since().0
    }

    /// An import without progress since this time is abandoned.
    fn abandoned_since(&self) -> Timestamp {
        self.now().minus(ABANDONED_AFTER)
    }

    /// Deletes the hidden accounts of an import in short transactions; returns their number.
    async fn withdraw(&self, number: i64, stale_since: Option<Timestamp>) -> Result<u64, StoreError> {
        let mut deleted = 0;
        loop {
            let delete_batch =
                async move |mut tx: Tx| imports::withdraw(&mut tx, number, stale_since, WITHDRAW_BATCH).await;
            let batch = self.db().write(delete_batch).await?;
            deleted += batch;
            // Fewer than the limit: no account is left, or the import is no longer abandoned.
            if batch < u64::from(WITHDRAW_BATCH) {
                return Ok(deleted);
            }
        }
    }
}

/// The error of an import that was not permitted, or is no longer. Other errors are unchanged.
fn refused(error: AppError) -> AppError {
    match error.code {
        ErrorCode::Forbidden => AppError::forbidden(message::import_refused_forbidden()),
        _ => error,
    }
}

fn another_import_runs() -> AppError {
    AppError::new(ErrorCode::ImportRunning, message::import_refused_running())
}

/// Most likely the disk is full.
fn no_space() -> AppError {
    AppError::new(ErrorCode::Unavailable, message::import_refused_no_space()).retry(60)
}

/// More rows than fit into memory, or more text than the spool may take.
fn too_large() -> AppError {
    AppError::new(ErrorCode::PayloadTooLarge, message::import_refused_too_large())
}
