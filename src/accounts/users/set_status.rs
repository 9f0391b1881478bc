//! Changes the role and the status of an account, but not of the last administrator. All callers use [`change`] or [`apply`].

use super::{User, delete};
use crate::accounts::throttle::{self, Counter};
use crate::accounts::{Action, Caller, Repair, Repairing, UnitOfWork, Users, error};
use crate::language::message;
use crate::mail::Mail;
use crate::passwords;
use crate::shared::directory::RESTORABLE;
use crate::shared::{AppError, EventKind, Reason, Role, Status, UserAction, UserId};
use crate::store::account_status::{self, Before};
use crate::store::users;
use crate::store::{StoreError, UserRow};
use uuid::Uuid;

/// The result of a change of role or status.
pub(in crate::accounts) enum Outcome {
    Changed(Box<UserRow>),
    /// The account already has this role or status.
    Unchanged(Box<UserRow>),
    NotFound,
    /// Refused, because no other administrator could sign in. The refusal is recorded.
    LastAdministrator,
}

/// A change of role or status, from one value to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::accounts) enum StatusChange {
    Status(Status, Status),
    Role(Role, Role),
}

impl StatusChange {
    fn event(self) -> EventKind {
        match self {
            Self::Role(..) => EventKind::UserSetRole,
            Self::Status(Status::Deleted, _) => EventKind::UserRestore,
            Self::Status(_, Status::Deleted) => EventKind::UserDelete,
            Self::Status(_, Status::Disabled) => EventKind::UserDisable,
            Self::Status(_, Status::Active) => EventKind::UserEnable,
        }
    }
}

impl Users {
    /// Disables, enables, deletes or restores an account, or sets its role. A disabled or deleted account is signed out
    /// at once.
    ///
    /// Administrators delete their own account with their password ([`Users::delete_account`]), and do not disable it: that
    /// would suspend the links with which they get it back from somebody who has stolen their session.
    pub async fn change_status(&self, caller: &Caller, id: UserId, action: UserAction) -> Result<User, AppError> {
        self.permit_recent(caller, Action::GovernUser(id))?;
        if let UserAction::SetRole(_) = action {
            self.permit_recent(caller, Action::SetRoles)?;
        }
        if caller.user_id() == Some(id) && matches!(action, UserAction::Disable | UserAction::Delete) {
            return Err(error::own_status());
        }
        let job = async move |mut tx: UnitOfWork| match change(&mut tx, id, action, None).await? {
            Outcome::Changed(row) | Outcome::Unchanged(row) => Ok(User::from(*row)),
            Outcome::NotFound => Err(error::no_such_account()),
            Outcome::LastAdministrator => Err(last_administrator()),
        };
        self.change(caller, Action::GovernUser(id), job).await
    }
}

/// Applies `action` to an account, unless that would remove the last administrator. `bulk` is the id of the bulk change
/// that this is a part of.
pub(in crate::accounts) async fn change(
    tx: &mut UnitOfWork,
    id: UserId,
    action: UserAction,
    bulk: Option<Uuid>,
) -> Result<Outcome, StoreError> {
    let Some(row) = users::find(tx, id).await? else { return Ok(Outcome::NotFound) };
    let before = match action {
        UserAction::Restore => account_status::before(tx, id).await?.unwrap_or_default(),
        UserAction::Disable | UserAction::Enable | UserAction::Delete | UserAction::SetRole(_) => Before::default(),
    };
    match transition(action, row.role, row.status, before.status_before) {
        Transition::Change(change) => apply(tx, row, change, bulk).await,
        Transition::Unchanged => {
            // Enabling an active account ends a lockout after 100 failed sign-ins.
            if action == UserAction::Enable && throttle::is_locked(tx, &Counter::failures_of_account(id)).await? {
                throttle::unlock_account(tx, id).await?;
                tx.record(tx.event(EventKind::UserEnable).on(id));
            }
            Ok(Outcome::Unchanged(Box::new(row)))
        }
        Transition::NotFound => Ok(Outcome::NotFound),
    }
}

/// The effect of an action on an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Transition {
    Change(StatusChange),
    Unchanged,
    /// A deleted account can only be restored. Other actions do not find it.
    NotFound,
}

fn transition(action: UserAction, role: Role, status: Status, status_before: Option<Status>) -> Transition {
    use Status::{Active, Deleted, Disabled};
    match (action, status) {
        (UserAction::Restore, Deleted) => {
            // Older versions did not store the previous status.
            let before = status_before.filter(|before| *before != Deleted);
            Transition::Change(StatusChange::Status(Deleted, before.unwrap_or(Active)))
        }
        (_, Deleted) => Transition::NotFound,
        (UserAction::Disable, Active) => Transition::Change(StatusChange::Status(Active, Disabled)),
        (UserAction::Enable, Disabled) => Transition::Change(StatusChange::Status(Disabled, Active)),
        (UserAction::Delete, from) => Transition::Change(StatusChange::Status(from, Deleted)),
        (UserAction::SetRole(to), _) if to != role => Transition::Change(StatusChange::Role(role, to)),
        (UserAction::Disable, Disabled)
        | (UserAction::Enable, Active)
        | (UserAction::Restore | UserAction::SetRole(_), Active | Disabled) => Transition::Unchanged,
    }
}

