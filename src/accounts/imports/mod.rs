//! Many accounts from a file. It is read to its end first, and what can be taken of it set aside. Then that is added in short
//! transactions, so that nobody waits for them, and out of sight; publishing it is one more. What is not published is taken
//! out again.

mod batch;
mod row;
mod seen;
mod spool;
mod work;

use crate::{
    accounts::{
        Accounts, Caller, Failure, Principal, error,
        policy::{self, Action, NotAllowed},
    },
    shared::{
        error::{AppError, ErrorCode, FieldError},
        fields::{Fields, Problem},
        import::{ImportProgress, ImportReport, ImportRequest},
    },
    store::{
        StoreError, Tx,
        imports::{self, ImportRow},
    },
    tabular::FileError,
};
use futures::Stream;
use spool::Spool;
use std::{io, panic, time::Duration};
use work::Work;

/// An import of which there has been no news for so long has been given up by its process.
const GIVEN_UP: Duration = Duration::from_secs(2 * 60);
/// Bytes of rows that are set aside on the disk: a row takes some 500, however short it was in the file.
const SPOOL_CAPACITY: u64 = 2 * 1024 * 1024 * 1024;
/// Accounts that are taken out in one transaction.
const TAKEN_OUT_AT_ONCE: u32 = 200;

/// Why a file was not brought in.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error("not allowed")]
    Forbidden,
    #[error("parameters break a rule")]
    Invalid(Vec<FieldError>),
    #[error(transparent)]
    File(#[from] FileError),
    /// The file did not arrive.
    #[error("{0}")]
    Broken(AppError),
    #[error("another import is at work")]
    AtWork,
    /// Another process took this import for one that was given up.
    #[error("the import was taken for one that was given up")]
    TakenOut,
    #[error("the file has too many rows")]
    TooLarge,
    /// There is no room to set rows aside.
    #[error("the rows cannot be set aside: {0}")]
    Spool(#[from] io::Error),
    #[error(transparent)]
    Failed(#[from] Failure),
}

impl From<ImportError> for AppError {
    fn from(error: ImportError) -> Self {
        match error {
            ImportError::Forbidden => Self::new(ErrorCode::Forbidden, "Only administrators bring people in."),
            ImportError::Invalid(errors) => error::invalid(errors),
            ImportError::File(error) => error::invalid(vec![Problem::new("unreadable", error.to_string()).of("file")]),
            ImportError::Broken(error) => error,
            ImportError::AtWork => {
                Self::new(ErrorCode::ImportRunning, "Another import is at work. Wait until it is done.")
            }
            ImportError::TakenOut => {
                Self::new(ErrorCode::ImportRunning, "Nothing came for too long, and nothing was kept. Send it again.")
            }
            ImportError::TooLarge => Self::new(
                ErrorCode::PayloadTooLarge,
                "The file has more than 3,000,000 rows, or more text than fits. Nothing was imported. Split it into several files.",
            ),
            ImportError::Spool(error) => {
                tracing::error!(%error, "the rows of an import cannot be set aside");
                Self::new(ErrorCode::Unavailable, "There is no room for the file at the moment. Nothing was imported.")
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
            NotAllowed::SignedOut => Self::Failed(Failure::SignedOut),
        }
    }
}

impl From<StoreError> for ImportError {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

/// What becomes of the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ImportMode {
    Preview,
    AllOrNothing,
    ValidRows,
}

impl Accounts {
    /// Makes accounts of the rows of a CSV or JSON Lines file: all or none of them, or the good ones; or says what would come
    /// of it. Goes on when nobody waits for it any more, to its end or to the end of the file.
    pub async fn import_users<P: AsRef<[u8]> + Send + 'static>(
        &self,
        who: &Principal,
        caller: &Caller,
        request: &ImportRequest,
        file: impl Stream<Item = Result<P, AppError>> + Send + Unpin + 'static,
    ) -> Result<ImportReport, ImportError> {
        policy::permit(who, Action::GovernUsers)?;
        let mode = parse(request).map_err(ImportError::Invalid)?;
        if mode != ImportMode::Preview {
            self.make_way().await?;
        }
        let work = Work::new(self.clone(), who.clone(), caller.clone(), mode);
        tokio::spawn(work.run(file)).await.unwrap_or_else(|error| match error.try_into_panic() {
            Ok(panicked) => panic::resume_unwind(panicked),
            Err(_) => Err(StoreError::Closed.into()),
        })
    }

    /// How far the import at work is: accounts that have been added, and all that are to be.
    pub async fn import_progress(&self, who: &Principal) -> Result<Option<ImportProgress>, ImportError> {
        policy::permit(who, Action::GovernUsers)?;
        let found = self.import_at_work().await?;
        Ok(found.map(|import| ImportProgress { done: import.done, total: import.total }))
    }

    /// Takes out what an import has left behind whose process has died; how many accounts they were.
    pub(in crate::accounts) async fn sweep_imports(&self) -> Result<u64, StoreError> {
        match self.import_there().await?.filter(|import| self.is_given_up(import)) {
            Some(import) => self.withdraw(import.number).await,
            None => Ok(0),
        }
    }

    /// What another import has left behind is taken out; unless that is still at work.
    async fn make_way(&self) -> Result<(), ImportError> {
        self.sweep_imports().await?;
        if self.import_there().await?.is_some() { Err(ImportError::AtWork) } else { Ok(()) }
    }

    async fn begin_import(&self, total: usize) -> Result<i64, ImportError> {
        let (now, total) = (self.now(), i64::try_from(total).unwrap_or(i64::MAX));
        let number = self.db().write(async move |mut tx: Tx| imports::begin(&mut tx, now, total).await).await?;
        number.ok_or(ImportError::AtWork)
    }

    async fn import_at_work(&self) -> Result<Option<ImportRow>, StoreError> {
        Ok(self.import_there().await?.filter(|import| !self.is_given_up(import)))
    }

    async fn import_there(&self) -> Result<Option<ImportRow>, StoreError> {
        self.db().read(|conn| Box::pin(imports::at_work(conn))).await
    }

    fn is_given_up(&self, import: &ImportRow) -> bool {
        import.touched_at < self.now().minus(GIVEN_UP).0
    }

    fn spool(&self) -> io::Result<Spool> {
        Spool::new(&self.settings().scratch, SPOOL_CAPACITY)
    }

    /// Takes an import out, in short transactions.
    async fn withdraw(&self, number: i64) -> Result<u64, StoreError> {
        let mut gone = 0;
        loop {
            let take_out = async move |mut tx: Tx| imports::withdraw(&mut tx, number, TAKEN_OUT_AT_ONCE).await;
            let batch = self.db().write(take_out).await?;
            gone += batch;
            if batch < u64::from(TAKEN_OUT_AT_ONCE) {
                return Ok(gone);
            }
        }
    }
}

fn parse(request: &ImportRequest) -> Result<ImportMode, Vec<FieldError>> {
    let mut fields = Fields::default();
    let mode = fields.parse("rows", &request.rows, |text| match text {
        "" | "all" => Ok(ImportMode::AllOrNothing),
        "good" => Ok(ImportMode::ValidRows),
        _ => Err(Problem::new("unknown", "Send all, for all rows or none, or good, for those that can be taken.")),
    });
    let preview = fields.parse("dry_run", &request.dry_run, |text| match text {
        "" | "false" => Ok(false),
        "true" => Ok(true),
        _ => Err(Problem::new("unknown", "Make it true or false.")),
    });
    fields.finish()?;
    Ok(if preview == Some(true) { ImportMode::Preview } else { mode.unwrap_or(ImportMode::AllOrNothing) })
}
