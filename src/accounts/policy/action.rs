//! The operations that need permission.

use crate::{accounts::Principal, shared::ids::UserId};

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
    /// Create such links for all accounts without a password, except the own one.
    MakePasswordLinks,
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
    /// Import accounts with a password or with a confirmed address.
    ImportCredentials,
    /// Give accounts reserved usernames, and rename them where users may not (`VESTIBULE_USERNAMES`).
    ManageUsernames,
    /// List, create and revoke API tokens. Administrators create them only for service accounts.
    ManageApiTokens(UserId),
    CreateServiceAccounts,
    /// List and revoke the API tokens that the account has created for service accounts.
    ManageCreatedTokens(UserId),
    /// Get a token for an application that admits the account.
    EnterApplications,
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

impl Action {
    /// Whether the action may change other accounts, or who is an administrator. Such actions run one at a time.
    pub(in crate::accounts) fn is_about_others(self, who: &Principal) -> bool {
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
                | Self::ManageCreatedTokens(_)
        );
        governs || own.is_none() || self.about() != own
    }

    /// The account that the action applies to; None if there are several.
    pub(in crate::accounts) fn about(self) -> Option<UserId> {
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
            | Self::ManageCreatedTokens(id)
            | Self::ChangeGroups(id)
            | Self::ReadEventsOf(id) => Some(id),
            Self::ListUsers
            | Self::MakePasswordLinks
            | Self::GovernUsers
            | Self::SetRoles
            | Self::ImportCredentials
            | Self::ManageUsernames
            | Self::CreateServiceAccounts
            | Self::EnterApplications
            | Self::ReadGroups
            | Self::ManageGroups
            | Self::ManageApplications
            | Self::OperateUsers
            | Self::ManageSigningKeys
            | Self::ReadEvents => None,
        }
    }
}
