//! The API tokens that an administrator has created for service accounts.

use super::api_tokens::{ListedTokenRow, delete_revoked, of_creator, of_token, with_creator};
use super::changes::Change;
use super::statement::statements;
use super::{StoreError, Tx};
use crate::shared::{ApiTokenId, Timestamp, UserId};
use sqlx::FromRow;
use std::collections::BTreeSet;
use uuid::Uuid;

/// A token with the service account that it belongs to.
#[derive(Clone, Debug, FromRow)]
pub struct CreatedTokenRow {
    #[sqlx(flatten)]
    pub listed: ListedTokenRow,
    pub account_id: Uuid,
    pub account_username: String,
}

/// The active tokens of service accounts that the account `$1` has created. From the service accounts, of which there are few:
/// there is no index by creator. SQLite reads the tables of a CROSS JOIN in this order.
macro_rules! created_for_others {
    () => {
        "FROM service_accounts AS service CROSS JOIN api_tokens WHERE api_tokens.user_id = service.user_id \
         AND api_tokens.created_by = $1 AND service.user_id <> $1 AND revoked_at IS NULL AND expires_at > $2"
    };
}

statements! {
    /// At most `limit` tokens of service accounts that have neither expired nor been revoked and that `creator` has created, the
    /// newest first.
    pub fn active(conn, creator: UserId, now: Timestamp, limit: i64) -> Vec<CreatedTokenRow> = concat!(
        "SELECT ", of_token!(), ", ", of_creator!(), ", account_id, account_username FROM (SELECT id, name, scopes, \
         api_tokens.created_at, expires_at, last_used_at, last_used_address, revoked_at, api_tokens.created_by, \
         api_tokens.user_id AS account_id ", created_for_others!(), ") AS token \
         CROSS JOIN (SELECT id AS owner_id, username AS account_username FROM users) AS owner",
        with_creator!(), "WHERE owner.owner_id = token.account_id ORDER BY created_at DESC, id DESC LIMIT $3");

    fn mark_revoked(tx, creator: UserId, now: Timestamp, since: Timestamp, limit: i64)
        -> Vec<(ApiTokenId, UserId)> = concat!(
        "UPDATE api_tokens SET revoked_at = $2 WHERE id IN (SELECT api_tokens.id ", created_for_others!(),
        " AND api_tokens.created_at >= $3 LIMIT $4) RETURNING id, user_id");

    /// The number of active tokens of service accounts whose creators were administrators before this bulk change.
    pub fn count_left_by_bulk(conn, bulk: Uuid, now: Timestamp) -> i64 = scalar
        "SELECT COUNT(*) FROM service_accounts AS service CROSS JOIN api_tokens CROSS JOIN users AS creator \
         WHERE api_tokens.user_id = service.user_id AND creator.id = api_tokens.created_by AND creator.bulk_id = $1 \
         AND NOT (creator.role = 'admin' AND creator.status = 'active') AND revoked_at IS NULL AND expires_at > $2";
}

/// Revokes at most `limit` of these tokens that were created since then; returns them with their accounts.
pub async fn revoke(
    tx: &mut Tx,
    creator: UserId,
    since: Timestamp,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<(ApiTokenId, UserId)>, StoreError> {
    let revoked = mark_revoked(tx, creator, now, since, limit).await?;
    revoked.iter().for_each(|(id, _)| tx.changed(Change::ApiToken(*id)));
    let accounts: BTreeSet<_> = revoked.iter().map(|(_, user)| *user).collect();
    for user in accounts {
        delete_revoked(tx, user).await?;
    }
    Ok(revoked)
}
