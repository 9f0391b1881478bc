//! How a command fails.

use crate::{
    accounts::{ImportError, ListUsersError, ManageError},
    config::ConfigError,
    keys::KeyringError,
    shared::error::{AppError, FieldError},
    store::StoreError,
    transfer::TransferError,
};
use std::{fmt, io, process::ExitCode};

/// Why a command was not carried out. Its text is what the operator reads.
#[derive(Debug)]
pub(super) enum CliError {
    /// Understood, but not done: exit code 1.
    Refused { message: String, fields: Vec<FieldError> },
    /// Not understood: exit code 2, as clap has it.
    Usage(String),
}

impl CliError {
    pub(super) fn refused(message: impl Into<String>) -> Self {
        Self::Refused { message: message.into(), fields: Vec::new() }
    }

    pub(super) fn exit_code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::Refused { .. } => 1,
            Self::Usage(_) => 2,
        })
    }
}

impl fmt::Display for CliError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(message) => f.write_str(message),
            Self::Refused { message, fields } => {
                f.write_str(message)?;
                fields.iter().try_for_each(|error| write!(f, "\n  {}: {}", error.field, error.message))
            }
        }
    }
}

impl From<AppError> for CliError {
    /// Errors of fields come one to a line, under a word on what they have in common.
    fn from(error: AppError) -> Self {
        if error.errors.is_empty() {
            return Self::refused(error.detail);
        }
        Self::Refused { message: format!("{}:", error.code.title()), fields: error.errors }
    }
}

impl From<ListUsersError> for CliError {
    fn from(error: ListUsersError) -> Self {
        match error {
            ListUsersError::Failed(failure) => Self::refused(failure.to_string()),
            refused => AppError::from(refused).into(),
        }
    }
}

impl From<ImportError> for CliError {
    fn from(error: ImportError) -> Self {
        match error {
            ImportError::Failed(failure) => Self::refused(failure.to_string()),
            ImportError::Spool(error) => Self::refused(ImportError::Spool(error).to_string()),
            refused => AppError::from(refused).into(),
        }
    }
}

impl From<ManageError> for CliError {
    /// The operator may see what went wrong inside; everybody else reads `AppError`.
    fn from(error: ManageError) -> Self {
        match error {
            ManageError::Failed(failure) => Self::refused(failure.to_string()),
            refused => AppError::from(refused).into(),
        }
    }
}

/// Errors that already are a sentence for the operator.
macro_rules! told_as_they_are {
    ($($error:ty),*) => {
        $(impl From<$error> for CliError {
            fn from(error: $error) -> Self {
                Self::refused(error.to_string())
            }
        })*
    };
}

told_as_they_are!(ConfigError, io::Error);

impl From<StoreError> for CliError {
    fn from(error: StoreError) -> Self {
        if error.is_unreachable() {
            return Self::refused(format!(
                "the database does not answer: check DATABASE_URL, and whether its server runs ({error})"
            ));
        }
        Self::refused(error.to_string())
    }
}

impl From<KeyringError> for CliError {
    fn from(error: KeyringError) -> Self {
        match error {
            KeyringError::Store(error) => error.into(),
            refused => Self::refused(refused.to_string()),
        }
    }
}

impl From<TransferError> for CliError {
    fn from(error: TransferError) -> Self {
        match error {
            TransferError::Store(error) => error.into(),
            refused => Self::refused(refused.to_string()),
        }
    }
}
