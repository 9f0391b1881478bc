//! The body of the form of an application: all its values are texts.

use super::values::Text;
use serde::{Deserialize, Serialize};

/// Create or replace an application.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ApplicationForm {
    /// What the page has shown, see [`ApplicationView::editable`](super::applications::ApplicationView::editable). Pages of the
    /// previous version do not send it.
    pub before: String,
    pub name: String,
    pub title: String,
    /// One location per line.
    pub locations: String,
    /// `everyone`, `groups`, or any other value for nobody.
    pub entry: String,
    /// The names of the groups. Pages of the previous version send `groups` in place of it.
    pub admitted: Vec<String>,
    /// Names with spaces or commas between them.
    pub groups: String,
    pub claims: Vec<String>,
    /// `username` or `id`.
    pub remote_user: String,
    /// An absolute URL, or empty. Pages of the previous version do not send it.
    pub after_sign_out: Text,
    /// The same.
    pub link: Text,
    /// Conditions about fields of one's own, or empty.
    pub rule: Text,
    /// Names of fields of one's own, with spaces or commas between them. Pages of the previous version do not send it.
    pub fields: Text,
    /// `on`, or empty.
    pub second_factor: String,
    /// A duration, or empty. Pages of the previous version send neither of the two.
    pub max_age: Text,
}
