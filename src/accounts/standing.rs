//! Role and status of an account, and whether it is there at all: the one way in which they change.

use super::{
    Accounts, Caller, Failure, ManageError, Principal, User, event,
    policy::{self, Action},
    throttle::{self, Counter},
};
use crate::{
    identity,
    shared::{
        directory::UserAction,
        fields::Problem,
        ids::{SessionId, UserId},
        timestamp::Timestamp,
        views::{Role, Status},
    },
    store::{
        Conn, StoreError, password_links,
        sections::{self, Section},
        sessions, standing,
        users::{self, UserRow},
    },
};
use uuid::Uuid;

/// What came of a wish.
pub(super) enum Outcome {
    Changed(Box<UserRow>, Vec<SessionId>),
    /// It was so already.
    Unchanged(Box<UserRow>),
    NotFound,
    LastAdministrator,
}

/// What an account becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Status(Status, Status),
    Role(Role, Role),
}

impl Accounts {
    /// Disables, enables, deletes or restores an account, or gives it another role. Whoever cannot sign in any more is
    /// signed out at once.
    pub async fn change_standing(
        &self,
        who: &Principal,
        caller: &Caller,
        id: UserId,
        action: UserAction,
    ) -> Result<User, ManageError> {
        policy::permit(who, Action::GovernUsers)?;
        let now = self.now();
        let outcome = self.db().write(move |conn| Box::pin(change(conn, id, action, None, now))).await?;
        let row = match outcome {
            Outcome::Changed(row, ended) => {
                self.forget(id, &ended);
                event::succeeded(action.event(), Some(id), caller);
                row
            }
            Outcome::Unchanged(row) => row,
            Outcome::NotFound => return Err(ManageError::NotFound),
            Outcome::LastAdministrator => return Err(ManageError::LastAdministrator),
        };
        Ok(User::try_from(*row)?)
    }

    /// Purges an account whose username was typed once more, to be sure which one it is.
    pub async fn purge_confirmed(
        &self,
        who: &Principal,
        caller: &Caller,
        id: UserId,
        username: &str,
    ) -> Result<(), ManageError> {
        policy::permit(who, Action::GovernUsers)?;
        let row = self.db().read(move |conn| Box::pin(users::find(conn, id))).await?;
        if identity::key(username) != identity::key(&row.ok_or(ManageError::NotFound)?.username) {
            let problem = Problem::new("mismatch", "Type the username exactly as it stands above.");
            return Err(ManageError::Invalid(vec![problem.of("username")]));
        }
        self.purge_user(who, caller, id).await
    }

    /// Takes a deleted account away for good, before its 30 days are over.
    pub async fn purge_user(&self, who: &Principal, caller: &Caller, id: UserId) -> Result<(), ManageError> {
        policy::permit(who, Action::GovernUsers)?;
        let found = self.db().write(move |conn| Box::pin(purge(conn, id))).await?;
        match found {
            Some(true) => {}
            Some(false) => return Err(ManageError::NotDeleted),
            None => return Err(ManageError::NotFound),
        }
        self.view().forget_user(id);
        event::succeeded("user.purge", Some(id), caller);
        Ok(())
    }

    /// Forgets what was remembered of an account that has changed.
    pub(super) fn forget(&self, id: UserId, ended: &[SessionId]) {
        self.view().forget_sessions(ended);
        self.view().forget_user(id);
    }

    /// Deletes the account of whoever asks.
    pub(super) async fn delete_own(&self, id: UserId) -> Result<Outcome, Failure> {
        let now = self.now();
        let outcome = self.db().write(move |conn| Box::pin(change(conn, id, UserAction::Delete, None, now))).await?;
        if let Outcome::Changed(_, ended) = &outcome {
            self.forget(id, ended);
        }
        Ok(outcome)
    }
}

/// Does `action` to an account, unless that would take the last administrator away. `bulk`: the piece of work that it is
/// a part of.
pub(super) async fn change(
    conn: &mut Conn<'_>,
    id: UserId,
    action: UserAction,
    bulk: Option<Uuid>,
    now: Timestamp,
) -> Result<Outcome, StoreError> {
    sections::enter(conn, Section::Administrators).await?;
    let Some(row) = users::find(conn, id).await? else { return Ok(Outcome::NotFound) };
    let (Ok(role), Ok(status)) = (row.role.parse(), row.status.parse()) else { return Ok(Outcome::NotFound) };
    let before = standing::before(conn, id).await?.unwrap_or_default();
    match step(action, role, status, before.status_before.as_deref()) {
        Wish::Step(step) => take(conn, row, step, bulk, now).await,
        Wish::Nothing => Ok(Outcome::Unchanged(Box::new(row))),
        Wish::NotFound => Ok(Outcome::NotFound),
    }
}

