//! Many accounts from a file. Its rows are added in short transactions, so that nobody waits for them, and out of sight;
//! publishing them is one more. What is not published is taken out again.

mod row;
mod work;

use super::{
    Accounts, Caller, Failure, Principal, error,
    policy::{self, Action, NotAllowed},
};
use crate::{
    shared::{
        error::{AppError, ErrorCode, FieldError},
        fields::{Fields, Problem},
        import::{ImportReport, ImportRequest},
    },
    store::{StoreError, imports},
    tabular::FileError,
};
use futures::Stream;
use std::{panic, time::Duration};
use work::Work;

/// An import of which there has been no news for so long has been given up by its process.
const GIVEN_UP: Duration = Duration::from_secs(2 * 60);
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
            ImportError::Failed(failure) => failure.into(),
        }
    }
}

impl From<NotAllowed> for ImportError {
    fn from(_: NotAllowed) -> Self {
        Self::Forbidden
    }
}

impl From<StoreError> for ImportError {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

/// What becomes of the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wish {
    Preview,
    AllOrNothing,
    GoodRows,
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
        let wish = parse(request).map_err(ImportError::Invalid)?;
        let number = match wish {
            Wish::Preview => None,
            Wish::AllOrNothing | Wish::GoodRows => Some(self.begin_import().await?),
        };
        let work = Work::new(self.scribe(who, caller), self.clone(), wish, number);
        tokio::spawn(work.run(file)).await.unwrap_or_else(|error| match error.try_into_panic() {
            Ok(panicked) => panic::resume_unwind(panicked),
            Err(_) => Err(StoreError::Closed.into()),
        })
    }

    /// Takes out what an import has left behind whose process has died; how many accounts they were.
    pub(super) async fn sweep_imports(&self) -> Result<u64, StoreError> {
        let found = self.db().read(|conn| Box::pin(imports::at_work(conn))).await?;
        match found.filter(|import| import.touched_at < self.now().minus(GIVEN_UP).0) {
            Some(import) => self.withdraw(import.number).await,
            None => Ok(0),
        }
    }

    async fn begin_import(&self) -> Result<i64, ImportError> {
        self.sweep_imports().await?;
        let now = self.now();
        let number = self.db().write(move |conn| Box::pin(imports::begin(conn, now))).await?;
        number.ok_or(ImportError::AtWork)
    }

    /// Takes an import out, in short transactions.
    async fn withdraw(&self, number: i64) -> Result<u64, StoreError> {
        let mut gone = 0;
        loop {
            let batch = self.db().write(move |conn| Box::pin(imports::withdraw(conn, number, TAKEN_OUT_AT_ONCE)));
            let batch = batch.await?;
            gone += batch;
            if batch < u64::from(TAKEN_OUT_AT_ONCE) {
                return Ok(gone);
            }
        }
    }
}

fn parse(request: &ImportRequest) -> Result<Wish, Vec<FieldError>> {
    let mut fields = Fields::default();
    let wish = fields.parse("rows", &request.rows, |text| match text {
        "" | "all" => Ok(Wish::AllOrNothing),
        "good" => Ok(Wish::GoodRows),
        _ => Err(Problem::new("unknown", "Send all, for all rows or none, or good, for those that can be taken.")),
    });
    let preview = fields.parse("dry_run", &request.dry_run, |text| match text {
        "" | "false" => Ok(false),
        "true" => Ok(true),
        _ => Err(Problem::new("unknown", "Make it true or false.")),
    });
    fields.finish()?;
    Ok(if preview == Some(true) { Wish::Preview } else { wish.unwrap_or(Wish::AllOrNothing) })
}
