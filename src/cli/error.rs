//! The error of a command, and its exit code.

use crate::config::ConfigError;
use crate::keys::KeyringError;
use crate::mail::MailerError;
use crate::passwords::ListError;
use crate::shared::{AppError, ErrorCode, FieldError};
use crate::store::StoreError;
use crate::tabular::WriteError;
use crate::transfer::TransferError;
use std::path::Path;
use std::process::ExitCode;
use std::{fmt, io};

/// Why a command failed. The operator reads its text.
#[derive(Debug)]
pub(super) enum CliError {
    /// The command failed: exit code 1.
    Failed { message: String, fields: Vec<FieldError> },
    /// The arguments are invalid: exit code 2, as in clap.
    Usage(String),
    /// The reader of standard output, such as `head`, has closed it: not an error.
    BrokenPipe,
}

impl CliError {
    pub(super) fn failed(message: impl Into<String>) -> Self {
        Self::Failed { message: message.into(), fields: Vec::new() }
    }

    /// The error of a use case whose fields are options of the command, so that invalid ones are exit code 2.
    pub(super) fn options(error: AppError) -> Self {
        if error.code != ErrorCode::ValidationFailed || error.errors.is_empty() {
            return error.into();
        }
        let lines = error.errors.iter().map(|error| format!("\n  {}: {}", error.field, error.message));
        Self::Usage(format!("some options are invalid:{}", lines.collect::<String>()))
    }

    /// The result of a use case in which the account is known to exist: `missing` says what else does not.
    pub(super) fn or_missing<T>(result: Result<T, AppError>, missing: impl FnOnce() -> String) -> Result<T, Self> {
        result.map_err(|error| match error.code {
            ErrorCode::NotFound => Self::failed(missing()),
            _ => error.into(),
        })
    }

    /// A file that cannot be opened to read it.
    pub(super) fn of_file(path: &Path, error: &io::Error) -> Self {
        let path = path.display();
        let hint = match error.kind() {
            // Root does not expect this: it has become that user.
            io::ErrorKind::PermissionDenied => {
                format!(". A command on the service runs as its user: let the shell open the file, with - <{path}")
            }
            _ => String::new(),
        };
        Self::failed(format!("{path}: {error}{hint}"))
    }

    fn of_database(error: &StoreError) -> Self {
        if error.is_unreachable() {
            return Self::failed(format!(
                "the database cannot be reached: check DATABASE_URL, and that the database server is running ({})",
                error.reason()
            ));
        }
        match error.explanation() {
            Some(explanation) => Self::failed(format!("{explanation} ({error})")),
            None => Self::failed(error.to_string()),
        }
    }

    pub(super) fn exit_code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::Failed { .. } => 1,
            Self::Usage(_) => 2,
            Self::BrokenPipe => 0,
        })
    }
}

impl fmt::Display for CliError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(message) => f.write_str(message),
            Self::BrokenPipe => f.write_str("standard output is closed"),
            Self::Failed { message, fields } => {
                f.write_str(message)?;
                fields.iter().try_for_each(|error| write!(f, "\n  {}: {}", error.field, error.message))
            }
        }
    }
}

impl From<AppError> for CliError {
    /// The operator sees the cause of a failure, which other users do not. Errors of fields are printed one per line, below the
    /// title of the error.
    fn from(error: AppError) -> Self {
        if let Some(cause) = error.cause() {
            return match cause.downcast_ref::<StoreError>() {
                Some(error) => Self::of_database(error),
                None => Self::failed(cause.to_string()),
            };
        }
        if error.errors.is_empty() {
            return Self::failed(error.detail.to_string());
        }
        Self::Failed { message: format!("{}:", error.code.title()), fields: error.errors }
    }
}

impl From<WriteError> for CliError {
    fn from(error: WriteError) -> Self {
        match error.downcast::<AppError>() {
            Ok(error) => Self::from(*error),
            Err(other) => Self::failed(other.to_string()),
        }
    }
}

impl From<ConfigError> for CliError {
    fn from(error: ConfigError) -> Self {
        Self::failed(error.to_string())
    }
}

impl From<io::Error> for CliError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::BrokenPipe,
            _ => Self::failed(error.to_string()),
        }
    }
}

impl From<StoreError> for CliError {
    fn from(error: StoreError) -> Self {
        Self::of_database(&error)
    }
}

impl From<KeyringError> for CliError {
    fn from(error: KeyringError) -> Self {
        match error {
            KeyringError::Store(error) => error.into(),
            other => Self::failed(other.to_string()),
        }
    }
}

impl From<MailerError> for CliError {
    fn from(error: MailerError) -> Self {
        Self::failed(error.to_string())
    }
}

impl From<ListError> for CliError {
    fn from(error: ListError) -> Self {
        Self::failed(error.to_string())
    }
}

impl From<TransferError> for CliError {
    fn from(error: TransferError) -> Self {
        match error {
            TransferError::Store(error) => error.into(),
            other => Self::failed(other.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_may_not_read_a_file_is_told_how_to_pass_it_on() {
        let error =
            |kind: io::ErrorKind| CliError::of_file(Path::new("realm.json"), &io::Error::from(kind)).to_string();
        let denied = error(io::ErrorKind::PermissionDenied);
        assert!(denied.starts_with("realm.json: permission denied. ") && denied.ends_with("- <realm.json"), "{denied}");
        assert_eq!(error(io::ErrorKind::NotFound), "realm.json: entity not found");
    }
}
