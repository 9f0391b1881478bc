//! Lists the signing keys.

use super::SigningKeyError;
use crate::{
    accounts::{
        Accounts, Principal,
        policy::{self, Action},
    },
    keys::{ScheduledKey, schedule},
    shared::timestamp::Timestamp,
    store::{Conn, StoreError, signing_keys},
};

impl Accounts {
    /// All signing keys, newest first.
    pub async fn list_signing_keys(&self, who: &Principal) -> Result<Vec<ScheduledKey>, SigningKeyError> {
        policy::permit(who, Action::ManageSigningKeys)?;
        let now = self.now();
        Ok(self.db().read(move |conn| Box::pin(stored(conn, now))).await?)
    }
}

/// The stored keys, newest first, with their states at `now`.
pub(super) async fn stored(conn: &mut Conn, now: Timestamp) -> Result<Vec<ScheduledKey>, StoreError> {
    let rows = signing_keys::list(conn).await?;
    Ok(schedule(rows.into_iter().map(|row| (row.kid, Timestamp(row.created_at))).collect(), now))
}
