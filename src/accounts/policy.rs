//! Authorization: one table of permissions that every use case checks.
//!
//! An API token needs two permissions: that of its account, and one of its scopes. What no scope allows, such as creating
//! tokens or changing a password, needs a session. What matters asks people in a session for a recent proof of who they are.

mod recent;
#[cfg(test)]
mod tests;

pub(super) use super::error::NotAllowed;

use super::{Authority, Caller, Principal, Scopes, User};
use crate::shared::api_tokens::Scope;
use crate::shared::{Role, UserId};

/// Declares the actions: whose role allows them, the scopes with which an API token may do them, and which proof a person needs.
macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident $(($id:ident: $account:ty))?: $who:ident, [$($scope:ident),*], $proof:ident;)+) => {
        /// An operation that needs permission.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Action {
            $($(#[$doc])* $name $(($account))?,)+
        }

        impl Action {
            /// The account that the action applies to; None if there are several.
            pub(super) fn about(self) -> Option<UserId> {
                match self {
                    $(Self::$name $(($id))? => None$(.or(Some($id)))?,)+
                }
            }

            /// Whose role allows the action, and the scopes with which an API token may do it.
            fn permission(self) -> (Who, &'static [Scope]) {
                match self {
                    $(Self::$name { .. } => (Who::$who, &[$(Scope::$scope),*]),)+
                }
            }

            /// The name and the demand of every action.
            pub const DEMANDS: &[(&str, Demand)] = &[$((stringify!($name), Demand::$proof)),+];

            /// Which proof a person in a session needs.
            pub fn demand(self) -> Demand {
                match self {
                    $(Self::$name { .. } => Demand::$proof,)+
                }
            }
        }
    };
}

/// When somebody in a session must have proved who they are. `Core::permit_recent` asks for it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Demand {
    /// At the sign-in, however long ago that was.
    Any,
    /// Within the time of `VESTIBULE_STEP_UP_AFTER`. Reading what the action changes needs no such proof.
    Recent,
}

/// Whose role allows an action.
#[derive(Clone, Copy)]
enum Who {
    /// Every user.
    Everyone,
    /// The user that it applies to.
    Owner,
    OwnerAndAdministrators,
    Administrators,
    /// Administrators, but not for their own account.
    OtherAdministrators,
    /// Only the operator, with the command line.
    Operator,
}

