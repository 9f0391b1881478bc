//! Adds accounts to groups, and removes them.

use super::{GroupError, existing};
use crate::{
    accounts::{
        Accounts, Caller, Principal, User,
        policy::{self, Action},
        unit_of_work::UnitOfWork,
        users::new_account::names_with_groups,
    },
    identity::words::group_words_fit,
    shared::{
        audit::EventKind,
        fields::Problem,
        groups::{GroupName, GroupNames},
        ids::UserId,
        views::Status,
    },
    store::{StoreError, groups, users},
};

/// A change of the groups of an account.
#[derive(Clone, Copy, PartialEq, Eq)]
enum MemberChange {
    Add,
    Remove,
}

impl Accounts {
    /// Adds an account, active or disabled, to a group. Does nothing if it belongs to the group already. It holds from the next
    /// request on; access tokens that are already issued do not change.
    pub async fn add_to_group(
        &self,
        who: &Principal,
        caller: &Caller,
        name: &str,
        user: UserId,
    ) -> Result<(), GroupError> {
        self.change_members(who, caller, name, user, MemberChange::Add).await
    }

    /// Removes an account from a group. Does nothing if it does not belong to the group.
    pub async fn remove_from_group(
        &self,
        who: &Principal,
        caller: &Caller,
        name: &str,
        user: UserId,
    ) -> Result<(), GroupError> {
        self.change_members(who, caller, name, user, MemberChange::Remove).await
    }

    async fn change_members(
        &self,
        who: &Principal,
        caller: &Caller,
        name: &str,
        id: UserId,
        change: MemberChange,
    ) -> Result<(), GroupError> {
        policy::permit(who, Action::ChangeGroups(id))?;
        let name = existing(name)?;
        let job = async move |mut tx: UnitOfWork| {
            groups::find(&mut tx, &name).await?.ok_or(GroupError::NotFound)?;
            // `change` has locked the account until the commit: the groups read here are those that are replaced.
            let user = users::find(&mut tx, id).await?.map(User::from);
            let user = user.filter(|user| user.status != Status::Deleted).ok_or(GroupError::NoAccount)?;
            if user.groups.contains(&name) == (change == MemberChange::Add) {
                return Ok(());
            }
            match change {
                MemberChange::Add => {
                    let groups = user.groups.with(&name);
                    if !group_words_fit(&groups) {
                        return Err(GroupError::Invalid(vec![too_many_groups().of("groups")]));
                    }
                    if !set_groups(&mut tx, &user, groups).await? {
                        return Err(GroupError::NoAccount);
                    }
                    tx.record(tx.event(EventKind::GroupAdd).on(id).detail(&name));
                }
                MemberChange::Remove if remove(&mut tx, &user, &name).await? => {}
                MemberChange::Remove => return Err(GroupError::NoAccount),
            }
            Ok(())
        };
        self.change(who, caller, Action::ChangeGroups(id), job).await
    }
}

/// Removes an account from a group; returns false if the account is no longer as in `user`. The transaction holds a lock on it.
pub(super) async fn remove(tx: &mut UnitOfWork, user: &User, name: &GroupName) -> Result<bool, StoreError> {
    let is_removed = set_groups(tx, user, user.groups.without(name)).await?;
    if is_removed {
        tx.record(tx.event(EventKind::GroupRemove).on(user.id).detail(name));
    }
    Ok(is_removed)
}

async fn set_groups(tx: &mut UnitOfWork, user: &User, groups: GroupNames) -> Result<bool, StoreError> {
    let now = tx.now();
    let names = names_with_groups(user, groups);
    Ok(groups::set(tx, user.id, user.version, &names, now).await?.is_some())
}

/// The error if the groups of an account are too long together.
fn too_many_groups() -> Problem {
    Problem::new(
        "too_many_groups",
        "The account belongs to too many groups: their names are too long together. Remove it from another one first.",
    )
}
