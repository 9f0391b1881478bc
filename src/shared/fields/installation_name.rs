//! The name of the installation.

use super::{Problem, person_name::PersonName};
use serde::{Deserialize, Serialize};

const MAX_CHARS: usize = 60;
/// What an installation without a name of its own is called.
const PRODUCT: &str = "Vestibule";

/// What pages and messages call the installation (`VESTIBULE_NAME`). The default is the name of the product.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct InstallationName(Option<String>);

impl InstallationName {
    /// Parses and trims the text. A blank one is the default.
    ///
    /// # Errors
    /// If it is longer than 60 characters, or has line breaks, other control characters or only invisible ones.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        if text.trim().chars().count() > MAX_CHARS {
            return Err(Problem::new("too_long", format!("Use at most {MAX_CHARS} characters.")));
        }
        // The same characters as in the name of a person.
        Ok(Self(PersonName::parse_optional(text)?.map(|name| name.as_str().to_owned())))
    }

    /// The name, or that of the product.
    pub fn as_str(&self) -> &str {
        self.0.as_deref().unwrap_or(PRODUCT)
    }

    /// The name that the operator has given. None for the default.
    pub fn given(&self) -> Option<&str> {
        self.0.as_deref()
    }

    /// Whether the operator has given none.
    pub fn is_default(&self) -> bool {
        self.0.is_none()
    }
}
