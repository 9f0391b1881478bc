//! Fields of one's own: what an administrator or the operator's file defines beside the fields of every account
//! (`docs/decisions/0106-fields-of-ones-own.md`): their definitions, and what accounts have in them.

pub mod definition;
mod form;
mod name;
pub mod properties;
mod sent;
mod texts;
mod value;
mod views;

pub use definition::{OwnFieldDefinition, OwnFieldKind, OwnFieldNeed, OwnFieldParty, OwnFieldRequest};
pub use form::{OwnFieldForm, OwnValuesForm};
pub use name::OwnFieldName;
pub use sent::{Sent, SentFields};
pub use texts::{Choice, choices_of, line_for, other_language, split, split_choice, value_words, words};
pub use value::{FieldValue, FieldValues, Number};
pub use views::{
    AskedOfNew, FieldRange, OwnFieldListView, OwnFieldPreview, OwnFieldSource, OwnFieldUse, OwnFieldUser, OwnFieldView,
    StoredValue, UnfittingAccountView, UnfittingListView, UnfittingRequest,
};

/// The maximum number of fields, those that are deleted and can be restored included.
pub const MAX_OWN_FIELDS: usize = 64;
/// The maximum length of a value in bytes.
pub const MAX_VALUE_LEN: usize = 4_096;
/// The maximum length of all values of an account in bytes.
pub const MAX_VALUES_LEN: usize = 32_768;
/// What comes before the name of a field in errors, in files and in the audit log.
pub const PREFIX: &str = "fields.";
