//! The documents as they are sent: one for each set of fields that somebody sees.

use super::own_fields::add_own_fields;
use crate::cache::Cache;
use crate::http::compression::KeptText;
use crate::own_fields::DefinedField;
use crate::shared::{OwnFieldDefinition, OwnFieldName};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// Those of strangers, of users, of administrators and of programs, and what they were before the last change; some 750 KB each.
const CAPACITY: usize = 8;

/// The documents that were sent last. Each is written once, until a field that it shows is another one: it is known by their names and
/// definitions.
pub struct ServedDocuments(Cache<Shown, Arc<ServedDocument>>);

impl Default for ServedDocuments {
    fn default() -> Self {
        Self(Cache::new(CAPACITY))
    }
}

impl ServedDocuments {
    /// The document of an installation with these fields, for a program with an API token of its own or for people. `plain`: without any.
    pub fn with(&self, fields: Vec<DefinedField>, for_program: bool, plain: &Value) -> Arc<ServedDocument> {
        let shown = Shown { fields, for_program };
        let write = || self.0.get_or_insert_with(shown.clone(), || Arc::new(ServedDocument::new(&shown, plain)));
        self.0.get(&shown).unwrap_or_else(write)
    }
}

/// A document, and the tag that stands for it.
pub struct ServedDocument {
    pub text: KeptText,
    /// In quotes.
    pub tag: String,
}

impl ServedDocument {
    fn new(shown: &Shown, plain: &Value) -> Self {
        let mut document = plain.clone();
        add_own_fields(&mut document, &shown.fields, shown.for_program);
        let text = KeptText::new(document.to_string());
        // 64 bits are enough to distinguish versions.
        let hash: String = Sha256::digest(&text.plain).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        Self { text, tag: format!("\"{hash}\"") }
    }
}

/// The fields that a document shows, and to whom.
#[derive(Clone)]
struct Shown {
    fields: Vec<DefinedField>,
    for_program: bool,
}

impl Shown {
    /// All of the fields that a document depends on.
    fn parts(&self) -> impl Iterator<Item = (&OwnFieldName, &OwnFieldDefinition)> {
        self.fields.iter().map(|field| (&field.name, &field.definition))
    }
}

impl PartialEq for Shown {
    fn eq(&self, other: &Self) -> bool {
        self.for_program == other.for_program && self.parts().eq(other.parts())
    }
}

impl Eq for Shown {}

impl Hash for Shown {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.for_program.hash(state);
        self.parts().for_each(|part| part.hash(state));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::document;
    use crate::shared::Timestamp;
    use crate::shared::own_fields::OwnFieldSource;

    fn field(id: i64, name: &str, definition: OwnFieldDefinition) -> DefinedField {
        let name = OwnFieldName::from_stored(name.to_owned());
        DefinedField::new(id, name, definition, OwnFieldSource::Database, Timestamp(id))
    }

    #[test]
    fn a_document_is_written_once_for_the_same_fields() {
        let documents = ServedDocuments::default();
        let usual = OwnFieldDefinition::default;
        let first = documents.with(vec![field(1, "plan", usual())], false, document());
        // Another row that says the same.
        let again = documents.with(vec![field(2, "plan", usual())], false, document());
        assert!(Arc::ptr_eq(&first, &again));
        let help = OwnFieldDefinition { help: vec!["What you pay for.".to_owned()], ..usual() };
        for others in [vec![field(1, "plan", help)], vec![field(1, "level", usual())], Vec::new()] {
            let other = documents.with(others, false, document());
            assert!(!Arc::ptr_eq(&first, &other) && first.tag != other.tag);
        }
    }
}
