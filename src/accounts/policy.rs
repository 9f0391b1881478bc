//! Authorization: one table of permissions that every use case checks.

use super::Principal;
use crate::shared::{ids::UserId, views::Role};

/// An operation that needs permission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    ListUsers,
    ReadUser(UserId),
    /// List and end sessions.
    ManageSessions(UserId),
    /// Change name, username and email address.
    UpdateUser(UserId),
    ChangeAvatar(UserId),
    /// Download all data stored about the user.
    ExportData(UserId),
    /// Delete one's own account.
    CloseAccount(UserId),
    /// Create a link with which the user sets a password. It does not ask for the current one, so nobody may create one
    /// for their own account: a stolen session could take it over.
    MakePasswordLink(UserId),
    /// Change role and status, restore and purge the user.
    GovernUser(UserId),
    /// Invite and import users, change many at once.
    GovernUsers,
    /// Create accounts and set passwords from the command line.
    OperateUsers,
    /// List, rotate and retire the signing keys of access tokens.
    ManageSigningKeys,
    /// Read the audit log.
    ReadEvents,
    /// Read the events that this user caused or was the target of.
    ReadEventsOf(UserId),
}

/// Whether `who` may do `action`. Everything that is not listed is denied.
pub fn allows(who: &Principal, action: Action) -> bool {
    match (who, action) {
        (Principal::System, _) => true,
        (Principal::Anonymous, _) => false,
        (Principal::User(current), action) => {
            let is_own = |id| id == current.user.id;
            let is_admin = current.user.role == Role::Admin;
            match action {
                Action::ListUsers | Action::GovernUser(_) | Action::GovernUsers | Action::ReadEvents => is_admin,
                Action::MakePasswordLink(id) => is_admin && !is_own(id),
                Action::ReadUser(id)
                | Action::ManageSessions(id)
                | Action::ChangeAvatar(id)
                | Action::UpdateUser(id)
                | Action::ReadEventsOf(id) => is_own(id) || is_admin,
                // Administrators have no need for a full copy of a user's data, and they delete accounts by
                // `GovernUser`.
                Action::ExportData(id) | Action::CloseAccount(id) => is_own(id),
                // Only the command line may do this, and `System` has been allowed above.
                Action::OperateUsers | Action::ManageSigningKeys => false,
            }
        }
    }
}

impl Action {
    /// Whether the action may change other accounts, or who is an administrator. Such actions run one at a time.
    pub(super) fn is_about_others(self, who: &Principal) -> bool {
        let own = who.user_id();
        // Roles, statuses and links of administrators affect each other, so these count even for the actor's own
        // account.
        let governs = matches!(self, Self::GovernUser(_) | Self::CloseAccount(_) | Self::MakePasswordLink(_));
        governs || own.is_none() || self.about() != own
    }

    /// The account that the action applies to; None if there are several.
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
            Self::ListUsers | Self::GovernUsers | Self::OperateUsers | Self::ManageSigningKeys | Self::ReadEvents => {
                None
            }
        }
    }
}

/// Checks permission. An actor who may not read the account gets `Hidden`, and so does not learn whether it exists.
pub(super) fn permit(who: &Principal, action: Action) -> Result<(), NotAllowed> {
    if allows(who, action) {
        return Ok(());
    }
    let is_hidden = action.about().is_some_and(|id| !allows(who, Action::ReadUser(id)));
    Err(if is_hidden { NotAllowed::Hidden } else { NotAllowed::Forbidden })
}

/// Why an action was denied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NotAllowed {
    /// Reported as if the account did not exist.
    Hidden,
    Forbidden,
    /// The session has ended, or the account was disabled or deleted.
    SignedOut,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        accounts::{CurrentUser, User},
        shared::ids::SessionId,
    };
    use std::sync::Arc;
    use uuid::Uuid;

    const SELF: UserId = UserId(Uuid::from_u128(1));
    const OTHER: UserId = UserId(Uuid::from_u128(2));

    fn user(role: Role) -> Principal {
        let user = User { role, ..User::sample(SELF) };
        let session = SessionId(Uuid::nil());
        Principal::User(CurrentUser { user: Arc::new(user), session })
    }

    #[test]
    fn permissions_of_each_kind_of_actor() {
        use Action::{
            ChangeAvatar, CloseAccount, ExportData, GovernUser, GovernUsers, ListUsers, MakePasswordLink,
            ManageSessions, ManageSigningKeys, OperateUsers, ReadEvents, ReadEventsOf, ReadUser, UpdateUser,
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
            (ManageSigningKeys, false, false, false, true),
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
    fn accounts_that_the_actor_may_not_read_are_hidden() {
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
