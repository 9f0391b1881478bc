//! Authorization: one table of permissions that every use case checks.
//!
//! An API token needs two permissions: that of its account, and one of its scopes. What no scope allows, such as creating
//! tokens or changing a password, needs a session.

use super::{Authority, Principal, Scopes, User};
use crate::shared::{api_tokens::Scope, ids::UserId, views::Role};

/// An operation that needs permission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// List all accounts, deleted ones included, and their open invitations.
    ListUsers,
    ReadUser(UserId),
    ReadSessions(UserId),
    EndSessions(UserId),
    /// Change name and username.
    UpdateUser(UserId),
    /// Change the email address, or send the message that confirms it again.
    ChangeEmail(UserId),
    /// Declare the email address of somebody else confirmed or not.
    DeclareEmail(UserId),
    ChangePassword(UserId),
    ChangeAvatar(UserId),
    /// Download all data stored about the user.
    ExportData(UserId),
    /// Delete one's own account.
    CloseAccount(UserId),
    /// Create a link with which the user sets a password. It does not ask for the current one, so nobody may create one
    /// for their own account: a stolen session could take it over.
    MakePasswordLink(UserId),
    /// Send the owner of an account without a password a link to choose one. Nobody else sees it, but as with password
    /// links, nobody may send one to their own account.
    Invite(UserId),
    ReadInvitation(UserId),
    /// Change the status, restore and purge the user.
    GovernUser(UserId),
    /// Invite and import users, change the status of many at once.
    GovernUsers,
    /// Change roles, and create administrators.
    SetRoles,
    /// List, create and revoke API tokens. Administrators create them only for service accounts.
    ManageApiTokens(UserId),
    CreateServiceAccounts,
    ReadGroups,
    /// Create, describe and delete groups, which removes their members.
    ManageGroups,
    /// Add the account to groups, and remove it from them.
    ChangeGroups(UserId),
    /// List, create, change and delete applications.
    ManageApplications,
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
    match who {
        Principal::System => true,
        Principal::Anonymous => false,
        Principal::User(current) => {
            let by_authority = match current.authority {
                Authority::Session(_) => true,
                Authority::Token(token) => scopes_allow(token.scopes, &current.user, action),
            };
            by_authority && role_allows(&current.user, action)
        }
    }
}

/// Whether the role of `user` allows `action`.
fn role_allows(user: &User, action: Action) -> bool {
    let is_own = |id| id == user.id;
    let is_admin = user.role == Role::Admin;
    match action {
        Action::ListUsers
        | Action::GovernUser(_)
        | Action::GovernUsers
        | Action::SetRoles
        | Action::ReadInvitation(_)
        | Action::CreateServiceAccounts
        | Action::ReadGroups
        | Action::ManageGroups
        | Action::ChangeGroups(_)
        | Action::ManageApplications
        | Action::ReadEvents => is_admin,
        Action::MakePasswordLink(id) | Action::Invite(id) | Action::DeclareEmail(id) => is_admin && !is_own(id),
        Action::ReadUser(id)
        | Action::ReadSessions(id)
        | Action::EndSessions(id)
        | Action::ChangeAvatar(id)
        | Action::UpdateUser(id)
        | Action::ChangeEmail(id)
        | Action::ManageApiTokens(id)
        | Action::ReadEventsOf(id) => is_own(id) || is_admin,
        // Administrators have no need for a full copy of a user's data, and they delete accounts by `GovernUser`.
        Action::ExportData(id) | Action::CloseAccount(id) | Action::ChangePassword(id) => is_own(id),
        // Only the command line may do this, and `System` has been allowed above.
        Action::OperateUsers | Action::ManageSigningKeys => false,
    }
}

