//! The groups to choose from.

use crate::{
    accounts::{
        Accounts, ManageError, Principal,
        policy::{self, Action},
    },
    shared::groups::GroupNames,
    store::group_names,
};

impl Accounts {
    /// The names of all groups, without the numbers of their members.
    pub async fn group_names(&self, who: &Principal) -> Result<GroupNames, ManageError> {
        policy::permit(who, Action::ListUsers)?;
        Ok(self.db().read(|conn| Box::pin(group_names::all(conn))).await?)
    }
}
