//! The initial state of a page: the server renders with it and embeds it for hydration. A part of it is shown once, after a form
//! that was sent without JavaScript.

use super::awaiting_password::PasswordLinkView;
use super::bulk::{BulkReport, ConfirmationRequest};
use super::client_access::SignedOutElsewhere;
use super::fields::names::InstallationName;
use super::fields::password::PasswordRules;
use super::forms::{Draft, Notice, Rejection};
use super::goes_to::{GoesTo, WayOn};
use super::ids::UserId;
use super::import::ImportReport;
use super::next::LocalPath;
use super::providers::OfferedProvider;
use super::sessions::EndReason;
use super::timestamp::Timestamp;
use super::views::UserView;
use crate::language::Language;
use serde::{Deserialize, Serialize};

/// The initial state of a page.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Visit {
    /// The signed-in user.
    pub user: Option<UserView>,
    pub settings: PublicSettings,
    pub theme: Theme,
    /// Only the server writes the document: in the browser, the texts say it.
    #[serde(skip)]
    pub language: Language,
    /// The time on the server, because the browser's clock may be wrong.
    pub now: Timestamp,
    /// The result of a form that was just sent without JavaScript.
    pub flash: Option<Messages>,
    /// What one page shows of it. That page embeds it, so that others need no code to read it.
    #[serde(skip)]
    pub once: Once,
    /// Why the visitor is no longer signed in.
    pub signed_out: Option<EndReason>,
    /// What the user typed on this page when their session ended, now that they have signed in again.
    pub draft: Option<Draft>,
    /// On the page of an account: the list from which it was opened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list: Option<LocalPath>,
    /// The providers with which visitors can sign in. Every page has them, because each can lead to the sign-in page without the
    /// server.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub providers: Vec<OfferedProvider>,
    /// The note that the page is opened at another address than that of this server, as HTML that the server has written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address_note: Option<String>,
    /// Where the page leads on, if that is verified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub goes_to: Option<GoesTo>,
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
    /// Browsers can have passkeys at the address of this server.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub passkeys: bool,
    /// Messages stay in files on the server, which administrators should know.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub keeps_messages: bool,
    /// The operator's logo with its link, as HTML that the server has written. None: the mark of the product.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub brand: Option<String>,
    /// The operator's links below a page, as HTML that the server has written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub links: Option<String>,
    /// A link to the operator's address for questions, as HTML that the server has written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub support: Option<String>,
    /// The address of the stylesheet with the operator's accent. Only the server writes the head of a document.
    #[serde(skip)]
    pub stylesheet: Option<String>,
    /// The address of the operator's icon.
    #[serde(skip)]
    pub icon: Option<String>,
}

names! {
    /// The colour theme.
    #[derive(Default)]
    pub enum Theme {
        #[default]
        System = "system",
        Light = "light",
        Dark = "dark",
    }
}

impl Theme {
    /// Parses the name in the cookie and the form; unknown names are `System`.
    pub fn parse(name: &str) -> Self {
        name.parse().unwrap_or_default()
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
    /// The secret of a new API token, or new recovery codes, shown once.
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
    /// Where else a sign-out had an effect, for the sign-in page.
    #[serde(default)]
    pub elsewhere: Option<SignedOutElsewhere>,
    /// Where somebody goes on who has followed a link in a message, in a browser that does not lead there by itself.
    #[serde(default)]
    pub way_on: Option<WayOn>,
}

/// What every page can show of a [`Flash`].
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Messages {
    pub notice: Option<Notice>,
    pub rejection: Option<Rejection>,
    pub report: Option<BulkReport>,
    pub elsewhere: Option<SignedOutElsewhere>,
    pub way_on: Option<WayOn>,
}

/// What only one page can show of a [`Flash`].
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Once {
    pub link: Option<AccountPasswordLink>,
    pub secret: Option<UserTokenSecret>,
    pub question: Option<ConfirmationRequest>,
    pub import: Option<ImportReport>,
}

impl Flash {
    /// What every page can show, and what one page can.
    pub fn split(self) -> (Messages, Once) {
        let Self { notice, rejection, link, secret, report, question, import, signed_out: _, elsewhere, way_on } = self;
        (Messages { notice, rejection, report, elsewhere, way_on }, Once { link, secret, question, import })
    }

    /// Whether the page at `path` may show it to `user`. A password link is shown only on the page of its account:
    /// elsewhere it could be mistaken for a link of another account. The same is true of the secret of a token.
    pub fn is_for(&self, user: Option<UserId>, path: &str) -> bool {
        self.link.as_ref().is_none_or(|link| LocalPath::user(link.user).as_str() == path)
            && self.secret.as_ref().is_none_or(|secret| secret.is_for(user, path))
    }
}

/// What is shown once: the secret of a new API token, or new recovery codes.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct TokenSecret {
    /// The name of the token; empty for recovery codes.
    pub name: String,
    /// Of recovery codes, one per line.
    pub secret: String,
}

/// A secret that is shown once, and who may see it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct UserTokenSecret {
    /// Who created it: nobody else sees the secret, not even after signing in with the same browser.
    pub user: UserId,
    /// The page that shows it.
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
