//! Fields of one's own, as pages, API and command line show them.

use super::definition::{OwnFieldDefinition, OwnFieldParty};
use super::name::OwnFieldName;
use super::value::FieldValue;
use crate::language::{Language, Message};
use crate::shared::ids::UserId;
use crate::shared::timestamp::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

names! {
    /// Where a field is defined.
    #[derive(Hash, JsonSchema)]
    pub enum OwnFieldSource {
        /// Pages, API and command line can change it.
        Database = "database",
        /// The operator's file. Only the file can change it.
        File = "file",
    }
}

/// A field.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Field")]
pub struct OwnFieldView {
    pub name: OwnFieldName,
    pub definition: OwnFieldDefinition,
    pub source: OwnFieldSource,
    /// Why it is asked for nowhere, in sentences. Usually empty.
    pub problems: Vec<Message>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// When it was deleted. It can be restored for 30 days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deleted_at: Option<Timestamp>,
}

impl OwnFieldView {
    /// What people read, in their language; the name, if nothing is defined.
    pub fn label(&self, language: Language) -> &str {
        super::words(&self.definition.label, language).unwrap_or(self.name.as_str())
    }

    /// Whether administrators can change what accounts have in it.
    pub fn is_changed_by_administrators(&self) -> bool {
        let is_in_effect = self.problems.is_empty() && self.deleted_at.is_none();
        is_in_effect && self.definition.is_changed_by(OwnFieldParty::Administrators)
    }
}

/// All fields, by position and name; those that are deleted come last.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "FieldList")]
pub struct OwnFieldListView {
    pub fields: Vec<OwnFieldView>,
}

names! {
    /// What names a field.
    #[derive(Hash, JsonSchema)]
    pub enum OwnFieldUser {
        /// It is told the field.
        Application = "application",
        /// A claim has its value.
        Client = "client",
        /// A rule says by it who belongs to the group.
        Group = "group",
        /// It fills the field in for whoever comes from there for the first time.
        Provider = "provider",
    }
}

/// Something that names a field.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "FieldUse")]
pub struct OwnFieldUse {
    pub kind: OwnFieldUser,
    /// The name of the application, the group or the provider, or the id of the client.
    pub name: String,
    /// Whether it works now and would not after the change. What is defined in the operator's file or in the environment does not follow
    /// when a field is renamed.
    pub breaks: bool,
}

/// How many accounts a definition would not fit, before it is saved. Those of programs and those that are deleted do not count.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "FieldPreview")]
pub struct OwnFieldPreview {
    /// How many accounts have a value.
    pub filled: u64,
    /// How many have one that does not fit. It is kept, shown and marked.
    pub unfitting: u64,
    /// How many have none, though it is required at the next sign-in.
    pub missing: u64,
    /// Whether all values were looked at. If there are too many for one request, the numbers are of those that were.
    pub is_exact: bool,
    /// Some of the values that do not fit, at most ten. None for those who do not see the field.
    pub examples: Vec<String>,
    /// What names the field.
    pub used_by: Vec<OwnFieldUse>,
}

/// Which part of the list of accounts that do not fit a field is read.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct UnfittingRequest {
    /// `next` of a previous response.
    #[schemars(with = "UserId")]
    pub after: String,
}

/// Somebody whose value does not fit a field, or who has none though it is required at the next sign-in.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "UnfittingAccount")]
pub struct UnfittingAccountView {
    pub id: UserId,
    pub username: String,
    pub email: String,
    /// Missing if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<FieldValue>,
    /// What is wrong, as in errors of requests: stable, snake_case.
    pub code: Cow<'static, str>,
    /// The same in a sentence.
    pub message: Message,
}

/// Some of the accounts that do not fit a field, by id.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "UnfittingList")]
pub struct UnfittingListView {
    /// At most 100.
    pub accounts: Vec<UnfittingAccountView>,
    /// Not all accounts were looked at: send the same request with this value as `after`. There may be none that do not fit among the
    /// others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<UserId>,
}

/// What an account has in a field, for forms and pages.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct StoredValue {
    pub field: OwnFieldView,
    pub value: Option<FieldValue>,
    /// Why the value does not fit any more. It was right when it was stored.
    pub problem: Option<Message>,
    /// Whether the reader may change it.
    pub is_editable: bool,
    /// Whether the reader cannot leave it empty.
    pub is_required: bool,
    /// Whether it is about the reader, so that a browser may fill it in.
    pub is_own: bool,
}

/// What a form for a new account asks for beside the fields of every account.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct AskedOfNew {
    pub fields: Vec<StoredValue>,
    /// The number of the version of the terms of the installation that is to be accepted. None: there are none.
    pub terms: Option<i64>,
}

/// Values of a field that users are listed by: a range of its keys, both ends included.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FieldRange {
    /// The number of the field.
    pub field: i64,
    pub first: String,
    pub last: String,
}
