//! Errors of requests about groups.

use crate::{
    accounts::{Failure, error, policy::NotAllowed},
    shared::{
        applications::ApplicationName,
        error::{AppError, ErrorCode, FieldError},
        fields::Problem,
        groups::MAX_GROUPS,
    },
    store::StoreError,
};

/// The number of applications that a message names.
const MAX_NAMED: usize = 5;

/// Why a group was not read or changed.
#[derive(Debug, thiserror::Error)]
pub enum GroupError {
    #[error("no such group")]
    NotFound,
    /// The account does not exist or is deleted, or the actor may not know that it exists.
    #[error("no such account")]
    NoAccount,
    #[error("not allowed")]
    Forbidden,
    #[error("invalid fields")]
    Invalid(Vec<FieldError>),
    #[error("the name is taken")]
    Taken,
    /// Accounts still have the name of a deleted group.
    #[error("a group with this name is being deleted")]
    BeingDeleted,
    #[error("too many groups")]
    TooMany,
    /// The accounts of an import may belong to the group.
    #[error("an import is running")]
    ImportRunning,
    /// These applications admit its members.
    #[error("applications admit the group")]
    InUse(Vec<ApplicationName>),
    #[error(transparent)]
    Failed(#[from] Failure),
}

impl From<GroupError> for AppError {
    fn from(error: GroupError) -> Self {
        match error {
            GroupError::NotFound => Self::new(ErrorCode::NotFound, "There is no such group."),
            GroupError::NoAccount => Self::new(ErrorCode::NotFound, "There is no such account."),
            GroupError::Forbidden => Self::new(ErrorCode::Forbidden, "You don't have permission to do this."),
            GroupError::Invalid(errors) => error::invalid(errors),
            GroupError::Taken => {
                let problem = Problem::new("taken", "There is a group with this name. Choose another one.");
                Self::fields(ErrorCode::GroupTaken, vec![problem.of("name")])
            }
            GroupError::BeingDeleted => {
                let detail = "A group with this name is being deleted. Wait a minute, or choose another name.";
                Self::fields(ErrorCode::GroupTaken, vec![Problem::new("taken", detail).of("name")])
            }
            GroupError::TooMany => Self::new(
                ErrorCode::ValidationFailed,
                format!("There are {MAX_GROUPS} groups. Delete one before you create another."),
            ),
            GroupError::ImportRunning => Self::new(
                ErrorCode::ImportRunning,
                "An import is running, and its users may belong to the group. Wait until it has finished, then try again.",
            ),
            GroupError::InUse(applications) => {
                // Without JavaScript a cookie carries the message, so it cannot name hundreds.
                let names: Vec<_> = applications.iter().map(ApplicationName::as_str).take(MAX_NAMED).collect();
                let more = match applications.len() - names.len() {
                    0 => String::new(),
                    count => format!(" and {count} more"),
                };
                let detail = format!(
                    "Members of the group may enter these applications: {}{more}. Remove the group from them before you delete it.",
                    names.join(", ")
                );
                Self::new(ErrorCode::GroupInUse, detail)
            }
            GroupError::Failed(failure) => failure.into(),
        }
    }
}

impl From<NotAllowed> for GroupError {
    fn from(refusal: NotAllowed) -> Self {
        match refusal {
            NotAllowed::Hidden => Self::NoAccount,
            NotAllowed::Forbidden => Self::Forbidden,
            gone_or_out_of_scope => Self::Failed(gone_or_out_of_scope.into()),
        }
    }
}

impl From<StoreError> for GroupError {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}
