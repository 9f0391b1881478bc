//! Authorization: one table of permissions that every use case checks.
//!
//! An API token needs two permissions: that of its account, and one of its scopes. What no scope allows, such as creating
//! tokens or changing a password, needs a session.

mod action;
#[cfg(test)]
mod tests;

pub use action::Action;

use super::{Authority, Principal, Scopes, User};
use crate::shared::{api_tokens::Scope, views::Role};

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
        | Action::MakePasswordLinks
        | Action::GovernUser(_)
        | Action::GovernUsers
        | Action::SetRoles
        | Action::ImportCredentials
        | Action::ManageUsernames
        | Action::ReadInvitation(_)
        | Action::CreateServiceAccounts
        | Action::ManageCreatedTokens(_)
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
        // The use case compares the groups of the user with those of the application.
        Action::EnterApplications => true,
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
        | Action::MakePasswordLinks
        | Action::SetRoles
        | Action::ImportCredentials
        | Action::ManageUsernames
        | Action::ManageApiTokens(_)
        | Action::CreateServiceAccounts
        | Action::ManageCreatedTokens(_)
        // A token for an application says who is signed in.
        | Action::EnterApplications
        // It decides who may enter and what an application learns about everybody.
        | Action::ManageApplications
        | Action::OperateUsers
        | Action::ManageSigningKeys => false,
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
