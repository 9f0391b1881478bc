//! The data of pages about groups: their members, and where these may go.

use crate::shared::applications::ApplicationName;
use crate::shared::directory::UserList;
use crate::shared::error::AppError;
use crate::shared::groups::{GroupName, GroupView};
use crate::shared::views::UserView;
use serde::{Deserialize, Serialize};

/// The data of the page of a group.
#[derive(Clone, Debug)]
pub struct GroupData {
    pub details: GroupDetailsView,
    /// The page also shows the error, if reading the list failed.
    pub members: Result<UserList, AppError>,
    /// Who matches the search for new members.
    pub found: Vec<UserView>,
}

/// A group, and where its members may go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupDetailsView {
    pub group: GroupView,
    /// The applications that admit the group, by name.
    pub applications: Vec<AdmittingApplication>,
}

/// An application that a user may enter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MayEnter {
    pub name: ApplicationName,
    pub title: String,
    /// The groups of the user that it admits. None of them: it admits everybody.
    pub by: Vec<GroupName>,
}

/// An application that admits a group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdmittingApplication {
    pub name: ApplicationName,
    pub title: String,
}