/// Applies a change. The transaction must hold the advisory lock of administrators, so that two concurrent changes
/// cannot remove the last two administrators.
pub(in crate::accounts) async fn apply(
    tx: &mut UnitOfWork,
    row: UserRow,
    change: StatusChange,
    bulk: Option<Uuid>,
) -> Result<Outcome, StoreError> {
    let (id, now) = (UserId(row.id), tx.now());
    let mut event = tx.event(change.event()).on(id);
    if let StatusChange::Role(_, to) = change {
        event = event.detail(to);
    }
    let stays_admin = matches!(change, StatusChange::Status(_, Status::Active) | StatusChange::Role(_, Role::Admin));
    let loses_admin = row.administers() && !stays_admin;
    if loses_admin && !has_other_admin(tx, id).await? {
        // Returned as an outcome instead of an error, so that a bulk change continues with the other accounts.
        tx.refuse(event, Reason::LastAdministrator);
        return Ok(Outcome::LastAdministrator);
    }
    let row = match change {
        StatusChange::Status(from, to) => account_status::set_status(tx, id, (from, to), bulk, now).await?,
        StatusChange::Role(from, to) => account_status::set_role(tx, id, (from, to), bulk, now).await?,
    };
    // The account no longer has the value that the change starts from.
    let Some(row) = row else { return Ok(Outcome::NotFound) };
    tx.record(event);
    if let Some(repair) = repair_of(change, tx.is_by_owner(id)) {
        tx.repair(id, Repairing::of(repair)).await?;
    }
    match change {
        StatusChange::Status(_, Status::Active) => {
            tx.resume_undos(id).await?;
            if row.role == Role::Admin && !tx.is_by_owner(id) {
                tx.announce_administrators(&[id]).await?;
            }
        }
        StatusChange::Status(_, to) => announce(tx, &row, to).await?,
        StatusChange::Role(_, Role::Admin) => tx.announce_administrators(&[id]).await?,
        StatusChange::Role(_, Role::User) => {}
    }
    Ok(Outcome::Changed(Box::new(row)))
}

/// Whether another administrator can sign in: with a password, a passkey or at a provider.
async fn has_other_admin(tx: &mut UnitOfWork, id: UserId) -> Result<bool, StoreError> {
    let providers = tx.accounts().providers().usable_providers(tx).await?;
    Ok(account_status::other_admins(tx, id, passwords::NONE, &providers).await? > 0)
}

/// Nobody could make another user an administrator.
pub(super) fn last_administrator() -> AppError {
    AppError::forbidden(message::user_change_last_administrator())
}

/// What a change of role or status does to the ways into the account. None: nothing, because each request reads the present role.
fn repair_of(change: StatusChange, is_by_owner: bool) -> Option<Repair> {
    match change {
        StatusChange::Status(Status::Deleted, Status::Active) => Some(Repair::Restored),
        StatusChange::Status(_, Status::Active) => Some(Repair::Enabled),
        StatusChange::Status(_, Status::Disabled) => Some(Repair::Disabled),
        // An undo can restore an account that was deleted with its password, but not one that an administrator has deleted.
        StatusChange::Status(_, Status::Deleted) if is_by_owner => Some(Repair::Closed),
        StatusChange::Status(_, Status::Deleted) => Some(Repair::Deleted),
        StatusChange::Role(Role::Admin, Role::User) => Some(Repair::RoleLost),
        StatusChange::Role(..) => None,
    }
}

/// Lets the undos of an account that is disabled now wait, and tells the owner that it is disabled or deleted.
async fn announce(tx: &mut UnitOfWork, row: &UserRow, to: Status) -> Result<(), StoreError> {
    let (id, now) = (UserId(row.id), tx.now());
    if to == Status::Disabled {
        tx.suspend_undos(id).await?;
    }
    let user = User::from(row.clone());
    if to == Status::Deleted && tx.is_by_owner(id) {
        return delete::announce(tx, &user).await;
    }
    let mail = match to {
        Status::Deleted => Mail::AccountDeleted { name: user.greeting(), until: now.plus(RESTORABLE) },
        Status::Disabled | Status::Active => Mail::AccountDisabled { name: user.greeting() },
    };
    tx.notify_owner(&user, &mail);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use Role::{Admin, User};
    use Status::{Active, Deleted, Disabled};
    use UserAction::{Delete, Disable, Enable, Restore, SetRole};

    #[test]
    fn each_action_leads_to_one_transition() {
        let status = |from, to| Transition::Change(StatusChange::Status(from, to));
        // action, active, disabled, deleted while active, deleted while disabled
        let table = [
            (Disable, status(Active, Disabled), Transition::Unchanged, Transition::NotFound, Transition::NotFound),
            (Enable, Transition::Unchanged, status(Disabled, Active), Transition::NotFound, Transition::NotFound),
            (Delete, status(Active, Deleted), status(Disabled, Deleted), Transition::NotFound, Transition::NotFound),
            (Restore, Transition::Unchanged, Transition::Unchanged, status(Deleted, Active), status(Deleted, Disabled)),
            (SetRole(User), Transition::Unchanged, Transition::Unchanged, Transition::NotFound, Transition::NotFound),
        ];
        for (action, active, disabled, deleted, deleted_while_disabled) in table {
            assert_eq!(transition(action, User, Active, None), active, "{action:?}");
            assert_eq!(transition(action, User, Disabled, Some(Active)), disabled, "{action:?}");
            assert_eq!(transition(action, User, Deleted, Some(Active)), deleted, "{action:?}");
            assert_eq!(transition(action, User, Deleted, Some(Disabled)), deleted_while_disabled, "{action:?}");
        }
        assert_eq!(
            transition(SetRole(Admin), User, Disabled, None),
            Transition::Change(StatusChange::Role(User, Admin))
        );
        // A row that was deleted by a version that did not store the previous status.
        assert_eq!(transition(Restore, User, Deleted, None), status(Deleted, Active));
    }
}
