//! Fields of one's own ([decision 106](../../docs/decisions/0106-fields-of-ones-own.md)): what a definition may say, how values are read,
//! and what is stored of them. Pure.

mod countries;
mod definition;
mod items;
mod kinds;
mod made_up;
mod phone;
mod range;
mod schema;
mod scope;

pub use definition::definition_problems;
pub use items::{Item, key_of};
pub use range::{fields_of_rule, is_for_rules, renamed_rule};
pub use scope::OwnScope;

use crate::language::Message;
use crate::shared::own_fields::{FieldValue, OwnFieldParty, OwnFieldSource, Sent};
use crate::shared::{FieldError, OwnFieldDefinition, OwnFieldName, OwnFieldView, Problem, Timestamp};
use regex::Regex;
use std::borrow::Cow;

/// A field, ready to read values.
#[derive(Clone, Debug)]
pub struct DefinedField {
    /// Stays when the field is renamed.
    pub id: i64,
    pub name: OwnFieldName,
    pub definition: OwnFieldDefinition,
    pub source: OwnFieldSource,
    /// Why it is asked for nowhere: its row was written by hand, or by another version.
    pub flaws: Vec<Message>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub deleted_at: Option<Timestamp>,
    /// Of its definition.
    pub pattern: Option<Regex>,
}

/// All fields, by position and name; those that are deleted come last.
#[derive(Clone, Debug, Default)]
pub struct DefinedFields(Vec<DefinedField>);

impl DefinedField {
    /// A field that is new.
    pub fn new(
        id: i64,
        name: OwnFieldName,
        definition: OwnFieldDefinition,
        source: OwnFieldSource,
        now: Timestamp,
    ) -> Self {
        let flaws = definition_problems(&definition).into_iter().map(|problem| problem.message).collect();
        let pattern = definition.pattern.as_deref().and_then(|pattern| definition::compiled(pattern).ok());
        Self { id, name, definition, source, flaws, created_at: now, updated_at: now, deleted_at: None, pattern }
    }

    /// Its name in errors, in files and in the audit log.
    pub fn path(&self) -> String {
        self.name.path()
    }

    /// Whether it is neither deleted nor unreadable.
    pub fn is_in_effect(&self) -> bool {
        self.deleted_at.is_none() && self.flaws.is_empty()
    }

    pub fn is_seen_by(&self, party: OwnFieldParty) -> bool {
        self.is_in_effect() && self.definition.is_seen_by(party)
    }

    pub fn is_changed_by(&self, party: OwnFieldParty) -> bool {
        self.is_in_effect() && self.definition.is_changed_by(party)
    }

    /// Whether an application that names these fields gets this one: if it may see it.
    pub fn is_told(&self, names: &[OwnFieldName]) -> bool {
        self.is_seen_by(OwnFieldParty::Applications) && names.contains(&self.name)
    }

    /// The scope of one's own with which clients learn it. None: `profile`.
    pub fn scope(&self) -> Option<OwnScope> {
        self.definition.scope.as_deref().and_then(|name| OwnScope::parse(name).ok())
    }

    /// Reads what was sent. None: nothing, which removes the value.
    pub fn read(&self, sent: &Sent) -> Result<Option<FieldValue>, Problem> {
        kinds::read(&self.definition, self.pattern.as_ref(), sent)
    }

    /// Why a value that is stored does not fit any more.
    pub fn problem_with(&self, value: &FieldValue) -> Option<Problem> {
        let sent = match value {
            FieldValue::Several(items) => Sent::List(items.clone()),
            FieldValue::Text(_) | FieldValue::Number(_) | FieldValue::Truth(_) => {
                Sent::Text(value.to_text().into_owned())
            }
        };
        self.read(&sent).err()
    }

    /// What accounts get that say nothing else. Nothing, if the field is closed.
    pub fn default_value(&self) -> Option<FieldValue> {
        let default = self.definition.default.clone();
        self.read(&kinds::sent(self.definition.kind, default)).ok().flatten().filter(|_| !self.definition.closed)
    }

    /// The rows of a value.
    pub fn items(&self, value: &FieldValue) -> Vec<Item> {
        items::items(self.definition.kind, value)
    }

    /// The value in rows, in the order of their items. None: there is none.
    pub fn value_of(&self, items: Vec<String>) -> Option<FieldValue> {
        kinds::value_of(self.definition.kind, items)
    }

    /// Whether the search of users finds its words.
    pub fn is_searched(&self) -> bool {
        self.is_in_effect() && self.definition.searchable
    }

    /// What the search of users finds.
    pub fn searched(&self, value: &FieldValue) -> Option<String> {
        self.is_searched().then(|| value.to_text().into_owned())
    }

    pub fn view(&self) -> OwnFieldView {
        OwnFieldView {
            name: self.name.clone(),
            definition: self.definition.clone(),
            source: self.source,
            problems: self.flaws.clone(),
            created_at: self.created_at,
            updated_at: self.updated_at,
            deleted_at: self.deleted_at,
        }
    }

    /// An error of this field in a request.
    pub fn error(&self, problem: Problem) -> FieldError {
        FieldError { field: Cow::Owned(self.path()), code: Cow::Borrowed(problem.code), message: problem.message }
    }
}

impl DefinedFields {
    pub fn new(mut all: Vec<DefinedField>) -> Self {
        let place = |field: &DefinedField| (field.deleted_at.is_some(), field.definition.position, field.name.clone());
        all.sort_by_cached_key(place);
        Self(all)
    }

    /// Those that are deleted included.
    pub fn all(&self) -> impl Iterator<Item = &DefinedField> {
        self.0.iter()
    }

    /// Those that are neither deleted nor unreadable.
    pub fn in_effect(&self) -> impl Iterator<Item = &DefinedField> {
        self.0.iter().filter(|field| field.is_in_effect())
    }

    /// Those that applications see.
    pub fn seen_by_applications(&self) -> impl Iterator<Item = &DefinedField> {
        self.0.iter().filter(|field| field.is_seen_by(OwnFieldParty::Applications))
    }

    /// Whether no account can have a value: nothing needs to be read.
    pub fn is_empty(&self) -> bool {
        self.in_effect().next().is_none()
    }

    /// Those that are deleted included.
    pub fn find(&self, name: &str) -> Option<&DefinedField> {
        self.0.iter().find(|field| field.name.as_str() == name)
    }

    pub fn of_id(&self, id: i64) -> Option<&DefinedField> {
        self.0.iter().find(|field| field.id == id)
    }

    /// Whether the search finds words of any of them.
    pub fn are_searched(&self) -> bool {
        self.0.iter().any(DefinedField::is_searched)
    }
}
