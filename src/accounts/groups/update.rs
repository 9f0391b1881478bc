//! Changes the description of a group.

use super::{GroupError, existing, request::parse_change};
use crate::{
    accounts::{
        Accounts, Caller, Principal,
        policy::{self, Action},
        unit_of_work::UnitOfWork,
    },
    shared::{
        audit::EventKind,
        groups::{GroupView, UpdateGroupRequest},
    },
    store::groups,
};

impl Accounts {
    /// Changes the fields of the request that are not missing.
    pub async fn update_group(
        &self,
        who: &Principal,
        caller: &Caller,
        name: &str,
        request: UpdateGroupRequest,
    ) -> Result<GroupView, GroupError> {
        policy::permit(who, Action::ManageGroups)?;
        let name = existing(name)?;
        let description = parse_change(&request).map_err(GroupError::Invalid)?;
        let group = name.clone();
        let job = async move |mut tx: UnitOfWork| {
            let row = groups::find(&mut tx, &group).await?.ok_or(GroupError::NotFound)?;
            if let Some(description) = description.filter(|description| *description != row.description) {
                groups::describe(&mut tx, &group, &description).await?;
                tx.record(tx.event(EventKind::GroupUpdate).detail(&group));
            }
            Ok::<_, GroupError>(())
        };
        self.change(who, caller, Action::ManageGroups, job).await?;
        // After the transaction, because counting the members of a large group takes a while.
        self.find_group(name).await
    }
}
