//! Lists service accounts.

use crate::{
    accounts::{
        Accounts, ManageError, Principal, User,
        policy::{self, Action},
    },
    shared::{api_tokens::ServiceAccountView, ids::UserId},
    store::service_accounts::{self, ServiceAccountRow},
};

/// Maximum number of accounts in the list.
const MAX_LISTED: i64 = 100;

impl Accounts {
    /// The service accounts that are not deleted, the newest first, at most 100.
    pub async fn list_service_accounts(&self, who: &Principal) -> Result<Vec<ServiceAccountView>, ManageError> {
        policy::permit(who, Action::ListUsers)?;
        let now = self.now();
        let rows = self.db().read(move |conn| Box::pin(service_accounts::newest(conn, now, MAX_LISTED))).await?;
        let to_view = |row: ServiceAccountRow| view(User::from(row.user), row.tokens);
        Ok(rows.into_iter().map(to_view).collect())
    }

    /// Whether an account that `who` may read is a service account. False also if there is no such account.
    pub async fn is_service_account(&self, who: &Principal, id: UserId) -> Result<bool, ManageError> {
        policy::permit(who, Action::ReadUser(id))?;
        Ok(self.db().read(move |conn| Box::pin(service_accounts::exists(conn, id))).await?)
    }
}

pub(super) fn view(user: User, tokens: i64) -> ServiceAccountView {
    ServiceAccountView {
        id: user.id,
        username: user.username,
        name: user.name,
        role: user.role,
        status: user.status,
        created_at: user.created_at,
        tokens: u64::try_from(tokens).unwrap_or(0),
    }
}
