//! Who may do what: one table, asked by every use case, so that no door can forget it.

use super::Principal;
use crate::shared::{ids::UserId, views::Role};

/// What can be done to accounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// See everyone.
    ListUsers,
    ReadUser(UserId),
    /// See and end sessions.
    ManageSessions(UserId),
    /// Name, username, email.
    UpdateUser(UserId),
    /// The picture.
    ChangeAvatar(UserId),
    /// Everything held about this user, in a file.
    ExportData(UserId),
    /// Give up one's own account.
    CloseAccount(UserId),
    /// Make a link by which this user chooses a password, which does not ask for the old one: so never for oneself.
    MakePasswordLink(UserId),
    /// Role and status, the way back, the end: of this user …
    GovernUser(UserId),
    /// … and of users yet to be made, or of many.
    GovernUsers,
    /// Make accounts, set passwords, without being the person.
    OperateUsers,
    /// Everybody's events.
    ReadEvents,
    /// What this user did, and what was done to them.
    ReadEventsOf(UserId),
}

/// Whether `who` may do `action`. What is not in the table is not allowed.
pub fn allows(who: &Principal, action: Action) -> bool {
    match (who, action) {
        (Principal::System, _) => true,
        (Principal::Anonymous, _) => false,
        (Principal::User(current), action) => {
            let oneself = |id| id == current.user.id;
            let admin = current.user.role == Role::Admin;
            match action {
                Action::ListUsers | Action::GovernUser(_) | Action::GovernUsers | Action::ReadEvents => admin,
                Action::MakePasswordLink(id) => admin && !oneself(id),
                Action::ReadUser(id)
                | Action::ManageSessions(id)
                | Action::ChangeAvatar(id)
                | Action::UpdateUser(id)
                | Action::ReadEventsOf(id) => oneself(id) || admin,
                // For its owner alone: nobody else needs all of it in one piece, and the others govern.
                Action::ExportData(id) | Action::CloseAccount(id) => oneself(id),
                Action::OperateUsers => false,
            }
        }
    }
}

impl Action {
    /// Whether what follows may concern accounts other than the actor's own, or which administrators there are.
    pub(super) fn is_about_others(self, who: &Principal) -> bool {
        let own = who.user_id();
        let governs = matches!(self, Self::GovernUser(_) | Self::CloseAccount(_) | Self::MakePasswordLink(_));
        governs || own.is_none() || self.about() != own
    }

    /// The one account that it is about.
    pub(super) fn about(self) -> Option<UserId> {
        match self {
            Self::ReadUser(id)
            | Self::ManageSessions(id)
            | Self::UpdateUser(id)
            | Self::ChangeAvatar(id)
            | Self::ExportData(id)
            | Self::CloseAccount(id)
            | Self::MakePasswordLink(id)
            | Self::GovernUser(id)
            | Self::ReadEventsOf(id) => Some(id),
            Self::ListUsers | Self::GovernUsers | Self::OperateUsers | Self::ReadEvents => None,
        }
    }
}

/// Refuses what is not in the table. Whoever may not even read an account does not learn whether it is there.
pub(super) fn permit(who: &Principal, action: Action) -> Result<(), NotAllowed> {
    if allows(who, action) {
        return Ok(());
    }
    let is_hidden = action.about().is_some_and(|id| !allows(who, Action::ReadUser(id)));
    Err(if is_hidden { NotAllowed::Hidden } else { NotAllowed::Forbidden })
}

/// It is not the asker's to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NotAllowed {
    /// As if there were no such account.
    Hidden,
    Forbidden,
    /// The session has ended since, or its account can no longer be used.
    SignedOut,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        accounts::{CurrentUser, User},
        shared::{ids::SessionId, timestamp::Timestamp, views::Status},
    };
    use std::sync::Arc;
    use uuid::Uuid;

    const SELF: UserId = UserId(Uuid::from_u128(1));
    const OTHER: UserId = UserId(Uuid::from_u128(2));

    fn user(role: Role) -> Principal {
        let user = User {
            id: SELF,
            username: "maren".into(),
            email: "maren@example.org".into(),
            name: None,
            role,
            status: Status::Active,
            email_verified: false,
            created_at: Timestamp(0),
            updated_at: Timestamp(0),
            last_login_at: None,
            version: 1,
            avatar: None,
            external_id: None,
        };
        let session = SessionId(Uuid::nil());
        Principal::User(CurrentUser { user: Arc::new(user), session })
    }

    #[test]
    fn the_table_of_who_may_do_what() {
        use Action::{
            ChangeAvatar, CloseAccount, ExportData, GovernUser, GovernUsers, ListUsers, MakePasswordLink,
            ManageSessions, OperateUsers, ReadEvents, ReadEventsOf, ReadUser, UpdateUser,
        };
        let nobody = Principal::Anonymous;
        let (person, admin, system) = (user(Role::User), user(Role::Admin), Principal::System);
        // action, anonymous, user, administrator, command line
        let table = [
            (ListUsers, false, false, true, true),
            (ReadUser(SELF), false, true, true, true),
            (ReadUser(OTHER), false, false, true, true),
            (ManageSessions(SELF), false, true, true, true),
            (ManageSessions(OTHER), false, false, true, true),
            (UpdateUser(SELF), false, true, true, true),
            (UpdateUser(OTHER), false, false, true, true),
            (ChangeAvatar(SELF), false, true, true, true),
            (ChangeAvatar(OTHER), false, false, true, true),
            (ExportData(SELF), false, true, true, true),
            (ExportData(OTHER), false, false, false, true),
            (CloseAccount(SELF), false, true, true, true),
            (CloseAccount(OTHER), false, false, false, true),
            (MakePasswordLink(SELF), false, false, false, true),
            (MakePasswordLink(OTHER), false, false, true, true),
            (GovernUser(SELF), false, false, true, true),
            (GovernUser(OTHER), false, false, true, true),
            (GovernUsers, false, false, true, true),
            (OperateUsers, false, false, false, true),
            (ReadEvents, false, false, true, true),
            (ReadEventsOf(SELF), false, true, true, true),
            (ReadEventsOf(OTHER), false, false, true, true),
        ];
        for (action, by_nobody, by_person, by_admin, by_system) in table {
            assert_eq!(allows(&nobody, action), by_nobody, "anonymous: {action:?}");
            assert_eq!(allows(&person, action), by_person, "user: {action:?}");
            assert_eq!(allows(&admin, action), by_admin, "administrator: {action:?}");
            assert_eq!(allows(&system, action), by_system, "command line: {action:?}");
        }
    }

    #[test]
    fn what_one_may_not_even_read_is_hidden_and_the_rest_forbidden() {
        use Action::{ExportData, GovernUser, GovernUsers, ManageSessions, UpdateUser};
        let (person, admin) = (user(Role::User), user(Role::Admin));
        for (who, action, expected) in [
            (&Principal::Anonymous, UpdateUser(OTHER), Err(NotAllowed::Hidden)),
            (&person, ManageSessions(OTHER), Err(NotAllowed::Hidden)),
            (&person, GovernUser(OTHER), Err(NotAllowed::Hidden)),
            (&person, ExportData(OTHER), Err(NotAllowed::Hidden)),
            (&person, GovernUser(SELF), Err(NotAllowed::Forbidden)),
            (&person, GovernUsers, Err(NotAllowed::Forbidden)),
            (&admin, ExportData(OTHER), Err(NotAllowed::Forbidden)),
            (&admin, GovernUser(OTHER), Ok(())),
        ] {
            assert_eq!(permit(who, action), expected, "{who:?}: {action:?}");
        }
    }
}
