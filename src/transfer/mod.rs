//! Operations on whole databases: [copying](copy()) one into another, between any two engines, and [backup and restore](back_up).

mod backup;
mod copy;
mod kept;

pub use backup::{Restored, back_up, restore};
pub use copy::{Copied, Existing, Progress, Stage, copy};
pub use kept::{backup_name, keep_newest};

use crate::keys::KeyringError;
use crate::store::StoreError;
use std::io;
use std::path::PathBuf;

/// Why a copy, a backup or a restore failed. Shown to the operator, so each says how to fix the problem. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum TransferError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(
        "the secret does not open the signing keys to copy; set VESTIBULE_SECRET to the secret that they were created with, \
         or set VESTIBULE_SECRET_PREVIOUS to it and VESTIBULE_SECRET to a new one"
    )]
    WrongSecret,
    #[error("the source is not a Vestibule database: choose another one")]
    Foreign,
    #[error("the source was written by a newer version: use the `vestibule` of that version")]
    Newer,
    #[error("the source has {pending} pending migrations: run `vestibule migrate up` on it first")]
    Pending { pending: usize },
    #[error("the target is not empty: {table} has {rows} rows; choose a database without accounts and keys")]
    NotEmpty { table: &'static str, rows: u64 },
    #[error("the rows copied to {table} differ from the source, so nothing was copied: check the disk, then try again")]
    Differs { table: &'static str },
    #[error("{path} is damaged: use another backup ({what})", path = path.display())]
    Damaged { path: PathBuf, what: String },
    #[error("{path} already exists: choose another file name", path = path.display())]
    Exists { path: PathBuf },
    #[error("the database has {accounts} accounts: add --replace to replace them with those of the backup")]
    InUse { accounts: u64 },
    #[error("{path}: {cause}", path = path.display())]
    File { path: PathBuf, cause: io::Error },
}

impl TransferError {
    /// Adds the path to an I/O error.
    fn file(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
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