/// Whether a token with these scopes allows `action`. Scopes for administrators are void while `user` is none.
fn scopes_allow(scopes: Scopes, user: &User, action: Action) -> bool {
    let is_admin = user.role == Role::Admin;
    let has = |scope: Scope| scopes.contains(scope) && (is_admin || !scope.is_for_administrators());
    let own = |id| id == user.id && has(Scope::Own);
    // A program that administers others must not be able to disable or rename its own account by mistake.
    let others = |id| id != user.id && has(Scope::UsersWrite);
    match action {
        // Changing an account requires reading it.
        Action::ReadUser(id) => own(id) || has(Scope::UsersRead) || others(id),
        Action::UpdateUser(id) | Action::ChangeAvatar(id) => own(id) || others(id),
        Action::ReadEventsOf(id) => own(id) || has(Scope::AuditRead),
        Action::ExportData(id) => own(id),
        Action::ListUsers | Action::ReadSessions(_) | Action::ReadInvitation(_) | Action::ReadGroups => {
            has(Scope::UsersRead)
        }
        Action::GovernUser(id) | Action::Invite(id) => others(id),
        Action::GovernUsers => has(Scope::UsersWrite),
        Action::ManageGroups | Action::ChangeGroups(_) => has(Scope::GroupsWrite),
        Action::ReadEvents => has(Scope::AuditRead),
        Action::EndSessions(_)
        | Action::ChangeEmail(_)
        | Action::DeclareEmail(_)
        | Action::ChangePassword(_)
        | Action::CloseAccount(_)
        | Action::MakePasswordLink(_)
        | Action::SetRoles
        | Action::ManageApiTokens(_)
        | Action::CreateServiceAccounts
        // It decides who may enter and what an application learns about everybody.
        | Action::ManageApplications
        | Action::OperateUsers
        | Action::ManageSigningKeys => false,
    }
}

impl Action {
    /// Whether the action may change other accounts, or who is an administrator. Such actions run one at a time.
    pub(super) fn is_about_others(self, who: &Principal) -> bool {
        let own = who.user_id();
        // Roles, statuses and links of administrators affect each other, and so do a new member and the deletion of a
        // group. So these count even for the actor's own account.
        let governs = matches!(
            self,
            Self::GovernUser(_)
                | Self::CloseAccount(_)
                | Self::MakePasswordLink(_)
                | Self::Invite(_)
                | Self::ChangeGroups(_)
        );
        governs || own.is_none() || self.about() != own
    }

    /// The account that the action applies to; None if there are several.
    pub(super) fn about(self) -> Option<UserId> {
        match self {
            Self::ReadUser(id)
            | Self::ReadSessions(id)
            | Self::EndSessions(id)
            | Self::UpdateUser(id)
            | Self::ChangeEmail(id)
            | Self::DeclareEmail(id)
            | Self::ChangePassword(id)
            | Self::ChangeAvatar(id)
            | Self::ExportData(id)
            | Self::CloseAccount(id)
            | Self::MakePasswordLink(id)
            | Self::Invite(id)
            | Self::ReadInvitation(id)
            | Self::GovernUser(id)
            | Self::ManageApiTokens(id)
            | Self::ChangeGroups(id)
            | Self::ReadEventsOf(id) => Some(id),
            Self::ListUsers
            | Self::GovernUsers
            | Self::SetRoles
            | Self::CreateServiceAccounts
            | Self::ReadGroups
            | Self::ManageGroups
            | Self::ManageApplications
            | Self::OperateUsers
            | Self::ManageSigningKeys
            | Self::ReadEvents => None,
        }
    }
}

/// Checks permission. An actor who may not read the account gets `Hidden`, and so does not learn whether it exists.
pub(super) fn permit(who: &Principal, action: Action) -> Result<(), NotAllowed> {
    if allows(who, action) {
        return Ok(());
    }
    let Principal::User(current) = who else {
        let is_hidden = action.about().is_some();
        return Err(if is_hidden { NotAllowed::Hidden } else { NotAllowed::Forbidden });
    };
    // By the role alone: what the scopes of a token do not allow, they allow for no account.
    if role_allows(&current.user, action) {
        return Err(NotAllowed::TokenScope);
    }
    let is_hidden = action.about().is_some_and(|id| !role_allows(&current.user, Action::ReadUser(id)));
    Err(if is_hidden { NotAllowed::Hidden } else { NotAllowed::Forbidden })
}

