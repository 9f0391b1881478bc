//! Forms: their names, the answers to them, what was typed, and the messages after a success.

mod notices;

use super::error::AppError;
use super::ids::UserId;
use super::next::{Destination, LocalPath};
use super::views::UserView;
use serde::{Deserialize, Serialize};

pub use notices::Notice;

/// The forms that can be rejected.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    Register,
    Login,
    /// A code for a sign-in with the right password.
    SecondFactor,
    /// The same with a recovery code.
    RecoveryCode,
    /// A recovery code, to sign in without a password.
    RecoverySignIn,
    /// The password, to confirm who one is.
    Confirm,
    /// The same with a code.
    ConfirmCode,
    ConfirmRecoveryCode,
    /// The same with a code in a message.
    ConfirmMail,
    /// The message with that code.
    ProofCode,
    /// An account for somebody who has signed in at a provider.
    FirstTime,
    /// An account at a provider that is linked with one's own.
    LinkIdentity,
    /// An unconfirmed account that goes to the owner of its address.
    TakeOver,
    Setup,
    Profile,
    Picture,
    Password,
    /// The lists of one's own factors, whose rows change them.
    Factors,
    /// A new authenticator app.
    Authenticator,
    /// The list of everything that can still sign in, whose rows end it.
    WaysIn,
    /// An account that its owner starts over with.
    StartOver,
    /// The list of linked accounts, whose rows unlink them.
    Identities,
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
    /// A message again that was asked for.
    SendAgain,
    ResetPassword,
    VerifyEmail,
    /// The account that a link confirms, which its holder has not registered.
    Disown,
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
    GroupDescription,
    DeleteGroup,
    /// The groups of a user.
    UserGroups,
    /// The list of clients with access to an account, whose rows take it back.
    ClientAccess,
    CreateApplication,
    Application,
    DeleteApplication,
    /// The letters that a device shows.
    Device,
    CreateClient,
    Client,
    /// A new secret of a client, and the list whose rows remove one.
    ClientSecret,
    /// The list of what a client was refused, whose rows mend it.
    ClientRefusals,
    DeleteClient,
    /// The buttons that close a client for a while, and open it again.
    CloseClient,
    /// What a trial of a client advises.
    Trial,
    /// A program that is connected.
    Connect,
    CreateProvider,
    Provider,
    DeleteProvider,
    /// A new field of one's own.
    CreateOwnField,
    /// A field of one's own.
    OwnField,
    DeleteOwnField,
    /// What an account has in fields of one's own.
    OwnValues,
    /// The first steps, whose rows note something or test mail.
    FirstSteps,
}

impl Form {
    /// Whether a file is sent. It cannot be kept when the session ends, so it has to be chosen again.
    pub fn has_file(self) -> bool {
        matches!(self, Self::Picture | Self::Import)
    }
}

/// The response of a form's server function.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Answer<T> {
    Accepted(T),
    /// Only for forms sent without JavaScript: the browser is redirected back to the form, and an encrypted cookie
    /// carries the errors and the typed values.
    Rejected,
}

impl<T> Answer<T> {
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Answer<U> {
        match self {
            Self::Accepted(value) => Answer::Accepted(change(value)),
            Self::Rejected => Answer::Rejected,
        }
    }
}

/// The result of a sign-in.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SignedIn {
    pub user: UserView,
    /// The page to open next.
    pub next: Destination,
}

/// The result of a sign-in with a password.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct LoggedIn {
    /// None if a second factor is missing.
    pub user: Option<UserView>,
    /// The page to open next.
    pub next: Destination,
}

impl From<SignedIn> for LoggedIn {
    fn from(SignedIn { user, next }: SignedIn) -> Self {
        Self { user: Some(user), next }
    }
}

/// The result of a registration.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Registration {
    /// The new user, who is signed in; none if the email address has to be confirmed first.
    pub user: Option<UserView>,
    /// The page to open next.
    pub next: Destination,
    // The default is for responses of the previous version during an upgrade.
    #[serde(default = "Registration::default_notice")]
    pub notice: Notice,
}

impl Registration {
    fn default_notice() -> Notice {
        Notice::Welcome
    }
}

impl From<SignedIn> for Registration {
    fn from(SignedIn { user, next }: SignedIn) -> Self {
        Self { user: Some(user), next, notice: Notice::Welcome }
    }
}

/// A rejected form: the error and the typed values, except passwords.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Rejection {
    pub form: Form,
    pub error: AppError,
    pub typed: Vec<(String, String)>,
}

impl Rejection {
    /// The typed value of `field`. None if it was not sent, or too long to be kept.
    pub fn typed(&self, field: &str) -> Option<&str> {
        self.typed.iter().find(|(name, _)| name == field).map(|(_, value)| value.as_str())
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
