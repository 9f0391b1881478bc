//! What a page shows once, after a form that was sent without JavaScript.

use super::{Notice, Rejection};
use crate::shared::{
    confirmation::ConfirmationRequest,
    directory::{BulkReport, PasswordLinkView},
    end_reason::EndReason,
    ids::UserId,
    import::ImportReport,
    next::LocalPath,
};
use serde::{Deserialize, Serialize};

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
