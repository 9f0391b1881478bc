//! The initial state of a page: the server renders with it and embeds it for hydration.

use super::{
    confirmation::ConfirmationRequest,
    directory::{BulkReport, PasswordLinkView, UserAction},
    end_reason::EndReason,
    error::AppError,
    fields::password::PasswordRules,
    ids::UserId,
    import::ImportReport,
    next::LocalPath,
    timestamp::Timestamp,
    views::UserView,
};
use serde::{Deserialize, Serialize};

/// The initial state of a page.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Visit {
    /// The signed-in user.
    pub user: Option<UserView>,
    pub settings: PublicSettings,
    pub theme: Theme,
    /// The time on the server, because the browser's clock may be wrong.
    pub now: Timestamp,
    /// The result of a form that was just sent without JavaScript.
    pub flash: Option<Flash>,
    /// Why the visitor is no longer signed in.
    pub signed_out: Option<EndReason>,
    /// What the user typed on this page when their session ended, now that they have signed in again.
    pub draft: Option<Draft>,
}

/// Settings of the operator that pages need.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct PublicSettings {
    pub registration_open: bool,
    pub password: PasswordRules,
    /// Where a sign-in leads that no page has requested, in place of the account page: a path or an absolute URL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub home_url: Option<String>,
}

/// The colour theme.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

impl Theme {
    /// The name in the cookie and the form.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// Parses a name; unknown names are `System`.
    pub fn parse(name: &str) -> Self {
        match name {
            "light" => Self::Light,
            "dark" => Self::Dark,
            _ => Self::System,
        }
    }

    /// The value of `data-theme`; none for `System`.
    pub fn attribute(self) -> Option<&'static str> {
        (self != Self::System).then(|| self.as_str())
    }
}

/// Messages for the page after a form that was sent without JavaScript.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Flash {
    pub notice: Option<Notice>,
    pub rejection: Option<Rejection>,
    /// A password link, shown once and only on the page of its account.
    #[serde(default)]
    pub link: Option<AccountPasswordLink>,
    /// The secret of a new API token, shown once.
    #[serde(default)]
    pub secret: Option<UserTokenSecret>,
    /// The result of a bulk change.
    #[serde(default)]
    pub report: Option<BulkReport>,
    /// A bulk change that has to be confirmed.
    #[serde(default)]
    pub question: Option<ConfirmationRequest>,
    /// The report of an import, shortened to fit into the cookie.
    #[serde(default)]
    pub import: Option<ImportReport>,
    /// Why the visitor was signed out, for the sign-in page.
    #[serde(default)]
    pub signed_out: Option<EndReason>,
}

impl Flash {
    /// Whether the page at `path` may show it to `user`. A password link is shown only on the page of its account:
    /// elsewhere it could be mistaken for a link of another account. The same is true of the secret of a token.
    pub fn is_for(&self, user: Option<UserId>, path: &str) -> bool {
        self.link.as_ref().is_none_or(|link| LocalPath::user(link.user).as_str() == path)
            && self.secret.as_ref().is_none_or(|secret| secret.is_for(user, path))
    }
}

/// The secret of a new API token.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct TokenSecret {
    /// The name of the token.
    pub name: String,
    pub secret: String,
}

/// The secret of a new API token, and who may see it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct UserTokenSecret {
    /// Who created the token: nobody else sees the secret, not even after signing in with the same browser.
    pub user: UserId,
    /// The page that lists the token.
    pub page: LocalPath,
    pub shown: TokenSecret,
}

impl UserTokenSecret {
    fn is_for(&self, user: Option<UserId>, path: &str) -> bool {
        Some(self.user) == user && self.page.as_str() == path
    }
}

/// A password link and its account.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct AccountPasswordLink {
    pub user: UserId,
    pub link: PasswordLinkView,
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

/// A success message.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Notice {
    Welcome,
    SignedOut,
    ChangesSaved,
    PictureSaved,
    PictureRemoved,
    PasswordChanged,
    AccountDeleted,
    UserDisabled,
    UserEnabled,
    UserDeleted,
    UserRestored,
    UserPurged,
    RoleChanged,
    SessionEnded,
    OtherSessionsEnded,
    AllSessionsEnded,
    PasswordLinkSent,
    PasswordChosen,
    EmailConfirmed,
    ConfirmationSent,
    InvitationSent,
    InvitationRevoked,
    InvitationAccepted,
    SignInReported,
    ConfirmEmailFirst,
    RegistrationReceived,
    EmailChangeRequested,
    EmailChangeCancelled,
    EmailChangeUndone,
    ApiTokenRevoked,
    ServiceAccountCreated,
    GroupCreated,
    GroupDeleted,
    AddedToGroup,
    RemovedFromGroup,
    ApplicationCreated,
    ApplicationDeleted,
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

impl Notice {
    pub fn text(self) -> &'static str {
        match self {
            Self::Welcome => "Account created. You are signed in.",
            Self::SignedOut => "You are signed out.",
            Self::ChangesSaved => "Changes saved.",
            Self::PictureSaved => "Picture saved.",
            Self::PictureRemoved => "Picture removed.",
            Self::PasswordChanged => "Password changed. Your other devices are signed out.",
            Self::AccountDeleted => "Your account is deleted. You are signed out on all devices.",
            Self::UserDisabled => "Account disabled and signed out on all devices.",
            Self::UserEnabled => "Account enabled.",
            Self::UserDeleted => "Account deleted. You can restore it for 30 days.",
            Self::UserRestored => "Account restored.",
            Self::UserPurged => "Account deleted permanently.",
            Self::RoleChanged => "Role changed.",
            Self::SessionEnded => "Device signed out.",
            Self::OtherSessionsEnded => "All other devices signed out.",
            Self::AllSessionsEnded => "All devices signed out.",
            Self::PasswordLinkSent => {
                "Check your mail: if an account has this address, a link is on its way. It is valid for 30 minutes."
            }
            Self::PasswordChosen => "Password set. Sign in with your new password.",
            Self::EmailConfirmed => "Email address confirmed.",
            Self::ConfirmationSent => "Check your mail: a message is on its way. Its link is valid for 24 hours.",
            Self::InvitationSent => "Invitation sent. Its link is valid for 7 days.",
            Self::InvitationRevoked => "Invitation revoked. Its link no longer works.",
            Self::InvitationAccepted => "Password set. You are signed in.",
            Self::SignInReported => {
                "The device is signed out. We have sent you a message with a link to choose a new password."
            }
            Self::ConfirmEmailFirst => "Account created. Confirm your email address: we have sent a message to it.",
            Self::RegistrationReceived => "Check your mail: we have sent a message to the address.",
            Self::EmailChangeRequested => {
                "Check your mail: your email address changes when you confirm it with the link in the message."
            }
            Self::EmailChangeCancelled => "Your email address stays as it is.",
            Self::EmailChangeUndone => {
                "Your email address is restored. Check your mail: a link to choose a new password is on its way."
            }
            Self::ApiTokenRevoked => "Token revoked. Programs that use it are refused.",
            Self::ServiceAccountCreated => "Service account created. Create a token for its program.",
            Self::GroupCreated => "Group created.",
            Self::GroupDeleted => "Group deleted.",
            Self::AddedToGroup => "Added to the group.",
            Self::RemovedFromGroup => "Removed from the group.",
            Self::ApplicationCreated => "Application created. Connect it to its proxy.",
            Self::ApplicationDeleted => "Application deleted. Nobody can enter it any more.",
        }
    }
}