/// Why an action was denied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NotAllowed {
    /// Reported as if the account did not exist.
    Hidden,
    Forbidden,
    /// The account may do it, but not with this API token.
    TokenScope,
    /// The session has ended, or the account was disabled or deleted.
    SignedOut,
    /// The API token was revoked or has expired, or the account was disabled or deleted.
    TokenRevoked,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        accounts::{CurrentUser, TokenGrant},
        shared::ids::{ApiTokenId, SessionId},
    };
    use std::sync::Arc;
    use uuid::Uuid;

    const SELF: UserId = UserId(Uuid::from_u128(1));
    const OTHER: UserId = UserId(Uuid::from_u128(2));

    fn with(role: Role, authority: Authority) -> Principal {
        let user = User { role, ..User::sample(SELF) };
        Principal::User(CurrentUser { user: Arc::new(user), authority })
    }

    fn user(role: Role) -> Principal {
        with(role, Authority::Session(SessionId(Uuid::nil())))
    }

    fn token(role: Role, scopes: &[Scope]) -> Principal {
        let scopes = scopes.iter().copied().collect();
        with(role, Authority::Token(TokenGrant { id: ApiTokenId(Uuid::nil()), scopes }))
    }

    /// Every action, about the own account and about another one where that matters, and which kind of actor may do it.
    ///
    /// The columns are: a user, an administrator, and tokens of an administrator with the scopes `self`, `users:read`,
    /// `users:write`, `groups:write` and `audit:read`.
    #[rustfmt::skip]
    const TABLE: &[(Action, [u8; 7])] = &[
        //                                       user adm  self read write groups audit
        (Action::ListUsers,                     [0,   1,   0,   1,   0,   0,    0]),
        (Action::ReadUser(SELF),                [1,   1,   1,   1,   0,   0,    0]),
        (Action::ReadUser(OTHER),               [0,   1,   0,   1,   1,   0,    0]),
        (Action::ReadSessions(SELF),            [1,   1,   0,   1,   0,   0,    0]),
        (Action::ReadSessions(OTHER),           [0,   1,   0,   1,   0,   0,    0]),
        (Action::EndSessions(SELF),             [1,   1,   0,   0,   0,   0,    0]),
        (Action::EndSessions(OTHER),            [0,   1,   0,   0,   0,   0,    0]),
        (Action::UpdateUser(SELF),              [1,   1,   1,   0,   0,   0,    0]),
        (Action::UpdateUser(OTHER),             [0,   1,   0,   0,   1,   0,    0]),
        (Action::ChangeEmail(SELF),             [1,   1,   0,   0,   0,   0,    0]),
        (Action::ChangeEmail(OTHER),            [0,   1,   0,   0,   0,   0,    0]),
        (Action::DeclareEmail(SELF),            [0,   0,   0,   0,   0,   0,    0]),
        (Action::DeclareEmail(OTHER),           [0,   1,   0,   0,   0,   0,    0]),
        (Action::ChangePassword(SELF),          [1,   1,   0,   0,   0,   0,    0]),
        (Action::ChangePassword(OTHER),         [0,   0,   0,   0,   0,   0,    0]),
        (Action::ChangeAvatar(SELF),            [1,   1,   1,   0,   0,   0,    0]),
        (Action::ChangeAvatar(OTHER),           [0,   1,   0,   0,   1,   0,    0]),
        (Action::ExportData(SELF),              [1,   1,   1,   0,   0,   0,    0]),
        (Action::ExportData(OTHER),             [0,   0,   0,   0,   0,   0,    0]),
        (Action::CloseAccount(SELF),            [1,   1,   0,   0,   0,   0,    0]),
        (Action::CloseAccount(OTHER),           [0,   0,   0,   0,   0,   0,    0]),
        (Action::MakePasswordLink(SELF),        [0,   0,   0,   0,   0,   0,    0]),
        (Action::MakePasswordLink(OTHER),       [0,   1,   0,   0,   0,   0,    0]),
        (Action::Invite(SELF),                  [0,   0,   0,   0,   0,   0,    0]),
        (Action::Invite(OTHER),                 [0,   1,   0,   0,   1,   0,    0]),
        (Action::ReadInvitation(SELF),          [0,   1,   0,   1,   0,   0,    0]),
        (Action::ReadInvitation(OTHER),         [0,   1,   0,   1,   0,   0,    0]),
        (Action::GovernUser(SELF),              [0,   1,   0,   0,   0,   0,    0]),
        (Action::GovernUser(OTHER),             [0,   1,   0,   0,   1,   0,    0]),
        (Action::GovernUsers,                   [0,   1,   0,   0,   1,   0,    0]),
        (Action::SetRoles,                      [0,   1,   0,   0,   0,   0,    0]),
        (Action::ManageApiTokens(SELF),         [1,   1,   0,   0,   0,   0,    0]),
        (Action::ManageApiTokens(OTHER),        [0,   1,   0,   0,   0,   0,    0]),
        (Action::CreateServiceAccounts,         [0,   1,   0,   0,   0,   0,    0]),
        (Action::ReadGroups,                    [0,   1,   0,   1,   0,   0,    0]),
        (Action::ManageGroups,                  [0,   1,   0,   0,   0,   1,    0]),
        (Action::ChangeGroups(SELF),            [0,   1,   0,   0,   0,   1,    0]),
        (Action::ChangeGroups(OTHER),           [0,   1,   0,   0,   0,   1,    0]),
        (Action::ManageApplications,            [0,   1,   0,   0,   0,   0,    0]),
        (Action::OperateUsers,                  [0,   0,   0,   0,   0,   0,    0]),
        (Action::ManageSigningKeys,             [0,   0,   0,   0,   0,   0,    0]),
        (Action::ReadEvents,                    [0,   1,   0,   0,   0,   0,    1]),
        (Action::ReadEventsOf(SELF),            [1,   1,   1,   0,   0,   0,    1]),
        (Action::ReadEventsOf(OTHER),           [0,   1,   0,   0,   0,   0,    1]),
    ];

    #[test]
    fn permissions_of_each_kind_of_actor() {
        let scopes = Scope::ALL.map(|scope| token(Role::Admin, &[scope]));
        let [own, users_read, users_write, groups_write, audit_read] = scopes;
        let actors = [user(Role::User), user(Role::Admin), own, users_read, users_write, groups_write, audit_read];
        for (action, expected) in TABLE {
            for (who, expected) in actors.iter().zip(expected) {
                assert_eq!(allows(who, *action), *expected == 1, "{who:?}: {action:?}");
            }
            assert!(!allows(&Principal::Anonymous, *action), "{action:?}");
            assert!(allows(&Principal::System, *action), "{action:?}");
        }
    }

    #[test]
    fn a_token_allows_what_one_of_its_scopes_and_the_role_allow() {
        let all = token(Role::Admin, &Scope::ALL);
        let (own, demoted) = (token(Role::User, &[Scope::Own]), token(Role::User, &Scope::ALL));
        let nothing = token(Role::Admin, &[]);
        for (action, [by_user, _, scopes @ ..]) in TABLE {
            assert_eq!(allows(&all, *action), scopes.contains(&1), "{action:?}");
            let by_own = *by_user == 1 && scopes[0] == 1;
            assert_eq!(allows(&own, *action), by_own, "{action:?}");
            assert_eq!(allows(&demoted, *action), by_own, "scopes for administrators are void: {action:?}");
            assert!(!allows(&nothing, *action), "{action:?}");
        }
    }

    #[test]
    fn accounts_that_the_actor_may_not_read_are_hidden() {
        use Action::{EndSessions, ExportData, GovernUser, GovernUsers, UpdateUser};
        let (person, admin) = (user(Role::User), user(Role::Admin));
        for (who, action, expected) in [
            (&Principal::Anonymous, UpdateUser(OTHER), Err(NotAllowed::Hidden)),
            (&person, EndSessions(OTHER), Err(NotAllowed::Hidden)),
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

    #[test]
    fn a_token_is_told_about_its_scopes_only_if_they_are_the_reason() {
        use Action::{CloseAccount, GovernUser, ListUsers, SetRoles, UpdateUser};
        let (own, all) = (token(Role::User, &[Scope::Own]), token(Role::Admin, &Scope::ALL));
        let audit = token(Role::Admin, &[Scope::AuditRead]);
        for (who, action, expected) in [
            (&own, CloseAccount(SELF), Err(NotAllowed::TokenScope)),
            (&own, UpdateUser(SELF), Ok(())),
            (&own, UpdateUser(OTHER), Err(NotAllowed::Hidden)),
            (&own, GovernUser(SELF), Err(NotAllowed::Forbidden)),
            (&own, ListUsers, Err(NotAllowed::Forbidden)),
            (&all, GovernUser(SELF), Err(NotAllowed::TokenScope)),
            (&all, SetRoles, Err(NotAllowed::TokenScope)),
            (&all, CloseAccount(OTHER), Err(NotAllowed::Forbidden)),
            // Whether or not the account exists.
            (&audit, UpdateUser(OTHER), Err(NotAllowed::TokenScope)),
        ] {
            assert_eq!(permit(who, action), expected, "{who:?}: {action:?}");
        }
    }
}
