//! Deletes a group.

use super::{GroupError, change_members, existing};
use crate::{
    accounts::{
        Accounts, Caller, Principal, User,
        policy::{self, Action},
        unit_of_work::UnitOfWork,
    },
    identity::words::group_word,
    shared::{audit::EventKind, groups::GroupName},
    store::{authority, groups, imports, users},
};

/// Members that are removed per transaction, so that other writers do not wait long.
const BATCH: usize = 100;

impl Accounts {
    /// Removes all members of a group, deleted accounts included, and then deletes it. An error in between leaves the group
    /// with the other members, and the deletion can be repeated.
    ///
    /// # Errors
    /// [`GroupError::ImportRunning`] while an import is adding accounts, which may belong to the group, and
    /// [`GroupError::InUse`] while an application admits it: a later group of the same name would be admitted as well.
    pub async fn delete_group(&self, who: &Principal, caller: &Caller, name: &str) -> Result<(), GroupError> {
        policy::permit(who, Action::ManageGroups)?;
        let name = existing(name)?;
        // One that is abandoned must not prevent the deletion.
        self.sweep_imports().await?;
        loop {
            let group = name.clone();
            let job = async move |mut tx: UnitOfWork| delete_some(&mut tx, &group).await;
            // `change` checks with every batch that the actor is still an administrator.
            if self.change(who, caller, Action::ManageGroups, job).await? {
                return Ok(());
            }
        }
    }
}

/// Removes some members. With the last of them it deletes the group; returns whether it did.
async fn delete_some(tx: &mut UnitOfWork, name: &GroupName) -> Result<bool, GroupError> {
    groups::find(tx, name).await?.ok_or(GroupError::NotFound)?;
    if imports::unpublished_import(tx).await?.is_some() {
        return Err(GroupError::ImportRunning);
    }
    let accounts = tx.accounts().clone();
    let applications = accounts.applications_admitting(tx, name).await?;
    if !applications.is_empty() {
        return Err(GroupError::InUse(applications));
    }
    let members = groups::with_word(tx, &group_word(name), BATCH as i64).await?;
    for id in &members {
        // Its owner may be changing it. Changes of several accounts at once hold the lock of administrators.
        authority::lock_target(tx, *id).await?;
        // An account that was purged since has no row.
        if let Some(row) = users::find(tx, *id).await? {
            change_members::remove(tx, &User::from(row), name).await?;
        }
    }
    // Nobody has been added since: changes of members wait for this transaction.
    let is_last = members.len() < BATCH;
    if is_last {
        groups::delete(tx, name).await?;
        tx.record(tx.event(EventKind::GroupDelete).detail(name));
    }
    Ok(is_last)
}
