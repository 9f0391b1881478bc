//! Fields of one's own ([decision 106](../../../docs/decisions/0106-fields-of-ones-own.md)): which there are, and what accounts have in
//! them.
//!
//! Other nouns ask `OwnFields` for `all`, `apply_file_fields`, `index_fields`, `learned_of`, `missing_errors`, `owes_values`,
//! `purge_fields`, `refuse_taken_values`, `searched_of`, `stored_values`, `values_of`, `values_of_first_time` and `visible_of`.

mod access;
mod change;
mod file;
mod index;
mod memory;
mod parse;
mod preview;
mod request;
mod stored;
mod storing;
pub(super) mod values;

pub use access::OwnFieldAccess;
pub use parse::OwnValue;

pub(super) use index::searched_names;
pub(super) use memory::OwnFieldMemory;
pub(super) use parse::{parse_change, parse_new};
pub(super) use stored::read_fields;
pub(super) use storing::{taken_among, taken_error};
pub(super) use values::{changed_names, searched_words, to_store};

use super::{Action, Caller, OwnFields};
use crate::language::message;
use crate::own_fields::DefinedField;
use crate::shared::{AppError, OwnFieldView};

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

    /// The fields that the forms of somebody have, by position and name: those that they see. A stranger is somebody who registers.
    pub async fn fields_for(&self, access: OwnFieldAccess) -> Result<Vec<OwnFieldView>, AppError> {
        let all = self.all().await?;
        Ok(all.in_effect().filter(|field| access.sees(field)).map(DefinedField::view).collect())
    }
}

fn no_such_field() -> AppError {
    AppError::not_found(message::own_field_missing())
}
