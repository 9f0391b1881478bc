//! A field of a form that pages of the previous version do not send.

use serde::{Deserialize, Serialize};

/// The text of a field, or nothing if the page does not have the field. An `Option` cannot tell this from an empty field, because
/// it is read as None from both.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Sent(Option<String>);

impl Sent {
    /// The text; empty if the page does not have the field.
    pub fn as_str(&self) -> &str {
        self.0.as_deref().unwrap_or_default()
    }

    /// Whether the page does not have the field.
    pub fn is_missing(&self) -> bool {
        self.0.is_none()
    }
}

impl From<String> for Sent {
    fn from(text: String) -> Self {
        Self(Some(text))
    }
}

impl From<Sent> for String {
    fn from(sent: Sent) -> Self {
        sent.0.unwrap_or_default()
    }
}
