//! Grants with their accounts, in memory, so that the userinfo endpoint usually needs no query.

use crate::accounts::{OpenId, User};
use crate::shared::{ClientGrantId, Timestamp, UserId};
use crate::store::clients::grants::{self, GrantRow};
use crate::store::{Conn, StoreError, users};
use std::sync::Arc;

/// A grant as it was read, with its account.
#[derive(Clone, Debug)]
pub(in crate::accounts) struct StoredGrant {
    pub row: GrantRow,
    pub user: Arc<User>,
}

impl StoredGrant {
    /// Whether it gives access at `now`, as far as its row says.
    pub(in crate::accounts) fn is_valid(&self, now: Timestamp) -> bool {
        self.row.revoked_at.is_none() && now < Timestamp(self.row.expires_at)
    }
}

impl OpenId {
    /// A grant with its account, revoked or not, usually from memory.
    pub(super) async fn stored_grant(&self, id: ClientGrantId) -> Result<Option<Arc<StoredGrant>>, StoreError> {
        let memory = &self.parts().caches.grants;
        if let Some((found, _)) = memory.find(&id) {
            return Ok(Some(found));
        }
        let version = memory.rows.version();
        let Some(found) = self.db().read(async move |mut conn| read(&mut conn, id).await).await? else {
            return Ok(None);
        };
        let found = Arc::new(found);
        memory.insert(version, id, Arc::clone(&found), &found.user);
        Ok(Some(found))
    }
}

async fn read(conn: &mut Conn, id: ClientGrantId) -> Result<Option<StoredGrant>, StoreError> {
    let Some(row) = grants::find(conn, id).await? else { return Ok(None) };
    let user = users::find(conn, UserId(row.user_id)).await?;
    Ok(user.map(|user| StoredGrant { row, user: Arc::new(User::from(user)) }))
}

#[cfg(test)]
impl StoredGrant {
    /// A grant for unit tests, valid until 10.
    pub(in crate::accounts) fn sample(id: ClientGrantId, user: &Arc<User>) -> Self {
        let row = GrantRow {
            id: id.0,
            client_id: "wiki".to_owned(),
            user_id: user.id.0,
            session_id: id.0,
            scopes: "openid".to_owned(),
            resources: String::new(),
            claims: None,
            is_offline: false,
            methods: "pwd".to_owned(),
            proved_at: 1,
            created_at: 1,
            last_used_at: 1,
            expires_at: 10,
            revoked_at: None,
        };
        Self { row, user: Arc::clone(user) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_grant_is_valid_until_it_expires_or_is_revoked() {
        let (id, user) = (Uuid::from_u128(7), Arc::new(User::sample(UserId(Uuid::from_u128(1)))));
        let grant = StoredGrant::sample(ClientGrantId(id), &user);
        assert!(grant.is_valid(Timestamp(9)) && !grant.is_valid(Timestamp(10)));
        let row = GrantRow { revoked_at: Some(3), ..grant.row };
        let revoked = StoredGrant { row, user };
        assert!(!revoked.is_valid(Timestamp(3)));
    }
}