actions! {
    /// List all accounts, deleted ones included, and their open invitations.
    ListUsers: Administrators, [UsersRead], Any;
    /// Download them as a file.
    ExportUsers: Administrators, [UsersRead], Recent;
    /// Read the account, which changing it requires.
    ReadUser(id: UserId): OwnerAndAdministrators, [Own, UsersRead, UsersWrite], Any;
    ReadSessions(id: UserId): OwnerAndAdministrators, [UsersRead], Any;
    ManageSessions(id: UserId): OwnerAndAdministrators, [], Any;
    /// End a change of the address that waits. As with sessions, nothing asks who takes access away.
    CancelEmailChange(id: UserId): OwnerAndAdministrators, [], Any;
    /// Make open password links that were handed over invalid. They repair accounts, so the session of a thief must not end them.
    RevokeLinks(id: UserId): OwnerAndAdministrators, [], Recent;
    /// Change the profile.
    UpdateUser(id: UserId): OwnerAndAdministrators, [Own, UsersWrite], Any;
    /// Change the username, by which applications recognise people.
    ChangeUsername(id: UserId): OwnerAndAdministrators, [UsersWrite], Recent;
    /// Change it to one that only administrators may choose.
    RenameUser(id: UserId): Administrators, [UsersWrite], Recent;
    /// Let other accounts have a value that is reserved for the account that has lost it.
    ReleaseValue(id: UserId): OtherAdministrators, [], Recent;
    /// Change the email address.
    ChangeEmail(id: UserId): OwnerAndAdministrators, [], Recent;
    /// Send the message that confirms one's own address again.
    ResendConfirmation(id: UserId): Owner, [], Any;
    /// Declare the email address of somebody else confirmed or not.
    DeclareEmail(id: UserId): OtherAdministrators, [], Recent;
    ChangePassword(id: UserId): Owner, [], Recent;
    /// Add and remove passkeys, authenticator codes and recovery codes.
    ManageFactors(id: UserId): Owner, [], Recent;
    ReadFactors(id: UserId): OwnerAndAdministrators, [UsersRead], Any;
    /// Remove all of them, for somebody who has lost them. As with password links, administrators do not do that for themselves.
    ResetFactors(id: UserId): OtherAdministrators, [], Recent;
    /// Take away everything that signs in to the account, and send its owner a link for a new password. As with password links,
    /// administrators do not do that for themselves.
    StartOver(id: UserId): OtherAdministrators, [], Recent;
    ChangeAvatar(id: UserId): OwnerAndAdministrators, [Own, UsersWrite], Any;
    /// Download all data stored about the user. Administrators have no need for a full copy of it.
    ExportData(id: UserId): Owner, [Own], Recent;
    /// Prove again who one is.
    StepUp(id: UserId): Owner, [], Any;
    /// Delete one's own account. Administrators delete accounts with `GovernUser`.
    CloseAccount(id: UserId): Owner, [], Recent;
    /// Create a link with which the user sets a password. It does not ask for the current one, so nobody may create one
    /// for their own account: a stolen session could take it over.
    MakePasswordLink(id: UserId): OtherAdministrators, [], Recent;
    /// Create such links for all accounts without a password, except the own one.
    MakePasswordLinks: Administrators, [], Recent;
    /// Send the owner of an account without a password a link to choose one. As with password links, nobody may send one to
    /// their own account.
    Invite(id: UserId): OtherAdministrators, [UsersWrite], Recent;
    /// Make an open invitation invalid. As with sessions, nothing asks who takes access away.
    RevokeInvitation(id: UserId): Administrators, [UsersWrite], Any;
    ReadInvitation(id: UserId): Administrators, [UsersRead], Any;
    /// Change the status of the user, and restore them.
    GovernUser(id: UserId): Administrators, [UsersWrite], Recent;
    /// Read all that there is about the user on one page.
    ShowUser(id: UserId): Administrators, [UsersWrite], Any;
    /// Erase the user, who is deleted, for good.
    PurgeUser(id: UserId): Administrators, [UsersWrite], Recent;
    /// Create accounts, send invitations to many, and add the accounts of an import that has begun.
    GovernUsers: Administrators, [UsersWrite], Recent;
    /// Stop sending invitations.
    StopMailing: Administrators, [UsersWrite], Any;
    /// See how far an import is.
    WatchImport: Administrators, [UsersWrite], Any;
    /// Begin to import users from a file.
    ImportUsers: Administrators, [UsersWrite], Recent;
    /// Change the status or the invitations of many at once, and undo that.
    ChangeManyUsers: Administrators, [UsersWrite], Recent;
    /// Change roles, and create administrators.
    SetRoles: Administrators, [], Recent;
    /// Import accounts with a password or with a confirmed address.
    ImportCredentials: Administrators, [], Any;
    /// Give accounts reserved usernames, and rename them where users may not (`VESTIBULE_USERNAMES`).
    ManageUsernames: Administrators, [], Any;
    /// List and revoke API tokens. As when a session is ended, nothing asks who takes access away.
    ManageApiTokens(id: UserId): OwnerAndAdministrators, [], Any;
    /// Create API tokens. Administrators create them only for service accounts.
    CreateApiTokens(id: UserId): OwnerAndAdministrators, [], Recent;
    CreateServiceAccounts: Administrators, [], Recent;
    /// List and revoke the API tokens that the account has created for service accounts.
    ManageCreatedTokens(id: UserId): Administrators, [], Any;
    /// Get a token for an application, if the use case finds that it admits the account. It says who is signed in.
    EnterApplications: Everyone, [], Any;
    ReadGroups: Administrators, [UsersRead], Any;
    /// Change which groups there are; the deletion of one removes its members.
    ManageGroups: Administrators, [GroupsWrite], Any;
    /// Add many accounts to a group at once, or remove them.
    ChangeManyMembers: Administrators, [GroupsWrite], Recent;
    /// Add the account to groups, and remove it from them.
    ChangeGroups(id: UserId): Administrators, [GroupsWrite], Recent;
    /// Change what the account has in a field that the rule of a group names, which adds it to the group, or removes it.
    ChangeRuledValue(id: UserId): OwnerAndAdministrators, [GroupsWrite], Recent;
    /// Read and change applications, which decides who may enter and what an application learns about everybody.
    ManageApplications: Administrators, [ApplicationsWrite], Recent;
    /// List which clients have access to the account, and take it back. As with sessions, nothing asks who takes access away.
    ManageClientAccess(id: UserId): OwnerAndAdministrators, [], Any;
    /// Let a client have access, now and later without being asked.
    AllowClient(id: UserId): Owner, [], Any;
    /// Read and change providers, which decides who may sign in to which account.
    ManageProviders: Administrators, [], Recent;
    /// Read which fields of one's own there are.
    ReadOwnFields: Administrators, [UsersRead], Any;
    /// Change which fields there are, who sees them and who has to fill them in.
    ManageOwnFields: Administrators, [], Recent;
    /// Read which versions of terms there are, and how many have accepted them.
    ReadTerms: Administrators, [UsersRead], Any;
    /// Publish terms, which everybody has to accept.
    ManageTerms: Administrators, [], Recent;
    /// Accept terms, for oneself alone.
    AcceptTerms(id: UserId): Owner, [], Any;
    /// Link an account at a provider, with which one can sign in from then on.
    LinkIdentity(id: UserId): Owner, [], Recent;
    UnlinkIdentity(id: UserId): OwnerAndAdministrators, [], Recent;
    /// Create accounts and set passwords from the command line.
    OperateUsers: Operator, [], Any;
    /// Read and change the signing keys of access tokens.
    ManageSigningKeys: Operator, [], Any;
    /// Read how the installation is doing, and what needs attention.
    ReadOverview: Administrators, [AuditRead], Any;
    /// Read the first steps, test mail, and state what is so in the whole installation.
    ManageInstallation: Administrators, [], Any;
    /// Read the audit log.
    ReadEvents: Administrators, [AuditRead], Any;
    /// Download the audit log as a file.
    ExportEvents: Administrators, [AuditRead], Recent;
    /// Read the events that this user caused or was the target of.
    ReadEventsOf(id: UserId): OwnerAndAdministrators, [Own, AuditRead], Any;
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
                | Self::PurgeUser(_)
                | Self::CloseAccount(_)
                | Self::MakePasswordLink(_)
                | Self::StartOver(_)
                | Self::Invite(_)
                | Self::RevokeInvitation(_)
                | Self::RenameUser(_)
                | Self::ChangeGroups(_)
                | Self::ManageCreatedTokens(_)
        );
        governs || own.is_none() || self.about() != own
    }

    /// Whether somebody may do it of whom a second factor is demanded, and who has none yet: read their own account, end what can
    /// sign in to it, and add a factor. Signing out needs no permission.
    fn is_open_without_factor(self, own: UserId) -> bool {
        let is_reading =
            matches!(self, Self::ReadUser(_) | Self::ReadSessions(_) | Self::ReadFactors(_) | Self::ReadEventsOf(_));
        let is_adding = matches!(self, Self::ManageFactors(_) | Self::StepUp(_));
        // They take access away, from somebody else who may be in the account.
        let is_ending = matches!(
            self,
            Self::ManageSessions(_)
                | Self::CancelEmailChange(_)
                | Self::RevokeLinks(_)
                | Self::ManageApiTokens(_)
                | Self::ManageClientAccess(_)
                | Self::UnlinkIdentity(_)
        );
        (is_reading || is_adding || is_ending) && self.about() == Some(own)
    }
}

