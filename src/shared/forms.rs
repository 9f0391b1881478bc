//! Forms: their names, the answers to them, what was typed, and the messages after a success.

use super::bulk::UserAction;
use super::error::AppError;
use super::ids::UserId;
use super::next::{Destination, LocalPath};
use super::views::UserView;
use serde::{Deserialize, Serialize};

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
    /// A message again that was asked for.
    SendAgain,
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
    GroupDescription,
    DeleteGroup,
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

/// Declares the messages with their texts.
macro_rules! notices {
    ($($name:ident = $text:literal,)+) => {
        /// A success message.
        #[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Notice {
            $($name,)+
        }

        impl Notice {
            pub fn text(self) -> &'static str {
                match self { $(Self::$name => $text,)+ }
            }
        }
    };
}

notices! {
    Welcome = "Account created. You are signed in.",
    SignedOut = "You are signed out.",
    ChangesSaved = "Changes saved.",
    PictureSaved = "Picture saved.",
    PictureRemoved = "Picture removed.",
    PasswordChanged = "Password changed. Your other devices are signed out.",
    AccountDeleted = "Your account is deleted. You are signed out on all devices.",
    UserDisabled = "Account disabled and signed out on all devices.",
    UserEnabled = "Account enabled.",
    UserDeleted = "Account deleted. You can restore it for 30 days.",
    UserRestored = "Account restored.",
    UserPurged = "Account deleted permanently.",
    RoleChanged = "Role changed.",
    SessionEnded = "Device signed out.",
    OtherSessionsEnded = "All other devices signed out.",
    AllSessionsEnded = "All devices signed out.",
    SentAgain = "If the address is right, another message is on its way. Only the newest link works.",
    PasswordChosen = "Password set. Sign in with your new password.",
    EmailConfirmed = "Email address confirmed.",
    ConfirmationSent = "Check your mail: a message is on its way. Its link is valid for 24 hours.",
    InvitationSent = "Invitation sent. Its link is valid for 7 days.",
    InvitationRevoked = "Invitation revoked. Its link no longer works.",
    MailingBegun = "The invitations are being sent. You may leave this page.",
    MailingStopped = "No further invitations are sent. Those that were sent stay valid.",
    NoInvitations = "No invitation was sent: all these users have a password or an open invitation.",
    InvitationAccepted = "Password set. You are signed in.",
    SignInReported = "The device is signed out. We have sent you a message with a link to choose a new password.",
    ConfirmEmailFirst = "Account created. Confirm your email address: we have sent a message to it.",
    RegistrationReceived = "Check your mail: we have sent a message to the address.",
    EmailChangeRequested =
        "Check your mail: your email address changes when you confirm it with the link in the message.",
    EmailChangeCancelled = "Your email address stays as it is.",
    EmailChangeUndone =
        "Your email address is restored. Check your mail: a link to choose a new password is on its way.",
    ApiTokenRevoked = "Token revoked. Programs that use it are refused.",
    ApiTokensRevoked = "Tokens revoked. Programs that use them are refused.",
    ServiceAccountCreated = "Service account created. Create a token for its program.",
    GroupCreated = "Group created.",
    GroupDeleted = "Group deleted.",
    AddedToGroup = "Added to the group.",
    RemovedFromGroup = "Removed from the group.",
    ApplicationCreated = "Application created. Connect it to its proxy.",
    ApplicationDeleted = "Application deleted. Nobody can enter it any more.",
}

impl From<UserAction> for Notice {
    fn from(action: UserAction) -> Self {
        match action {
            UserAction::Disable => Self::UserDisabled,
            UserAction::Enable => Self::UserEnabled,
            UserAction::Delete => Self::UserDeleted,
            UserAction::Restore => Self::UserRestored,
            UserAction::SetRole(_) => Self::RoleChanged,
        }
    }
}
