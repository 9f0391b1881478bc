//! The groups to choose from.

use crate::{
    accounts::{
        Accounts, ManageError, Principal,
        policy::{self, Action},
    },
    shared::groups::GroupNames,
    store::groups,
};

impl Accounts {
    /// The names of all groups, without the numbers of their members, which take longer to count.
    pub async fn group_names(&self, who: &Principal) -> Result<GroupNames, ManageError> {
        policy::permit(who, Action::ReadGroups)?;
        Ok(self.db().read(|conn| Box::pin(groups::names(conn))).await?)
    }
}
