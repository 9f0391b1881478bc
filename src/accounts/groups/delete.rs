//! Deletes a group.
//!
//! One transaction deletes the group and notes its name in `deleted_groups`. From then on there is no such group, and none can be
//! created with its name. Accounts still have the name; it is removed from them batch by batch, so that other writers do not wait
//! long. A server that stops in between goes on at its next start.

use super::{existing, no_such_group, remove};
use crate::{
    accounts::{
        Accounts, Caller, User, completion::run_to_completion, error::for_log, policy::Action, unit_of_work::UnitOfWork,
    },
    identity::words::group_word,
    shared::{
        applications::ApplicationName,
        audit::EventKind,
        error::{AppError, ErrorCode},
        groups::GroupName,
    },
    store::{
        StoreError, groups, imports,
        locks::{self, AdvisoryLock},
        users,
    },
};
use std::time::Duration;
use tokio::time::timeout;
use tracing::Instrument as _;

/// Accounts that lose the name per transaction, so that other writers do not wait long.
const BATCH: usize = 100;
/// How long the answer waits for the removal of the name from all accounts. Less than a request may take.
const WAIT: Duration = Duration::from_secs(10);
/// The number of applications that a message names.
const MAX_NAMED: usize = 5;

impl Accounts {
    /// Deletes a group, and removes its name from all members, deleted accounts included. Those that have not lost it after
    /// some seconds do so after the answer.
    ///
    /// # Errors
    /// [`ErrorCode::ImportRunning`] while an import is adding accounts, which may belong to the group, and
    /// [`ErrorCode::GroupInUse`] while an application admits it: a later group of the same name would be admitted as well.
    pub async fn delete_group(&self, caller: &Caller, name: &str) -> Result<(), AppError> {
        caller.permit(Action::ManageGroups)?;
        let name = existing(name)?;
        // One that is abandoned must not prevent the deletion.
        self.sweep_imports().await?;
        let (accounts, caller) = (self.clone(), caller.clone());
        // In tasks, so that a request that is dropped leaves no names behind.
        let deletion = run_to_completion(async move {
            let group = name.clone();
            let job = async move |mut tx: UnitOfWork| delete(&mut tx, &group).await;
            accounts.change(&caller, Action::ManageGroups, job).await?;
            let removal = async move {
                if let Err(error) = accounts.remove_name(&caller, &name).await {
                    let error = for_log(&error);
                    tracing::warn!(%error, %name, "a deleted group still has members: the next clean-up removes them");
                }
            };
            Ok::<_, AppError>(tokio::spawn(removal.in_current_span()))
        });
        // The group is deleted, whether or not the removal has finished.
        _ = timeout(WAIT, deletion.await?).await;
        Ok(())
    }

    /// Removes the names of deleted groups from all accounts, unless that is done already. Hidden accounts of an import may keep
    /// them until the next call.
    pub async fn finish_deleting_groups(&self) -> Result<(), AppError> {
        let names = self.db().read(async |mut conn| groups::deleted(&mut conn).await).await?;
        for name in names {
            self.remove_name(&Caller::system(), &name).await?;
        }
        Ok(())
    }

    /// Removes the name of a deleted group from all accounts, in batches until [`remove_some`] ends it.
    async fn remove_name(&self, caller: &Caller, name: &GroupName) -> Result<(), AppError> {
        loop {
            let group = name.clone();
            let job = async move |mut tx: UnitOfWork| Ok(remove_some(&mut tx, &group).await?);
            if self.transact(&caller.who, caller, job).await? {
                return Ok(());
            }
        }
    }
}

async fn delete(tx: &mut UnitOfWork, name: &GroupName) -> Result<(), AppError> {
    groups::find(tx, name).await?.ok_or_else(no_such_group)?;
    if imports::unpublished_import(tx).await?.is_some() {
        return Err(AppError::new(
            ErrorCode::ImportRunning,
            "An import is running, and its users may belong to the group. Wait until it has finished, then try again.",
        ));
    }
    let accounts = tx.accounts().clone();
    let applications = accounts.applications_admitting(tx, name).await?;
    if !applications.is_empty() {
        return Err(in_use(&applications));
    }
    let now = tx.now();
    groups::delete(tx, name, now).await?;
    tx.record(tx.event(EventKind::GroupDelete).detail(name));
    Ok(())
}

/// These applications admit the members of the group.
fn in_use(applications: &[ApplicationName]) -> AppError {
    // Without JavaScript a cookie carries the message, so it cannot name hundreds.
    let names: Vec<_> = applications.iter().map(ApplicationName::as_str).take(MAX_NAMED).collect();
    let more = match applications.len() - names.len() {
        0 => String::new(),
        count => format!(" and {count} more"),
    };
    let detail = format!(
        "Members of the group may enter these applications: {}{more}. Remove the group from them before you delete it.",
        names.join(", ")
    );
    AppError::new(ErrorCode::GroupInUse, detail)
}

/// Removes the name of a deleted group from some accounts, and forgets it with the last of them; returns whether to end.
async fn remove_some(tx: &mut UnitOfWork, name: &GroupName) -> Result<bool, StoreError> {
    // Changes of several accounts at once hold this lock, and so does the creation of another group with this name.
    locks::acquire(tx, AdvisoryLock::Administrators).await?;
    // Another process may have finished the deletion, and a new group may have the name.
    if !groups::is_being_deleted(tx, name).await? {
        return Ok(true);
    }
    let members = groups::with_word(tx, &group_word(name), BATCH as i64).await?;
    let mut removed = 0;
    for id in &members {
        // Its owner may be changing it. From here on it stays as it is read.
        locks::lock_target(tx, *id).await?;
        // An account that was purged since has no row.
        if let Some(row) = users::find(tx, *id).await?
            && remove(tx, &User::from(row), name).await?
        {
            removed += 1;
        }
    }
    if members.len() < BATCH {
        groups::forget_deleted(tx, name).await?;
        return Ok(true);
    }
    // Accounts of an import that began just after the deletion are hidden, and have the word as well. A batch of them alone would
    // be read again and again. The import cannot be published without the group; the next clean-up removes the rest.
    Ok(removed == 0)
}
