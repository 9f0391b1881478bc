//! What a page knows of its visitor when it is rendered, and the browser when it hydrates.

use super::{
    confirmation::BulkQuestion,
    directory::{BulkReport, PasswordLinkView, UserAction},
    error::AppError,
    fields::password::PasswordRules,
    ids::UserId,
    import::ImportReport,
    next::LocalPath,
    timestamp::Timestamp,
    views::UserView,
};
use serde::{Deserialize, Serialize};

/// The state of the visit, worked out by the server before a page is rendered.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Visit {
    /// Who is signed in.
    pub user: Option<UserView>,
    pub settings: PublicSettings,
    pub theme: Theme,
    /// What time it is: the browser's own clock may be wrong.
    pub now: Timestamp,
    /// What the form that was just sent without JavaScript has to say.
    pub flash: Option<Flash>,
}

/// Settings of the operator that a page needs.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct PublicSettings {
    pub registration_open: bool,
    pub password: PasswordRules,
}

/// Light or dark, or whatever the system says.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

impl Theme {
    /// The name, as the cookie and the form have it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The theme of that name; anything unknown follows the system.
    pub fn parse(name: &str) -> Self {
        match name {
            "light" => Self::Light,
            "dark" => Self::Dark,
            _ => Self::System,
        }
    }

    /// The value of `data-theme`; the system's choice has none.
    pub fn attribute(self) -> Option<&'static str> {
        (self != Self::System).then(|| self.as_str())
    }
}

/// Messages for the page after a form that was sent without JavaScript.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Flash {
    pub notice: Option<Notice>,
    pub rejection: Option<Rejection>,
    /// A link that is shown this once, on the page of its account alone.
    #[serde(default)]
    pub link: Option<LinkOf>,
    /// What came of a wish for many accounts.
    #[serde(default)]
    pub report: Option<BulkReport>,
    /// What has to be confirmed before many accounts are changed.
    #[serde(default)]
    pub question: Option<BulkQuestion>,
    /// What came of a file, as far as there is room for it.
    #[serde(default)]
    pub import: Option<ImportReport>,
}

impl Flash {
    /// Whether the page at `path` says it. What carries a link is for the page of its account: shown elsewhere the link would
    /// be taken for another account's.
    pub fn is_for(&self, path: &str) -> bool {
        self.link.as_ref().is_none_or(|link| LocalPath::person(link.user).as_str() == path)
    }
}

/// A link to the password of an account.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct LinkOf {
    pub user: UserId,
    pub link: PasswordLinkView,
}

/// A form that was not accepted: why, and what was typed (never a password).
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Rejection {
    pub form: Form,
    pub error: AppError,
    pub typed: Vec<(String, String)>,
}

impl Rejection {
    /// What was typed into `field`.
    pub fn typed(&self, field: &str) -> &str {
        let entry = self.typed.iter().find(|(name, _)| name == field);
        entry.map(|(_, value)| value.as_str()).unwrap_or_default()
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
    DeleteAccount,
    CreateUser,
    Import,
    Person,
    DeleteUser,
    Purge,
    Bulk,
    ResetPassword,
}

/// What went well.
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
    PasswordChosen,
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
            Self::Welcome => "Your account is ready. You are signed in.",
            Self::SignedOut => "You are signed out.",
            Self::ChangesSaved => "Changes saved.",
            Self::PictureSaved => "Picture saved.",
            Self::PictureRemoved => "Picture removed.",
            Self::PasswordChanged => "Password changed. Your other devices are signed out.",
            Self::AccountDeleted => "Your account is deleted. You are signed out everywhere.",
            Self::UserDisabled => "The account is disabled, and signed out everywhere.",
            Self::UserEnabled => "The account is enabled.",
            Self::UserDeleted => "The account is deleted. It can be restored for 30 days.",
            Self::UserRestored => "The account is restored.",
            Self::UserPurged => "The account is gone for good.",
            Self::RoleChanged => "The role is changed.",
            Self::SessionEnded => "Signed out there.",
            Self::PasswordChosen => "Your password is set. Sign in with it.",
        }
    }
}
