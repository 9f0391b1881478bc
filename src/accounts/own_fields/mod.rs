//! Fields of one's own ([decision 106](../../../docs/decisions/0106-fields-of-ones-own.md)): which there are, and what accounts have in
//! them.
//!
//! Other nouns ask `OwnFields` for `all`, `apply_file_fields`, `deleted_of`, `index_fields`, `index_fields_later`, `learned_of`,
//! `missing_errors`, `owes_values`, `purge_fields`, `refuse_taken_values`, `searched_of`, `stored_values`, `values_of`,
//! `values_of_first_time` and `visible_of`.

mod access;
mod change;
mod check;
mod file;
mod index;
mod memory;
mod parse;
mod preview;
mod recorded;
mod request;
mod stored;
mod storing;
mod unfitting;
mod uses;
pub(super) mod values;

pub use access::OwnFieldAccess;
pub use check::own_field_problems;
pub use parse::OwnValue;

pub(super) use check::named_problems;
pub(super) use file::planned;
pub(super) use index::searched_names;
pub(super) use memory::OwnFieldMemory;
pub(super) use parse::{parse_change, parse_new};
pub(super) use recorded::{changed_names, seen_in};
pub(super) use stored::read_fields;
pub(super) use storing::{taken_among, taken_error};
pub(super) use values::{searched_words, to_store};

use super::{Action, Caller, OwnFields, Principal};
use crate::language::message;
use crate::own_fields::DefinedField;
use crate::shared::{AppError, OwnFieldView};
use crate::store::StoreError;

impl OwnFields {
    /// All fields, by position and name; those that are deleted come last.
    pub async fn list_fields(&self, caller: &Caller) -> Result<Vec<OwnFieldView>, AppError> {
        caller.permit(Action::ReadOwnFields)?;
        Ok(self.all().await?.all().map(DefinedField::view).collect())
    }

    pub async fn show_field(&self, caller: &Caller, name: &str) -> Result<OwnFieldView, AppError> {
        caller.permit(Action::ReadOwnFields)?;
        self.all().await?.find(name).map(DefinedField::view).ok_or_else(no_such_field)
    }

    /// The fields that the description of the API has for a caller, by position and name: those that they see of their own account, and
    /// administrators of others. A stranger sees those that whoever registers may choose, and none while registration is closed: strangers
    /// need not know what is asked.
    pub async fn described_to(&self, caller: &Caller) -> Result<Vec<DefinedField>, StoreError> {
        let registers = self.settings().registration_open && matches!(caller.who, Principal::Anonymous);
        let access = OwnFieldAccess::of(caller, caller.user_id());
        let is_described = |field: &&DefinedField| match registers {
            true => OwnFieldAccess::OWNER.changes(field),
            false => access.sees(field),
        };
        Ok(self.all().await?.in_effect().filter(is_described).cloned().collect())
    }
}

fn no_such_field() -> AppError {
    AppError::not_found(message::own_field_missing())
}
