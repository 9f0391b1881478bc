//! Creates a group.

use super::{GroupError, request::parse_new};
use crate::{
    accounts::{
        Accounts, Caller, Principal,
        policy::{self, Action},
    },
    shared::{
        audit::EventKind,
        groups::{CreateGroupRequest, GroupView, MAX_GROUPS},
    },
    store::groups,
};

impl Accounts {
    /// Creates a group without members. Its name never changes.
    ///
    /// # Errors
    /// [`GroupError::Taken`] if there is a group with this name, [`GroupError::BeingDeleted`] if accounts still have the name of
    /// a deleted one, [`GroupError::TooMany`] if there are as many as allowed.
    pub async fn create_group(
        &self,
        who: &Principal,
        caller: &Caller,
        request: CreateGroupRequest,
    ) -> Result<GroupView, GroupError> {
        policy::permit(who, Action::ManageGroups)?;
        let (name, description) = parse_new(&request).map_err(GroupError::Invalid)?;
        let created = self.change_once(who, caller, Action::ManageGroups, move |tx| {
            Box::pin(async move {
                let now = tx.now();
                if groups::is_being_deleted(tx, &name).await? {
                    return Err(GroupError::BeingDeleted);
                }
                if !groups::insert(tx, &name, &description, now).await? {
                    return Err(GroupError::Taken);
                }
                // An error rolls back the insert. Other groups are created before or after this transaction.
                if groups::count(tx).await? > MAX_GROUPS as i64 {
                    return Err(GroupError::TooMany);
                }
                tx.record(tx.event(EventKind::GroupCreate).detail(&name));
                Ok(GroupView { name, description, members: 0, created_at: now })
            })
        });
        created.await
    }
}
