//! Role and status of an account, and whether it is there at all: the one way in which they change.

use super::{ManageError, User};
use crate::{
    accounts::{
        Accounts, Caller, Principal,
        policy::Action,
        throttle::{self, Counter},
        unit_of_work::UnitOfWork,
    },
    passwords,
    shared::{
        audit::{EventKind, Reason},
        directory::UserAction,
        ids::UserId,
        views::{Role, Status},
    },
    store::{
        StoreError,
        account_status::{self, Before},
        password_links, sessions,
        users::{self, UserRow},
    },
};
use uuid::Uuid;

/// What came of a change of role or status.
pub(in crate::accounts) enum Outcome {
    Changed(Box<UserRow>),
    /// It was so already.
    Unchanged(Box<UserRow>),
    NotFound,
    /// Refused, and recorded as such.
    LastAdministrator,
}

/// What an account becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::accounts) enum Step {
    Status(Status, Status),
    Role(Role, Role),
}

impl Step {
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

impl Accounts {
    /// Disables, enables, deletes or restores an account, or gives it another role. An account that cannot sign in any more
    /// is signed out at once.
    pub async fn change_status(
        &self,
        who: &Principal,
        caller: &Caller,
        id: UserId,
        action: UserAction,
    ) -> Result<User, ManageError> {
        let job = async move |mut tx: UnitOfWork| match change(&mut tx, id, action, None).await? {
            Outcome::Changed(row) | Outcome::Unchanged(row) => Ok(User::from(*row)),
            Outcome::NotFound => Err(ManageError::NotFound),
            Outcome::LastAdministrator => Err(ManageError::LastAdministrator),
        };
        self.change(who, caller, Action::GovernUser(id), job).await
    }
}

/// Does `action` to an account, unless that would take the last administrator away. Enabling an account that is active opens it,
/// where 100 failures in a row had closed it. `bulk`: the piece of work that it is a
/// part of.
pub(in crate::accounts) async fn change(
    tx: &mut UnitOfWork,
    id: UserId,
    action: UserAction,
    bulk: Option<Uuid>,
) -> Result<Outcome, StoreError> {
    let Some(row) = users::find(tx, id).await? else { return Ok(Outcome::NotFound) };
    let before = match action {
        UserAction::Restore => account_status::before(tx, id).await?,
        _ => Before::default(),
    };
    match step(action, row.role, row.status, before.status_before) {
        Transition::Step(step) => take(tx, row, step, bulk).await,
        Transition::Nothing => {
            if action == UserAction::Enable && throttle::is_closed(tx, &Counter::run_of_account(id)).await? {
                throttle::open(tx, id).await?;
                tx.record(tx.event(EventKind::UserEnable).on(id));
            }
            Ok(Outcome::Unchanged(Box::new(row)))
        }
        Transition::NotFound => Ok(Outcome::NotFound),
    }
}

/// What a wish comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Transition {
    Step(Step),
    Nothing,
    /// The deleted are not there, save for those who restore them.
    NotFound,
}

fn step(action: UserAction, role: Role, status: Status, status_before: Option<Status>) -> Transition {
    use Status::{Active, Deleted, Disabled};
    match (action, status) {
        (UserAction::Restore, Deleted) => {
            let before = status_before.filter(|before| *before != Deleted);
            Transition::Step(Step::Status(Deleted, before.unwrap_or(Active)))
        }
        (_, Deleted) => Transition::NotFound,
        (UserAction::Disable, Active) => Transition::Step(Step::Status(Active, Disabled)),
        (UserAction::Enable, Disabled) => Transition::Step(Step::Status(Disabled, Active)),
        (UserAction::Delete, from) => Transition::Step(Step::Status(from, Deleted)),
        (UserAction::SetRole(to), _) if to != role => Transition::Step(Step::Role(role, to)),
        _ => Transition::Nothing,
    }
}

/// Takes a step. The transaction is in the section of administrators, which one is in at a time: so the last one who can sign
/// in stays.
pub(in crate::accounts) async fn take(
    tx: &mut UnitOfWork,
    row: UserRow,
    step: Step,
    bulk: Option<Uuid>,
) -> Result<Outcome, StoreError> {
    let (id, now) = (UserId(row.id), tx.now());
    let mut event = tx.event(step.event()).on(id);
    if let Step::Role(_, to) = step {
        event = event.detail(to);
    }
    let stays = matches!(step, Step::Status(_, Status::Active) | Step::Role(_, Role::Admin));
    let steps_down = row.administers() && !stays;
    if steps_down && account_status::other_admins(tx, id, passwords::NONE).await? == 0 {
        tx.refuse(event, Reason::LastAdministrator);
        return Ok(Outcome::LastAdministrator);
    }
    let row = match step {
        Step::Status(from, to) => account_status::set_status(tx, id, (from, to), bulk, now).await?,
        Step::Role(from, to) => account_status::set_role(tx, id, (from, to), bulk, now).await?,
    };
    let Some(row) = row else { return Ok(Outcome::NotFound) };
    tx.record(event);
    if steps_down {
        // They are void already. Taken away, none is good again when the account becomes an administrator's once more.
        password_links::delete_made_by(tx, id).await?;
    }
    match step {
        Step::Status(_, Status::Active) => throttle::open(tx, id).await?,
        Step::Status(..) => {
            password_links::delete_all(tx, id).await?;
            sessions::end_all(tx, id, now).await?;
        }
        Step::Role(..) => {}
    }
    Ok(Outcome::Changed(Box::new(row)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use Role::{Admin, User};
    use Status::{Active, Deleted, Disabled};
    use UserAction::{Delete, Disable, Enable, Restore, SetRole};

    #[test]
    fn each_action_leads_to_one_transition() {
        let status = |from, to| Transition::Step(Step::Status(from, to));
        // action, active, disabled, deleted while active, deleted while disabled
        let table = [
            (Disable, status(Active, Disabled), Transition::Nothing, Transition::NotFound, Transition::NotFound),
            (Enable, Transition::Nothing, status(Disabled, Active), Transition::NotFound, Transition::NotFound),
            (Delete, status(Active, Deleted), status(Disabled, Deleted), Transition::NotFound, Transition::NotFound),
            (Restore, Transition::Nothing, Transition::Nothing, status(Deleted, Active), status(Deleted, Disabled)),
            (SetRole(User), Transition::Nothing, Transition::Nothing, Transition::NotFound, Transition::NotFound),
        ];
        for (action, active, disabled, deleted, deleted_while_disabled) in table {
            assert_eq!(step(action, User, Active, None), active, "{action:?}");
            assert_eq!(step(action, User, Disabled, Some(Active)), disabled, "{action:?}");
            assert_eq!(step(action, User, Deleted, Some(Active)), deleted, "{action:?}");
            assert_eq!(step(action, User, Deleted, Some(Disabled)), deleted_while_disabled, "{action:?}");
        }
        assert_eq!(step(SetRole(Admin), User, Disabled, None), Transition::Step(Step::Role(User, Admin)));
        // A row from before statuses were remembered.
        assert_eq!(step(Restore, User, Deleted, None), status(Deleted, Active));
    }
}