/// What a wish comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wish {
    Step(Step),
    Nothing,
    /// The deleted are not there, save for those who restore them.
    NotFound,
}

fn step(action: UserAction, role: Role, status: Status, status_before: Option<&str>) -> Wish {
    use Status::{Active, Deleted, Disabled};
    match (action, status) {
        (UserAction::Restore, Deleted) => {
            let before = status_before.and_then(|before| before.parse().ok()).filter(|before| *before != Deleted);
            Wish::Step(Step::Status(Deleted, before.unwrap_or(Active)))
        }
        (_, Deleted) => Wish::NotFound,
        (UserAction::Disable, Active) => Wish::Step(Step::Status(Active, Disabled)),
        (UserAction::Enable, Disabled) => Wish::Step(Step::Status(Disabled, Active)),
        (UserAction::Delete, from) => Wish::Step(Step::Status(from, Deleted)),
        (UserAction::SetRole(to), _) if to != role => Wish::Step(Step::Role(role, to)),
        _ => Wish::Nothing,
    }
}

/// Takes a step, in a section that one transaction at a time is in: the last administrator who can sign in stays.
pub(super) async fn take(
    conn: &mut Conn<'_>,
    row: UserRow,
    step: Step,
    bulk: Option<Uuid>,
    now: Timestamp,
) -> Result<Outcome, StoreError> {
    let id = UserId(row.id);
    let administers = row.role == Role::Admin.as_str() && row.status == Status::Active.as_str();
    let stays = matches!(step, Step::Status(_, Status::Active) | Step::Role(_, Role::Admin));
    if administers && !stays && standing::other_admins(conn, id).await? == 0 {
        return Ok(Outcome::LastAdministrator);
    }
    let row = match step {
        Step::Status(from, to) => standing::set_status(conn, id, (from, to), bulk, now).await?,
        Step::Role(from, to) => standing::set_role(conn, id, (from, to), bulk, now).await?,
    };
    let Some(row) = row else { return Ok(Outcome::NotFound) };
    let ended = match step {
        Step::Status(_, Status::Active) => {
            throttle::clear(conn, &Counter::account(id)).await?;
            Vec::new()
        }
        Step::Status(..) => {
            password_links::delete_all(conn, id).await?;
            sessions::end_all(conn, id, now).await?
        }
        Step::Role(..) => Vec::new(),
    };
    Ok(Outcome::Changed(Box::new(row), ended))
}

/// None when there is no such account; whether it was deleted, and is gone now.
async fn purge(conn: &mut Conn<'_>, id: UserId) -> Result<Option<bool>, StoreError> {
    if users::find(conn, id).await?.is_none() {
        return Ok(None);
    }
    erase(conn, id).await.map(Some)
}

/// Erases a deleted account and all that hangs on it; whether it was there.
pub(super) async fn erase(conn: &mut Conn<'_>, id: UserId) -> Result<bool, StoreError> {
    let gone = standing::purge(conn, id).await?;
    if gone {
        throttle::clear(conn, &Counter::account(id)).await?;
    }
    Ok(gone)
}

#[cfg(test)]
mod tests {
    use super::*;
    use Role::{Admin, User};
    use Status::{Active, Deleted, Disabled};
    use UserAction::{Delete, Disable, Enable, Restore, SetRole};

    #[test]
    fn what_each_wish_comes_to() {
        let status = |from, to| Wish::Step(Step::Status(from, to));
        // action, active, disabled, deleted while active, deleted while disabled
        let table = [
            (Disable, status(Active, Disabled), Wish::Nothing, Wish::NotFound, Wish::NotFound),
            (Enable, Wish::Nothing, status(Disabled, Active), Wish::NotFound, Wish::NotFound),
            (Delete, status(Active, Deleted), status(Disabled, Deleted), Wish::NotFound, Wish::NotFound),
            (Restore, Wish::Nothing, Wish::Nothing, status(Deleted, Active), status(Deleted, Disabled)),
            (SetRole(User), Wish::Nothing, Wish::Nothing, Wish::NotFound, Wish::NotFound),
        ];
        for (action, active, disabled, deleted, deleted_while_disabled) in table {
            assert_eq!(step(action, User, Active, None), active, "{action:?}");
            assert_eq!(step(action, User, Disabled, Some("active")), disabled, "{action:?}");
            assert_eq!(step(action, User, Deleted, Some("active")), deleted, "{action:?}");
            assert_eq!(step(action, User, Deleted, Some("disabled")), deleted_while_disabled, "{action:?}");
        }
        assert_eq!(step(SetRole(Admin), User, Disabled, None), Wish::Step(Step::Role(User, Admin)));
        // A row from before statuses were remembered.
        assert_eq!(step(Restore, User, Deleted, None), status(Deleted, Active));
    }
}
