//! Groups of users ([decision 42](../../../docs/decisions/0042-groups.md)).
//!
//! All changes of groups and of members hold the advisory lock of administrators (`Action::is_about_others`), so they run
//! one at a time: nobody joins a group that is deleted.

mod change_members;
mod create;
mod delete;
mod error;
mod list;
mod members;
mod request;
mod update;

pub use error::GroupError;

use crate::shared::groups::GroupName;

/// The name of a group in an address or an argument. A text that is no name is that of no group.
fn existing(name: &str) -> Result<GroupName, GroupError> {
    GroupName::parse(name).map_err(|_| GroupError::NotFound)
}
