//! Imports accounts from a CSV or JSON Lines file.
//!
//! The whole file is validated first, and the valid rows are written to a spool file. They are then inserted as hidden
//! accounts in short transactions, which do not block other writers, and published by a last one. An import that fails
//! is withdrawn: its hidden accounts are deleted.

mod groups;
mod insert;
mod job;
mod report;
mod row;
mod seen_keys;
mod spool;

use crate::{
    accounts::{
        Accounts, Caller, Failure, Principal, error,
        policy::{self, Action, NotAllowed},
    },
    shared::{
        error::{AppError, ErrorCode, FieldError},
        fields::{Fields, Problem},
        import::{ImportProgress, ImportReport, ImportRequest},
        timestamp::Timestamp,
    },
    store::{
        StoreError, Tx,
        imports::{self, ImportRow},
    },
    tabular::FileError,
};
use futures::Stream;
use job::ImportJob;
use spool::RowSpool;
use std::{io, panic, time::Duration};

/// An import without a heartbeat for this long is abandoned: its process has died.
const ABANDONED_AFTER: Duration = Duration::from_secs(2 * 60);
/// Maximum size of the spool file in bytes. A row takes some 500, however short it is in the imported file.
const MAX_SPOOL_BYTES: u64 = 2 * 1024 * 1024 * 1024;
/// Accounts of a withdrawn import that are deleted per transaction.
const WITHDRAW_BATCH: u32 = 200;

