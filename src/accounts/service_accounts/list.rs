//! Lists service accounts.

use crate::{
    accounts::{
        Accounts, ManageError, Principal, User, api_tokens,
        policy::{self, Action},
    },
    shared::{
        api_tokens::{CreatorView, ServiceAccountView},
        ids::UserId,
        timestamp::Timestamp,
    },
    store::{
        StoreError,
        service_accounts::{self, ServiceAccountRow},
    },
};

/// Maximum number of accounts in the list.
const MAX_LISTED: i64 = 100;

impl Accounts {
    /// The service accounts that are not deleted, the newest first, at most 100.
    pub async fn list_service_accounts(&self, who: &Principal) -> Result<Vec<ServiceAccountView>, ManageError> {
        policy::permit(who, Action::ListUsers)?;
        let now = self.now();
        let rows = self.db().read(move |conn| Box::pin(service_accounts::newest(conn, now, MAX_LISTED))).await?;
        Ok(rows.into_iter().map(listed).collect())
    }

    /// Those that an account has created, the newest first, at most 100.
    pub(in crate::accounts) async fn service_accounts_created_by(
        &self,
        creator: UserId,
    ) -> Result<Vec<ServiceAccountView>, StoreError> {
        let now = self.now();
        let read = self.db().read(move |conn| Box::pin(service_accounts::created_by(conn, creator, now, MAX_LISTED)));
        Ok(read.await?.into_iter().map(listed).collect())
    }

    /// Whether an account that `who` may read is a service account. False also if there is no such account.
    pub async fn is_service_account(&self, who: &Principal, id: UserId) -> Result<bool, ManageError> {
        policy::permit(who, Action::ReadUser(id))?;
        Ok(self.db().read(move |conn| Box::pin(service_accounts::exists(conn, id))).await?)
    }
}

fn listed(row: ServiceAccountRow) -> ServiceAccountView {
    ServiceAccountView {
        tokens: u64::try_from(row.tokens).unwrap_or(0),
        last_used_at: row.last_used_at.map(Timestamp),
        ..new(User::from(row.user), api_tokens::creator(row.creator))
    }
}

/// A service account without tokens.
pub(super) fn new(user: User, created_by: Option<CreatorView>) -> ServiceAccountView {
    ServiceAccountView {
        id: user.id,
        username: user.username,
        name: user.name,
        role: user.role,
        status: user.status,
        created_at: user.created_at,
        tokens: 0,
        last_used_at: None,
        created_by,
    }
}