impl Caller {
    /// Checks permission. An actor who may not read the account does not learn whether it exists.
    pub(super) fn permit(&self, action: Action) -> Result<(), NotAllowed> {
        permit(&self.who, action)
    }

    /// Whether the caller may do `action`.
    pub fn may(&self, action: Action) -> bool {
        allows(&self.who, action)
    }
}

/// Whether `who` may do `action`.
pub fn allows(who: &Principal, action: Action) -> bool {
    match who {
        Principal::System => true,
        Principal::Anonymous => false,
        Principal::User(current) => {
            let by_authority = match current.authority {
                Authority::Session(_) => !current.needs_factor || action.is_open_without_factor(current.user.id),
                Authority::Token(token) => scopes_allow(token.scopes, &current.user, action),
            };
            by_authority && role_allows(&current.user, action)
        }
    }
}

/// Whether the role of `user` allows `action`.
fn role_allows(user: &User, action: Action) -> bool {
    let (is_own, is_admin) = (action.about() == Some(user.id), user.role == Role::Admin);
    match action.permission().0 {
        Who::Everyone => true,
        Who::Owner => is_own,
        Who::OwnerAndAdministrators => is_own || is_admin,
        Who::Administrators => is_admin,
        Who::OtherAdministrators => is_admin && !is_own,
        // `System` has been allowed before.
        Who::Operator => false,
    }
}

/// Whether a token of `user` with these scopes allows `action`.
fn scopes_allow(scopes: Scopes, user: &User, action: Action) -> bool {
    let (is_own, is_admin) = (action.about() == Some(user.id), user.role == Role::Admin);
    action.permission().1.iter().any(|scope| {
        let applies = match scope {
            Scope::Own => is_own,
            // A program that administers others must not be able to disable or rename its own account by mistake.
            Scope::UsersWrite => !is_own,
            Scope::UsersRead | Scope::GroupsWrite | Scope::ApplicationsWrite | Scope::AuditRead => true,
        };
        applies && scopes.contains(*scope) && (is_admin || !scope.is_for_administrators())
    })
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
    // By the role alone: what the scopes of a token do not allow, they allow for no account, and a missing factor can be added.
    if role_allows(&current.user, action) {
        return Err(if current.needs_factor { NotAllowed::FactorMissing } else { NotAllowed::TokenScope });
    }
    let is_hidden = action.about().is_some_and(|id| !role_allows(&current.user, Action::ReadUser(id)));
    Err(if is_hidden { NotAllowed::Hidden } else { NotAllowed::Forbidden })
}
