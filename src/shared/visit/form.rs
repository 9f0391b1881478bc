//! What was typed into a form that was rejected, or whose session ended.

use crate::shared::{error::AppError, ids::UserId, next::LocalPath};
use serde::{Deserialize, Serialize};

/// A rejected form: the error and the typed values, except passwords.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Rejection {
    pub form: Form,
    pub error: AppError,
    pub typed: Vec<(String, String)>,
}

impl Rejection {
    /// The typed value of `field`.
    pub fn typed(&self, field: &str) -> &str {
        let entry = self.typed.iter().find(|(name, _)| name == field);
        entry.map(|(_, value)| value.as_str()).unwrap_or_default()
    }
}

/// What was typed into a form when the session ended, except passwords. It waits until the same user has signed in again.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Draft {
    pub user: UserId,
    /// The page of the form.
    pub page: LocalPath,
    pub form: Form,
    pub typed: Vec<(String, String)>,
}

impl Draft {
    /// Whether it belongs to a form of the page at `path`, and to `user`.
    pub fn is_for(&self, user: UserId, path: &str) -> bool {
        self.user == user && self.page.as_str() == path
    }
}

/// The forms that can be rejected.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    Register,
    Login,
    Setup,
    Profile,
    Picture,
    Password,
    Sessions,
    DeleteAccount,
    CreateUser,
    Import,
    /// A file of password links.
    PasswordLinks,
    /// Invitations to many users.
    Mailing,
    User,
    DeleteUser,
    Purge,
    Bulk,
    ForgotPassword,
    ResetPassword,
    VerifyEmail,
    ResendConfirmation,
    ReportSignIn,
    CancelEmailChange,
    UndoEmailChange,
    /// A new API token.
    ApiToken,
    /// The list of API tokens, whose rows revoke them.
    ApiTokens,
    ServiceAccount,
    /// A new group.
    Group,
    /// The list of groups, whose rows change and delete them.
    Groups,
    /// The groups of a user.
    UserGroups,
    CreateApplication,
    Application,
    DeleteApplication,
}

impl Form {
    /// Whether a file is sent. It cannot be kept when the session ends, so it has to be chosen again.
    pub fn has_file(self) -> bool {
        matches!(self, Self::Picture | Self::Import)
    }
}