/// Why a file was not imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error("not allowed")]
    Forbidden,
    #[error("invalid parameters")]
    Invalid(Vec<FieldError>),
    #[error(transparent)]
    File(#[from] FileError),
    /// The upload failed.
    #[error("{0}")]
    Upload(AppError),
    #[error("another import is running")]
    AlreadyRunning,
    /// Another process considered this import abandoned and withdrew it.
    #[error("the import was withdrawn as abandoned")]
    Withdrawn,
    #[error("the file has too many rows")]
    TooLarge,
    #[error("cannot write or read the spool file: {0}")]
    Spool(#[from] io::Error),
    #[error(transparent)]
    Failed(#[from] Failure),
}

impl From<ImportError> for AppError {
    fn from(error: ImportError) -> Self {
        match error {
            ImportError::Forbidden => Self::new(ErrorCode::Forbidden, "Only administrators can import users."),
            ImportError::Invalid(errors) => error::invalid(errors),
            ImportError::File(error) => error::invalid(vec![Problem::new("unreadable", error.to_string()).of("file")]),
            ImportError::Upload(error) => error,
            ImportError::AlreadyRunning => Self::new(
                ErrorCode::ImportRunning,
                "Another import is running. Wait until it has finished, then try again.",
            ),
            ImportError::Withdrawn => Self::new(
                ErrorCode::ImportRunning,
                "The import stalled for too long and was undone. Import the file again.",
            ),
            ImportError::TooLarge => Self::new(
                ErrorCode::PayloadTooLarge,
                "The file has more than 3,000,000 rows or too much text. Nothing was imported. Split it into several files.",
            ),
            ImportError::Spool(error) => {
                tracing::error!(%error, "cannot write or read the spool file of an import");
                Self::new(
                    ErrorCode::Unavailable,
                    "The server has no disk space for the file at the moment. Nothing was imported. Try again later.",
                )
                .retry(60)
            }
            ImportError::Failed(failure) => failure.into(),
        }
    }
}

impl From<NotAllowed> for ImportError {
    fn from(refusal: NotAllowed) -> Self {
        match refusal {
            NotAllowed::Hidden | NotAllowed::Forbidden => Self::Forbidden,
            gone_or_out_of_scope => Self::Failed(gone_or_out_of_scope.into()),
        }
    }
}

impl From<StoreError> for ImportError {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ImportMode {
    /// Only validate.
    Preview,
    /// Import nothing if any row is invalid.
    AllOrNothing,
    /// Import the valid rows and report the others.
    ValidRows,
    /// Like `AllOrNothing`, and create the groups that do not exist.
    Seed,
}

impl ImportMode {
    /// Whether one invalid row prevents the import of all.
    fn requires_all(self) -> bool {
        matches!(self, Self::AllOrNothing | Self::Seed)
    }
}

impl Accounts {
    /// Imports a file, or previews the import. Once the file has arrived, the import finishes even if the client
    /// disconnects.
    pub async fn import_users<P: AsRef<[u8]> + Send + 'static>(
        &self,
        who: &Principal,
        caller: &Caller,
        request: &ImportRequest,
        file: impl Stream<Item = Result<P, AppError>> + Send + Unpin + 'static,
    ) -> Result<ImportReport, ImportError> {
        policy::permit(who, Action::GovernUsers)?;
        let mode = parse(request).map_err(ImportError::Invalid)?;
        self.run_import(who, caller, mode, file).await
    }

    /// Imports all rows of a file into the new database of a server in test mode, or none. Groups that the rows name are created.
    ///
    /// # Errors
    /// If the file cannot be read. Rows with errors are in the report, and nothing is imported then.
    pub async fn import_seed<P: AsRef<[u8]> + Send + 'static>(
        &self,
        file: impl Stream<Item = Result<P, AppError>> + Send + Unpin + 'static,
    ) -> Result<ImportReport, ImportError> {
        self.run_import(&Principal::System, &Caller::local(), ImportMode::Seed, file).await
    }

    async fn run_import<P: AsRef<[u8]> + Send + 'static>(
        &self,
        who: &Principal,
        caller: &Caller,
        mode: ImportMode,
        file: impl Stream<Item = Result<P, AppError>> + Send + Unpin + 'static,
    ) -> Result<ImportReport, ImportError> {
        if mode != ImportMode::Preview {
            // Checked before the upload, so that nobody sends a large file in vain. `begin_import` checks again.
            self.ensure_no_other_import().await?;
        }
        let job = ImportJob::new(self.clone(), who.clone(), caller.clone(), mode);
        // A task of its own is not cancelled with the request.
        tokio::spawn(job.run(file)).await.unwrap_or_else(|error| match error.try_into_panic() {
            Ok(panicked) => panic::resume_unwind(panicked),
            // The task was cancelled: the runtime is shutting down.
            Err(_) => Err(StoreError::Closed.into()),
        })
    }

    /// The progress of the running import; None if no import is inserting rows.
    pub async fn import_progress(&self, who: &Principal) -> Result<Option<ImportProgress>, ImportError> {
        policy::permit(who, Action::GovernUsers)?;
        let running = self.unpublished_import().await?.filter(|import| !self.is_abandoned(import));
        Ok(running.map(|import| ImportProgress { done: import.done, total: import.total }))
    }

    /// Withdraws an abandoned import; returns the number of deleted accounts.
    pub(in crate::accounts) async fn sweep_imports(&self) -> Result<u64, StoreError> {
        match self.unpublished_import().await?.filter(|import| self.is_abandoned(import)) {
            // The time is checked again under lock: an import that makes progress meanwhile continues.
            Some(import) => self.withdraw(import.number, Some(self.abandoned_since())).await,
            None => Ok(0),
        }
    }

    /// Withdraws an abandoned import; fails if another import is running.
    async fn ensure_no_other_import(&self) -> Result<(), ImportError> {
        self.sweep_imports().await?;
        if self.unpublished_import().await?.is_some() { Err(ImportError::AlreadyRunning) } else { Ok(()) }
    }

    async fn begin_import(&self, total: usize) -> Result<i64, ImportError> {
        let (now, total) = (self.now(), i64::try_from(total).unwrap_or(i64::MAX));
        let number = self.db().write(async move |mut tx: Tx| imports::begin(&mut tx, now, total).await).await?;
        // Another import has begun since the check before the upload.
        number.ok_or(ImportError::AlreadyRunning)
    }

    /// The import that is running or abandoned. The database allows only one.
    async fn unpublished_import(&self) -> Result<Option<ImportRow>, StoreError> {
        self.db().read(|conn| Box::pin(imports::unpublished_import(conn))).await
    }

    fn is_abandoned(&self, import: &ImportRow) -> bool {
        import.touched_at < self.abandoned_since().0
    }

    /// An import without progress since this time is abandoned.
    fn abandoned_since(&self) -> Timestamp {
        self.now().minus(ABANDONED_AFTER)
    }

    fn open_spool(&self) -> io::Result<RowSpool> {
        RowSpool::open(&self.settings().scratch, MAX_SPOOL_BYTES)
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

fn parse(request: &ImportRequest) -> Result<ImportMode, Vec<FieldError>> {
    let mut fields = Fields::default();
    let mode = fields.parse("rows", &request.rows, |text| match text {
        "" | "all" => Ok(ImportMode::AllOrNothing),
        "good" => Ok(ImportMode::ValidRows),
        _ => Err(Problem::new("unknown", "Use all, to import all rows or nothing, or good, to import the valid rows.")),
    });
    let preview = fields.parse("dry_run", &request.dry_run, |text| match text {
        "" | "false" => Ok(false),
        "true" => Ok(true),
        _ => Err(Problem::new("unknown", "Use true or false.")),
    });
    fields.finish()?;
    Ok(if preview == Some(true) { ImportMode::Preview } else { mode.unwrap_or(ImportMode::AllOrNothing) })
}
