//! Why a database was not moved.

use crate::{keys::KeyringError, store::StoreError};
use std::{io, path::PathBuf};

/// Each is a sentence for the operator, who reads nothing else. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum TransferError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(
        "the secret does not open the signing keys that are to be moved; \
         name the one that they were made with in VESTIBULE_SECRET, or in VESTIBULE_SECRET_PREVIOUS beside a new one"
    )]
    WrongSecret,
    #[error("the source holds no data of Vestibule: name another database")]
    Foreign,
    #[error("the source was written by a newer version: use the `vestibule` of that version")]
    Newer,
    #[error("the source lacks {pending} migrations: run `vestibule migrate up` on it first")]
    Pending { pending: usize },
    #[error("the target is not empty: {table} has {rows} rows; name a database without accounts and keys")]
    NotEmpty { table: &'static str, rows: u64 },
    #[error("what arrived in {table} is not what was sent: nothing was kept; try again, and check the disk")]
    Differs { table: &'static str },
    #[error("{path} is damaged: take another backup ({what})", path = path.display())]
    Damaged { path: PathBuf, what: String },
    #[error("{path} is there already: name another file", path = path.display())]
    Exists { path: PathBuf },
    #[error("the database holds {accounts} accounts: add --replace to put the backup in their place")]
    InUse { accounts: u64 },
    #[error("{path}: {cause}", path = path.display())]
    File { path: PathBuf, cause: io::Error },
}

impl TransferError {
    /// What went wrong with a file.
    pub(super) fn file(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |cause| Self::File { path, cause }
    }
}

impl From<KeyringError> for TransferError {
    fn from(error: KeyringError) -> Self {
        match error {
            KeyringError::Store(error) => Self::Store(error),
            KeyringError::WrongSecret => Self::WrongSecret,
        }
    }
}
