//! Imports accounts from a CSV or JSON Lines file, or from the file of another system.
//!
//! The whole file is validated first, and the valid rows are written to a spool file. They are then inserted as hidden
//! accounts in short transactions, which do not block other writers, and published by a last one. An import that fails
//! is withdrawn: its hidden accounts are deleted. One that is interrupted goes on when the same file comes again.
//!
//! Other nouns ask `Imports` for `sweep_imports` and `withdraw_abandoned`.

mod check_rows;
mod columns;
mod groups;
mod insert;
mod insert_rows;
mod interruption;
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
use crate::store::imports::{self, ImportRow, ImportRun, Withdrawal};
use crate::store::{Conn, ImportLock, Lease, StoreError, Tx, clock_difference};
use futures::Stream;
use interruption::Patience;
use job::ImportJob;
use own_columns::OwnColumns;
use plan::{NewGroups, Plan};
use std::panic;
use std::time::Duration;

/// An import without a heartbeat for this long is abandoned: its process has died.
const ABANDONED_AFTER: Duration = Duration::from_secs(2 * 60);
/// How long an abandoned import can be resumed. Not longer, because the names of its accounts are taken.
const RESUMABLE_FOR: Duration = Duration::from_secs(60 * 60);
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
        let own = self.own_columns(caller).await?;
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
        let own = self.own_columns(&operator).await?;
        self.run_import(&operator, Plan::seed(own.names()), own, file).await
    }

    async fn run_import<P: AsRef<[u8]> + Send + 'static>(
        &self,
        caller: &Caller,
        plan: Plan,
        own: OwnColumns,
        file: impl Stream<Item = Result<P, AppError>> + Send + Unpin + 'static,
    ) -> Result<ImportReport, AppError> {
        // Before the upload, so that nobody sends a large file in vain. `begin_import` checks again.
        let interrupted = self.find_interrupted(plan.is_preview).await?;
        // The proof with which it begins counts until its end, however long that takes.
        let job = ImportJob::new(Accounts::clone(self), caller.proved(), plan, own, interrupted);
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
        let since = self.abandoned_since().await?;
        let running = self.unpublished_import().await?.filter(|import| !is_abandoned(import, since));
        Ok(running.map(|import| ImportProgress { done: import.done, total: import.total }))
    }

    /// Withdraws an import that is abandoned and cannot be resumed any more; returns the number of deleted accounts.
    pub(super) async fn sweep_imports(&self) -> Result<u64, StoreError> {
        let Some(import) = self.unpublished_import().await? else { return Ok(0) };
        let kept_for = if import.digest.is_some() { RESUMABLE_FOR } else { ABANDONED_AFTER };
        // The time is checked again under lock: an import that makes progress meanwhile continues.
        let since = self.database_now().await?.minus(kept_for);
        self.withdraw(Withdrawal::Abandoned { number: import.number, since }).await
    }

    /// Withdraws an abandoned import at once, for what it would prevent.
    pub(super) async fn withdraw_abandoned(&self) -> Result<(), StoreError> {
        if let Some(ImportRow { number, .. }) = self.unpublished_import().await? {
            let since = self.abandoned_since().await?;
            self.withdraw(Withdrawal::Abandoned { number, since }).await?;
        }
        Ok(())
    }

    /// The import that was interrupted; fails if another import is running, unless this is a preview.
    async fn find_interrupted(&self, is_preview: bool) -> Result<Option<ImportRow>, AppError> {
        let since = self.abandoned_since().await?;
        match self.unpublished_import().await? {
            Some(import) if is_abandoned(&import, since) => Ok(Some(import)),
            Some(_) if !is_preview => Err(another_import_runs()),
            _ => Ok(None),
        }
    }

    /// Goes on with the import that was interrupted, if it was one of the same file, and says so; or else begins a new one in its place.
    /// `added`: how many accounts of it are those of valid rows. `digest`: of the options and the file.
    async fn begin_import(
        &self,
        interrupted: Option<ImportRow>,
        added: u64,
        digest: [u8; 32],
        total: usize,
    ) -> Result<(ImportRun, bool), AppError> {
        let (patience, total) = (Patience::of(self.db()), i64::try_from(total).unwrap_or(i64::MAX));
        let mut now = patience.retry(async || Ok(self.database_now().await?)).await?;
        let interrupted = interrupted.map(|import| import.number);
        let mut begun = self.resume_or_begin(interrupted, digest, total, &mut now).await;
        let import = loop {
            match begun {
                Ok(import) => break import,
                Err(error) => patience.after(error).await?,
            }
            begun = match self.begun_at(now, digest).await {
                Ok(None) => self.resume_or_begin(interrupted, digest, total, &mut now).await,
                Ok(Some(import)) => Ok(import),
                Err(error) => Err(error.into()),
            };
        };
        if import.run == 0 {
            return Ok((import, false));
        }
        let count = async move |mut conn: Lease| imports::count_accounts(&mut conn, import.number).await;
        if self.db().read(count).await?.unsigned_abs() == added {
            return Ok((import, true));
        }
        // Somebody had begun to withdraw it, for example: rows that seemed to be added are not.
        self.withdraw(Withdrawal::Failed(import)).await?;
        Ok((self.begin_new(digest, total, self.database_now().await?).await?, false))
    }

    /// Checks whether an import is in the database, also if another process works on it.
    async fn exists(&self, import: ImportRun) -> Result<bool, AppError> {
        let find = async || {
            let read = async move |mut conn: Lease| imports::exists(&mut conn, import.number).await;
            Ok(self.db().read(read).await?)
        };
        Patience::of(self.db()).retry(find).await
    }

    /// The import that was begun, or resumed, at this time, although the answer was lost.
    async fn begun_at(&self, now: Timestamp, digest: [u8; 32]) -> Result<Option<ImportRun>, StoreError> {
        let import = self.unpublished_import().await?;
        let is_it =
            |import: &ImportRow| import.touched_at == now.0 && import.digest.as_deref() == Some(digest.as_slice());
        Ok(import.filter(is_it).map(|ImportRow { number, run, .. }| ImportRun { number, run }))
    }

    /// `now`: the time with which it is stored.
    async fn resume_or_begin(
        &self,
        interrupted: Option<i64>,
        digest: [u8; 32],
        total: i64,
        now: &mut Timestamp,
    ) -> Result<ImportRun, AppError> {
        if let Some(number) = interrupted {
            let (at, since) = (*now, now.minus(ABANDONED_AFTER));
            let resume = async move |mut tx: Tx| imports::resume(&mut tx, number, &digest, since, at).await;
            if let Some(run) = self.db().write(resume).await? {
                return Ok(ImportRun { number, run });
            }
            self.withdraw(Withdrawal::Abandoned { number, since }).await?;
            // That takes minutes if there are many accounts: what begins now would count as abandoned.
            *now = self.database_now().await?;
        }
        self.begin_new(digest, total, *now).await
    }

    async fn begin_new(&self, digest: [u8; 32], total: i64, now: Timestamp) -> Result<ImportRun, AppError> {
        let number =
            self.db().write(async move |mut tx: Tx| imports::begin(&mut tx, now, total, &digest).await).await?;
        // Another import has begun since the check before the upload.
        Ok(ImportRun { number: number.ok_or_else(another_import_runs)?, run: 0 })
    }

    /// The error of an import that was interrupted by this one. Lets the same file be sent again at once, if that can still be stored.
    async fn interrupted(&self, import: ImportRun, error: AppError) -> AppError {
        self.leave(import).await;
        let mut error = error.retry(30);
        error.detail = message::import_refused_interrupted();
        error
    }

    /// Lets the same file be sent again at once, if that can still be stored.
    async fn leave(&self, import: ImportRun) {
        let left = self.db().write(async move |mut tx: Tx| imports::leave(&mut tx, import).await).await;
        if let Err(error) = left {
            tracing::debug!(%error, "the interrupted import can be resumed only when it counts as abandoned");
        }
    }

    /// The import that is running or abandoned. The database allows only one.
    async fn unpublished_import(&self) -> Result<Option<ImportRow>, StoreError> {
        self.db().read(async |mut conn| imports::unpublished_import(&mut conn).await).await
    }

    /// An import without progress since this time is abandoned.
    async fn abandoned_since(&self) -> Result<Timestamp, StoreError> {
        Ok(self.database_now().await?.minus(ABANDONED_AFTER))
    }

    async fn database_now(&self) -> Result<Timestamp, StoreError> {
        let imports = self.clone();
        self.db().read(async move |mut conn: Lease| imports.time_of_import(&mut conn).await).await
    }

    /// The time by which the age of an import is measured: that of the database, because the clocks of replicas may differ.
    async fn time_of_import(&self, conn: &mut Conn) -> Result<Timestamp, StoreError> {
        let database = clock_difference::time_of(conn).await?;
        Ok(database.map_or_else(|| self.now(), |database| self.clock.when(database)))
    }

    /// Lets servers that start know that a command of this process imports into an SQLite database, until the lock is dropped. None on
    /// PostgreSQL.
    ///
    /// # Errors
    /// [`ErrorCode::ImportRunning`] if another command imports.
    pub fn hold_import(&self) -> Result<Option<ImportLock>, AppError> {
        let held = self.db().lock_for_import()?;
        if held.is_none() && !self.db().has_concurrent_writers() {
            return Err(another_import_runs());
        }
        Ok(held)
    }

    /// Lets an import of an SQLite database that was interrupted count as abandoned, unless a command works on it. To be called by a
    /// server when it starts: another server that has imported has ended.
    pub async fn abandon_import(&self) -> Result<(), StoreError> {
        let Some(_alone) = self.db().lock_for_import()? else { return Ok(()) };
        self.db().write(async |mut tx: Tx| imports::abandon(&mut tx).await).await
    }

    /// Deletes the hidden accounts of an import in short transactions; returns their number.
    async fn withdraw(&self, withdrawal: Withdrawal) -> Result<u64, StoreError> {
        let take = async move |mut tx: Tx| imports::take(&mut tx, withdrawal).await;
        let Some(import) = self.db().write(take).await? else { return Ok(0) };
        let mut deleted = 0;
        loop {
            let delete_batch = async move |mut tx: Tx| imports::withdraw(&mut tx, import, WITHDRAW_BATCH).await;
            let batch = self.db().write(delete_batch).await?;
            deleted += batch;
            // Fewer than the limit: no account is left, or another process withdraws the rest.
            if batch < u64::from(WITHDRAW_BATCH) {
                return Ok(deleted);
            }
        }
    }
}

fn is_abandoned(import: &ImportRow, since: Timestamp) -> bool {
    import.touched_at < since.0
}

/// The error of an import that was not permitted, or is no longer. Other errors are unchanged.
fn refused(error: AppError) -> AppError {
    match error.code {
        ErrorCode::Forbidden => AppError::forbidden(message::import_refused_forbidden()),
        _ => error,
    }
}

fn another_import_runs() -> AppError {
    AppError::new(ErrorCode::ImportRunning, message::import_refused_running()).retry(30)
}

/// Most likely the disk is full.
fn no_space() -> AppError {
    AppError::new(ErrorCode::Unavailable, message::import_refused_no_space()).retry(60)
}

/// More rows than fit into memory, or more text than the spool may take.
fn too_large() -> AppError {
    AppError::new(ErrorCode::PayloadTooLarge, message::import_refused_too_large())
}
