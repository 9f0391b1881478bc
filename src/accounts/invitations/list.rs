//! The open invitations.

use crate::{
    accounts::{
        Accounts, ManageError, Principal,
        policy::{self, Action},
    },
    shared::{
        ids::UserId,
        invitations::{InvitationListView, InvitationView, InvitedAccountView, ListedInvitationView},
        timestamp::Timestamp,
    },
    store::invitations::{self, InvitationRow, ListedInvitationRow},
};

/// Maximum number of invitations in the list.
const MAX_LISTED: i64 = 100;

impl Accounts {
    /// The open invitation of an account.
    pub async fn find_invitation(&self, who: &Principal, id: UserId) -> Result<InvitationView, ManageError> {
        policy::permit(who, Action::ReadInvitation(id))?;
        let now = self.now();
        let found = self.db().read(move |conn| Box::pin(invitations::of_user(conn, id, now))).await?;
        found.map(InvitationView::from).ok_or(ManageError::NotInvited)
    }

    /// The open invitations of all accounts, the newest first.
    pub async fn list_invitations(&self, who: &Principal) -> Result<InvitationListView, ManageError> {
        policy::permit(who, Action::ListUsers)?;
        let now = self.now();
        let rows = self.db().read(move |conn| Box::pin(invitations::newest(conn, now, MAX_LISTED))).await?;
        Ok(InvitationListView { invitations: rows.into_iter().map(ListedInvitationView::from).collect() })
    }
}

impl From<InvitationRow> for InvitationView {
    fn from(row: InvitationRow) -> Self {
        Self { created_at: Timestamp(row.created_at), expires_at: Timestamp(row.expires_at) }
    }
}

impl From<ListedInvitationRow> for ListedInvitationView {
    fn from(row: ListedInvitationRow) -> Self {
        let ListedInvitationRow { id, username, email, name, created_at, expires_at } = row;
        Self {
            user: InvitedAccountView { id: UserId(id), username, email, name },
            invitation: InvitationRow { created_at, expires_at }.into(),
        }
    }
}
