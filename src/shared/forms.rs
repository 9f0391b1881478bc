//! Forms: their names, the answers to them, what was typed, and the messages after a success.

use super::bulk::UserAction;
use super::error::AppError;
use super::ids::UserId;
use super::next::{Destination, LocalPath};
use super::views::UserView;
use crate::language::say;
use serde::{Deserialize, Serialize};

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

/// Declares the notices with their texts in the catalogue.
macro_rules! notices {
    ($($name:ident = $text:ident,)+) => {
        /// A success message.
        #[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Notice {
            $($name,)+
        }

        impl Notice {
            pub fn text(self) -> &'static str {
                match self { $(Self::$name => say::$text(),)+ }
            }
        }
    };
}

notices! {
    Welcome = notice_welcome,
    SignedOut = notice_signed_out,
    ChangesSaved = notice_changes_saved,
    PictureSaved = notice_picture_saved,
    PictureRemoved = notice_picture_removed,
    PasswordChanged = notice_password_changed,
    AccountDeleted = notice_account_deleted,
    UserDisabled = notice_user_disabled,
    UserEnabled = notice_user_enabled,
    UserDeleted = notice_user_deleted,
    UserRestored = notice_user_restored,
    UserPurged = notice_user_purged,
    RoleChanged = notice_role_changed,
    SessionEnded = notice_session_ended,
    OtherSessionsEnded = notice_other_sessions_ended,
    AllSessionsEnded = notice_all_sessions_ended,
    EarlierSessionsEnded = notice_earlier_sessions_ended,
    SentAgain = notice_sent_again,
    PasswordChosen = notice_password_chosen,
    EmailConfirmed = notice_email_confirmed,
    AccountIsYours = notice_account_is_yours,
    ConfirmationSent = notice_confirmation_sent,
    InvitationSent = notice_invitation_sent,
    InvitationRevoked = notice_invitation_revoked,
    MailingBegun = notice_mailing_begun,
    MailingStopped = notice_mailing_stopped,
    NoInvitations = notice_no_invitations,
    InvitationAccepted = notice_invitation_accepted,
    SignInReported = notice_sign_in_reported,
    ConfirmEmailFirst = notice_confirm_email_first,
    RegistrationReceived = notice_registration_received,
    EmailChangeRequested = notice_email_change_requested,
    EmailChangeCancelled = notice_email_change_cancelled,
    EmailChangeUndone = notice_email_change_undone,
    ApiTokenRevoked = notice_api_token_revoked,
    ApiTokensRevoked = notice_api_tokens_revoked,
    ServiceAccountCreated = notice_service_account_created,
    GroupCreated = notice_group_created,
    GroupDeleted = notice_group_deleted,
    AddedToGroup = notice_added_to_group,
    RemovedFromGroup = notice_removed_from_group,
    ApplicationCreated = notice_application_created,
    ApplicationDeleted = notice_application_deleted,
    ClientCreated = notice_client_created,
    ClientDeleted = notice_client_deleted,
    ClientClosed = notice_client_closed,
    ClientOpened = notice_client_opened,
    ProgramConnected = notice_program_connected,
    ClientSecretRemoved = notice_client_secret_removed,
    ProviderCreated = notice_provider_created,
    ProviderDeleted = notice_provider_deleted,
    OwnFieldCreated = notice_own_field_created,
    OwnFieldDeleted = notice_own_field_deleted,
    OwnFieldRestored = notice_own_field_restored,
    PasskeyAdded = notice_passkey_added,
    PasskeyRenamed = notice_passkey_renamed,
    PasskeyRemoved = notice_passkey_removed,
    PasswordRemoved = notice_password_removed,
    RecoveryCodeUsed = notice_recovery_code_used,
    RecoveryCodeSpent = notice_recovery_code_spent,
    AuthenticatorAdded = notice_authenticator_added,
    AuthenticatorRemoved = notice_authenticator_removed,
    BrowserForgotten = notice_browser_forgotten,
    FactorsReset = notice_factors_reset,
    DeviceAllowed = notice_device_allowed,
    DeviceRefused = notice_device_refused,
    AccessTakenBack = notice_access_taken_back,
    IdentityLinked = notice_identity_linked,
    IdentityUnlinked = notice_identity_unlinked,
    TakenOver = notice_taken_over,
    ProofCodeSent = notice_proof_code_sent,
    WayInEnded = notice_way_in_ended,
    EverythingElseEnded = notice_everything_else_ended,
    StartedOver = notice_started_over,
    JourneyUnknown = notice_journey_unknown,
}

impl Notice {
    /// The change of an account that undoes the one of which this tells. None if it tells of something else, or not what was before.
    pub fn undone_by(self) -> Option<UserAction> {
        use UserAction::{Delete, Disable, Enable, Restore};
        let pairs = [(Disable, Enable), (Enable, Disable), (Delete, Restore), (Restore, Delete)];
        pairs.into_iter().find(|(done, _)| Self::from(*done) == self).map(|(_, undo)| undo)
    }
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
