//! Role and status of an account, and whether it is there at all: the one way in which they change.

use super::{
    Accounts, Caller, CurrentUser, Failure, ManageError, Principal, User,
    event::{Event, Scribe},
    policy::{self, Action},
    throttle::{self, Counter},
};
use crate::{
    identity,
    shared::{
        audit::{EventKind, Reason},
        directory::UserAction,
        fields::Problem,
        ids::{SessionId, UserId},
        views::{Role, Status},
    },
    store::{
        Conn, StoreError, audit, password_links,
        sections::{self, Section},
        sessions,
        standing::{self, Before},
        users::{self, UserRow},
    },
};
use uuid::Uuid;

/// What came of a wish.
pub(super) enum Outcome {
    Changed(Change),
    /// It was so already.
    Unchanged(Box<UserRow>),
    NotFound,
    /// With the event of it, which has been recorded.
    LastAdministrator(Event),
}

/// An account that has changed.
pub(super) struct Change {
    pub row: Box<UserRow>,
    pub ended: Vec<SessionId>,
    pub event: Event,
}

/// What an account becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Status(Status, Status),
    Role(Role, Role),
}

impl Step {
    fn event(self, scribe: &Scribe) -> Event {
        match self {
            Self::Role(_, to) => scribe.event(EventKind::UserSetRole).detail(to),
            Self::Status(Status::Deleted, _) => scribe.event(EventKind::UserRestore),
            Self::Status(_, Status::Deleted) => scribe.event(EventKind::UserDelete),
            Self::Status(_, Status::Disabled) => scribe.event(EventKind::UserDisable),
            Self::Status(_, Status::Active) => scribe.event(EventKind::UserEnable),
        }
    }
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
        policy::permit(who, Action::GovernUser(id))?;
        match self.change_one(self.scribe(who, caller), id, action).await? {
            Outcome::Changed(Change { row, .. }) | Outcome::Unchanged(row) => Ok(User::try_from(*row)?),
            Outcome::NotFound => Err(ManageError::NotFound),
            Outcome::LastAdministrator(_) => Err(ManageError::LastAdministrator),
        }
    }

    /// Deletes the account of whoever asks.
    pub(super) async fn delete_own(&self, who: &CurrentUser, caller: &Caller) -> Result<Outcome, Failure> {
        Ok(self.change_one(self.scribe(who, caller), who.user.id, UserAction::Delete).await?)
    }

    async fn change_one(&self, scribe: Scribe, id: UserId, action: UserAction) -> Result<Outcome, StoreError> {
        let outcome = self.db().write(move |conn| {
            Box::pin(async move {
                sections::enter(conn, Section::Administrators).await?;
                change(conn, id, action, None, &scribe).await
            })
        });
        let outcome = outcome.await?;
        match &outcome {
            Outcome::Changed(change) => {
                self.forget(id, &change.ended);
                change.event.log();
            }
            Outcome::LastAdministrator(event) => event.log(),
            Outcome::Unchanged(_) | Outcome::NotFound => {}
        }
        Ok(outcome)
    }

    /// Purges an account whose username was typed once more, to be sure which one it is.
    pub async fn purge_confirmed(
        &self,
        who: &Principal,
        caller: &Caller,
        id: UserId,
        username: &str,
    ) -> Result<(), ManageError> {
        policy::permit(who, Action::GovernUser(id))?;
        let row = self.db().read(move |conn| Box::pin(users::find(conn, id))).await?;
        if identity::key(username) != identity::key(&row.ok_or(ManageError::NotFound)?.username) {
            let problem = Problem::new("mismatch", "Type the username exactly as it stands above.");
            return Err(ManageError::Invalid(vec![problem.of("username")]));
        }
        self.purge_user(who, caller, id).await
    }

    /// Takes a deleted account away for good, before its 30 days are over.
    pub async fn purge_user(&self, who: &Principal, caller: &Caller, id: UserId) -> Result<(), ManageError> {
        policy::permit(who, Action::GovernUser(id))?;
        let event = self.event(EventKind::UserPurge, who, caller).on(id);
        let recorded = event.clone();
        let found = self.db().write(move |conn| Box::pin(async move { purge(conn, id, &recorded).await })).await?;
        match found {
            Some(true) => {}
            Some(false) => return Err(ManageError::NotDeleted),
            None => return Err(ManageError::NotFound),
        }
        self.view().forget_user(id);
        event.log();
        Ok(())
    }

    /// Forgets what was remembered of an account that has changed.
    pub(super) fn forget(&self, id: UserId, ended: &[SessionId]) {
        self.view().forget_sessions(ended);
        self.view().forget_user(id);
    }
}

/// Does `action` to an account, unless that would take the last administrator away; in the section of administrators.
/// `bulk`: the piece of work that it is a part of.
pub(super) async fn change(
    conn: &mut Conn<'_>,
    id: UserId,
    action: UserAction,
    bulk: Option<Uuid>,
    scribe: &Scribe,
) -> Result<Outcome, StoreError> {
    let Some(row) = users::find(conn, id).await? else { return Ok(Outcome::NotFound) };
    let (Ok(role), Ok(status)) = (row.role.parse(), row.status.parse()) else { return Ok(Outcome::NotFound) };
    let before = match action {
        UserAction::Restore => standing::before(conn, id).await?.unwrap_or_default(),
        _ => Before::default(),
    };
    match step(action, role, status, before.status_before.as_deref()) {
        Wish::Step(step) => take(conn, row, step, bulk, scribe).await,
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
    scribe: &Scribe,
) -> Result<Outcome, StoreError> {
    let (id, now) = (UserId(row.id), scribe.now());
    let event = step.event(scribe).on(id);
    let stays = matches!(step, Step::Status(_, Status::Active) | Step::Role(_, Role::Admin));
    if row.administers() && !stays && standing::other_admins(conn, id).await? == 0 {
        let event = event.refused(Reason::LastAdministrator);
        event.record(conn).await?;
        return Ok(Outcome::LastAdministrator(event));
    }
    let row = match step {
        Step::Status(from, to) => standing::set_status(conn, id, (from, to), bulk, now).await?,
        Step::Role(from, to) => standing::set_role(conn, id, (from, to), bulk, now).await?,
    };
    let Some(row) = row else { return Ok(Outcome::NotFound) };
    event.record(conn).await?;
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
    Ok(Outcome::Changed(Change { row: Box::new(row), ended, event }))
}

/// None when there is no such account; whether it was deleted, and is gone now.
async fn purge(conn: &mut Conn<'_>, id: UserId, event: &Event) -> Result<Option<bool>, StoreError> {
    if users::find(conn, id).await?.is_none() {
        return Ok(None);
    }
    let gone = erase(conn, id).await?;
    if gone {
        event.record(conn).await?;
    }
    Ok(Some(gone))
}

/// Erases a deleted account and all that hangs on it, save that something happened to it once; whether it was there.
pub(super) async fn erase(conn: &mut Conn<'_>, id: UserId) -> Result<bool, StoreError> {
    let gone = standing::purge(conn, id).await?;
    if gone {
        throttle::clear(conn, &Counter::account(id)).await?;
        audit::erase_origins(conn, id).await?;
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
