//! Names, locations and hosts that other applications have.

use super::ApplicationError;
use crate::{
    accounts::Accounts,
    applications::{Application, Location, check_ports},
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

/// Fails if one of the `others` has the name or a location of `new`, or the host of an added location with another port or scheme.
/// Locations that were stored before the rule about ports do not prevent other changes. `current`: what `new` replaces.
pub(super) fn refuse_taken(
    new: &Application,
    current: Option<&Application>,
    others: &[Application],
) -> Result<(), ApplicationError> {
    let mut fields = Fields::default();
    let added: Vec<_> = added_locations(&new.locations, current).collect();
    if others.iter().any(|other| other.name == new.name) {
        fields.reject("name", Problem::new("taken", "This name is taken. Choose another one."));
    }
    for other in others {
        if let Some(location) = new.collision_with(other) {
            let message = format!("{location} is taken by the application {}. Choose another location.", other.name);
            fields.reject("locations", Problem::new("taken", message));
        }
        if let Err(problem) = check_ports(added.iter().copied(), other) {
            fields.reject("locations", problem);
        }
    }
    fields.finish().map_err(ApplicationError::Taken)
}

/// The locations that `current` does not have.
pub(super) fn added_locations<'a>(
    locations: &'a [Location],
    current: Option<&'a Application>,
) -> impl Iterator<Item = &'a Location> {
    locations.iter().filter(move |location| current.is_none_or(|current| !current.has(location)))
}
