//! Why an application was not read, created or changed.

use crate::{
    accounts::{Failure, error, policy::NotAllowed},
    shared::{
        applications::{ApplicationName, MAX_APPLICATIONS},
        error::{AppError, ErrorCode, FieldError},
        fields::Problem,
    },
    store::StoreError,
};

/// Why an application was not read, created or changed.
#[derive(Debug, thiserror::Error)]
pub enum ApplicationError {
    #[error("not found")]
    NotFound,
    /// Or there is no such application.
    #[error("the user may not enter the application")]
    NotAdmitted,
    #[error("not allowed")]
    Forbidden,
    #[error("invalid fields")]
    Invalid(Vec<FieldError>),
    #[error("the name or a location is taken")]
    Taken(Vec<FieldError>),
    /// Only the file can change it.
    #[error("the file of applications defines {0}")]
    InFile(ApplicationName),
    #[error("too many applications")]
    TooMany,
    #[error(transparent)]
    Failed(#[from] Failure),
}

impl From<ApplicationError> for AppError {
    fn from(error: ApplicationError) -> Self {
        match error {
            ApplicationError::NotFound => Self::new(ErrorCode::NotFound, "There is no such application."),
            ApplicationError::NotAdmitted => {
                Self::new(ErrorCode::NotFound, "There is no application with this name that you may enter.")
            }
            ApplicationError::Forbidden => Self::new(ErrorCode::Forbidden, "You don't have permission to do this."),
            ApplicationError::Invalid(errors) => error::invalid(errors),
            ApplicationError::Taken(errors) => Self::fields(ErrorCode::ApplicationTaken, errors),
            ApplicationError::InFile(name) => {
                let message = format!(
                    "The application {name} is defined in the file of applications (VESTIBULE_APPLICATIONS, or \
                     vestibule.toml in the server's working directory). Change it there, and restart the server."
                );
                Self::fields(ErrorCode::ApplicationTaken, vec![Problem::new("in_file", message).of("name")])
            }
            ApplicationError::TooMany => Self::new(
                ErrorCode::ValidationFailed,
                format!("There are {MAX_APPLICATIONS} applications. Delete one before you create another."),
            ),
            ApplicationError::Failed(failure) => failure.into(),
        }
    }
}

impl From<NotAllowed> for ApplicationError {
    fn from(refusal: NotAllowed) -> Self {
        match refusal {
            NotAllowed::Hidden | NotAllowed::Forbidden => Self::Forbidden,
            gone_or_out_of_scope => Self::Failed(gone_or_out_of_scope.into()),
        }
    }
}

impl From<StoreError> for ApplicationError {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}
