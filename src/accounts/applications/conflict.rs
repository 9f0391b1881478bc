//! Names and locations that other applications have.

use super::ApplicationError;
use crate::{
    accounts::Accounts,
    applications::Application,
    shared::{
        applications::ApplicationName,
        fields::{Fields, Problem},
    },
};

impl Accounts {
    /// Whether the file defines an application with this name.
    pub(super) fn is_in_file(&self, name: &ApplicationName) -> bool {
        self.settings().applications.iter().any(|application| application.name == *name)
    }

    /// Fails if only the file can change the application with this name.
    pub(super) fn refuse_of_file(&self, name: &ApplicationName) -> Result<(), ApplicationError> {
        if self.is_in_file(name) { Err(ApplicationError::InFile(name.clone())) } else { Ok(()) }
    }
}

/// Fails if one of the `others` has the name or a location of `new`.
pub(super) fn refuse_taken(new: &Application, others: &[Application]) -> Result<(), ApplicationError> {
    let mut fields = Fields::default();
    if others.iter().any(|other| other.name == new.name) {
        fields.reject("name", Problem::new("taken", "This name is taken. Choose another one."));
    }
    for other in others {
        if let Some(location) = new.collision_with(other) {
            let message = format!("{location} is taken by the application {}. Choose another location.", other.name);
            fields.reject("locations", Problem::new("taken", message));
        }
    }
    fields.finish().map_err(ApplicationError::Taken)
}
