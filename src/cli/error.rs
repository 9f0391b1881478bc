//! The error of a command, and its exit code.

use crate::{
    accounts::{
        ApplicationError, AuditError, CreateApiTokenError, CreateServiceAccountError, Failure, GroupError, ImportError,
        ListUsersError, ManageError, SigningKeyError, UpdateProfileError,
    },
    config::ConfigError,
    keys::KeyringError,
    mail::MailerError,
    shared::error::{AppError, FieldError},
    store::StoreError,
    transfer::TransferError,
};
use std::{fmt, io, process::ExitCode};

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

    /// Options with values that the use case rejects.
    fn invalid_options(errors: &[FieldError]) -> Self {
        let lines = errors.iter().map(|error| format!("\n  {}: {}", error.field, error.message));
        Self::Usage(format!("some options are invalid:{}", lines.collect::<String>()))
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
    /// Field errors are printed one per line, below the title of the error.
    fn from(error: AppError) -> Self {
        if error.errors.is_empty() {
            return Self::failed(error.detail);
        }
        Self::Failed { message: format!("{}:", error.code.title()), fields: error.errors }
    }
}

impl From<ListUsersError> for CliError {
    fn from(error: ListUsersError) -> Self {
        match error {
            ListUsersError::Failed(failure) => failure.into(),
            // The fields are options of the command, so this is exit code 2.
            ListUsersError::Invalid(errors) => Self::invalid_options(&errors),
            other => AppError::from(other).into(),
        }
    }
}

impl From<ImportError> for CliError {
    fn from(error: ImportError) -> Self {
        match error {
            ImportError::Failed(failure) => failure.into(),
            // The operator sees the cause, such as a full disk, which other users do not.
            ImportError::Spool(error) => Self::failed(ImportError::Spool(error).to_string()),
            other => AppError::from(other).into(),
        }
    }
}

impl From<ManageError> for CliError {
    /// The operator sees the cause of an internal failure; other users only see an [`AppError`].
    fn from(error: ManageError) -> Self {
        match error {
            ManageError::Failed(failure) => failure.into(),
            other => AppError::from(other).into(),
        }
    }
}

impl From<CreateApiTokenError> for CliError {
    fn from(error: CreateApiTokenError) -> Self {
        match error {
            CreateApiTokenError::Refused(error) => error.into(),
            other => AppError::from(other).into(),
        }
    }
}

impl From<CreateServiceAccountError> for CliError {
    fn from(error: CreateServiceAccountError) -> Self {
        ManageError::from(error).into()
    }
}

impl From<GroupError> for CliError {
    fn from(error: GroupError) -> Self {
        match error {
            GroupError::Failed(failure) => failure.into(),
            other => AppError::from(other).into(),
        }
    }
}

impl From<ApplicationError> for CliError {
    fn from(error: ApplicationError) -> Self {
        match error {
            ApplicationError::Failed(failure) => failure.into(),
            other => AppError::from(other).into(),
        }
    }
}

impl From<UpdateProfileError> for CliError {
    fn from(error: UpdateProfileError) -> Self {
        match error {
            UpdateProfileError::Failed(failure) => failure.into(),
            other => AppError::from(other).into(),
        }
    }
}

impl From<AuditError> for CliError {
    fn from(error: AuditError) -> Self {
        match error {
            AuditError::Failed(failure) => failure.into(),
            AuditError::Invalid(errors) => Self::invalid_options(&errors),
            other => AppError::from(other).into(),
        }
    }
}

impl From<SigningKeyError> for CliError {
    fn from(error: SigningKeyError) -> Self {
        match error {
            SigningKeyError::Failed(failure) => failure.into(),
            other => Self::failed(other.to_string()),
        }
    }
}

impl From<Failure> for CliError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Store(error) => error.into(),
            other => Self::failed(other.to_string()),
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
        if error.is_unreachable() {
            return Self::failed(format!(
                "the database cannot be reached: check DATABASE_URL, and that the database server is running ({error})"
            ));
        }
        match error.explanation() {
            Some(explanation) => Self::failed(format!("{explanation} ({error})")),
            None => Self::failed(error.to_string()),
        }
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

impl From<TransferError> for CliError {
    fn from(error: TransferError) -> Self {
        match error {
            TransferError::Store(error) => error.into(),
            other => Self::failed(other.to_string()),
        }
    }
}
