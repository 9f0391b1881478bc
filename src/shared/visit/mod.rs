//! The initial state of a page: the server renders with it and embeds it for hydration.

mod flash;
mod form;
mod notice;

pub use flash::{AccountPasswordLink, Flash, TokenSecret, UserTokenSecret};
pub use form::{Draft, Form, Rejection};
pub use notice::Notice;

use super::{
    end_reason::EndReason,
    fields::{installation_name::InstallationName, password::PasswordRules},
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
    /// Users cannot change their usernames.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub administrators_rename: bool,
    /// Where a sign-in leads that no page has requested, in place of the account page: a path or an absolute URL.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub home_url: Option<String>,
    /// What pages call the installation.
    #[serde(default, skip_serializing_if = "InstallationName::is_default")]
    pub name: InstallationName,
    /// Messages stay in files on the server, which administrators should know.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub keeps_messages: bool,
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
