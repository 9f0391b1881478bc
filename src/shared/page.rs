//! What a page is: where, for whom, and what it receives. The table of all pages is `ui::routes`.

use super::{
    audit::{AuditEventView, AuditLogView},
    directory::{PersonView, UserList},
    error::AppError,
};
use std::sync::Arc;

/// Who may see a page.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Admission {
    Anyone,
    /// Those who are signed in already go on to where they wanted to go.
    SignedOut,
    /// Others sign in first.
    SignedIn,
    /// Administrators who manage accounts; others sign in first, or are refused.
    Directory,
    /// Administrators who read the audit trail; others sign in first, or are refused.
    Audit,
    /// Those who have the one-time link of the first administrator; for others it does not exist.
    SetupLink,
    /// Those who have a link to choose a password; for others it does not exist.
    PasswordLink,
}

/// What a page shows beside its visit. The server reads it before it renders the page.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reads {
    Nothing,
    /// A page of the directory.
    Directory,
    /// The person whom the address names.
    Person,
    /// A page of everybody's audit trail.
    Audit,
    /// A page of one's own.
    OwnActivity,
    /// What happened to one's own account last.
    Recent,
}

/// What the server has read for the page that it renders, as the page finds it in its context.
#[derive(Clone, Debug, Default)]
pub enum PageData {
    #[default]
    Nothing,
    /// Why there is no list is shown on the page as well.
    Directory(Arc<Result<UserList, AppError>>),
    Person(PersonView),
    Audit(Arc<Result<AuditLogView, AppError>>),
    Recent(Vec<AuditEventView>),
}

impl PageData {
    /// Why a list could not be read.
    pub fn error(&self) -> Option<&AppError> {
        match self {
            Self::Directory(list) => list.as_ref().as_ref().err(),
            Self::Audit(trail) => trail.as_ref().as_ref().err(),
            Self::Nothing | Self::Person(_) | Self::Recent(_) => None,
        }
    }
}
