//! How a command fails.

use crate::{
    accounts::{AuditError, Failure, ImportError, ListUsersError, ManageError, UpdateProfileError},
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
    /// Nobody reads what is printed any more.
    ReaderGone,
}

impl CliError {
    pub(super) fn refused(message: impl Into<String>) -> Self {
        Self::Refused { message: message.into(), fields: Vec::new() }
    }

    /// Options with values that the use case does not understand.
    fn bad_options(errors: &[FieldError]) -> Self {
        let lines = errors.iter().map(|error| format!("\n  {}: {}", error.field, error.message));
        Self::Usage(format!("some options are not understood:{}", lines.collect::<String>()))
    }

    pub(super) fn exit_code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::Refused { .. } => 1,
            Self::Usage(_) => 2,
            Self::ReaderGone => 0,
        })
    }
}

impl fmt::Display for CliError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(message) => f.write_str(message),
            Self::ReaderGone => f.write_str("the output is closed"),
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
            ListUsersError::Failed(failure) => failure.into(),
            ListUsersError::Invalid(errors) => Self::bad_options(&errors),
            refused => AppError::from(refused).into(),
        }
    }
}

impl From<ImportError> for CliError {
    fn from(error: ImportError) -> Self {
        match error {
            ImportError::Failed(failure) => failure.into(),
            ImportError::Spool(error) => Self::refused(ImportError::Spool(error).to_string()),
            refused => AppError::from(refused).into(),
        }
    }
}

impl From<ManageError> for CliError {
    /// The operator may see what went wrong inside; everybody else reads `AppError`.
    fn from(error: ManageError) -> Self {
        match error {
            ManageError::Failed(failure) => failure.into(),
            refused => AppError::from(refused).into(),
        }
    }
}

impl From<UpdateProfileError> for CliError {
    fn from(error: UpdateProfileError) -> Self {
        match error {
            UpdateProfileError::Failed(failure) => failure.into(),
            refused => AppError::from(refused).into(),
        }
    }
}

impl From<AuditError> for CliError {
    fn from(error: AuditError) -> Self {
        match error {
            AuditError::Failed(failure) => failure.into(),
            AuditError::Invalid(errors) => Self::bad_options(&errors),
            refused => AppError::from(refused).into(),
        }
    }
}

impl From<Failure> for CliError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Store(error) => error.into(),
            other => Self::refused(other.to_string()),
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

told_as_they_are!(ConfigError);

impl From<io::Error> for CliError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::ReaderGone,
            _ => Self::refused(error.to_string()),
        }
    }
}

impl From<StoreError> for CliError {
    fn from(error: StoreError) -> Self {
        if error.is_unreachable() {
            return Self::refused(format!(
                "the database does not answer: check DATABASE_URL, and whether its server runs ({error})"
            ));
        }
        match error.explanation() {
            Some(explanation) => Self::refused(format!("{explanation} ({error})")),
            None => Self::refused(error.to_string()),
        }
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
