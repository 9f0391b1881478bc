//! The name of a field of one's own.

use super::PREFIX;
use crate::language::message;
use crate::shared::fields::Problem;
use crate::shared::fields::names::identifier;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The name of a field: `[a-z0-9][a-z0-9_-]{0,62}`. Requests, files, commands and applications know the field by it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(with = "String", extend("pattern" = "^[a-z0-9][a-z0-9_-]{0,62}$"))]
pub struct OwnFieldName(String);

checked_text!(OwnFieldName);

impl OwnFieldName {
    /// # Errors
    /// If the text is not a name.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        identifier(text, "_-", message::own_field_name_required(), message::own_field_name_rule()).map(Self)
    }

    /// As it is called in errors, in files and in the audit log.
    pub fn path(&self) -> String {
        format!("{PREFIX}{self}")
    }

    /// The name in a row.
    pub fn from_stored(name: String) -> Self {
        Self(name)
    }
}
