//! What authenticators know accounts by: random, so that it says nothing about the account.

use crate::shared::UserId;
use crate::store::statement::statements;
use crate::store::{Conn, StoreError, Tx};

statements! {
    fn insert(tx, user: UserId, new: &[u8; 16]) =
        "INSERT INTO user_handles (user_id, handle) VALUES ($1, $2) ON CONFLICT (user_id) DO NOTHING";

    fn find(conn, user: UserId) -> Option<Vec<u8>> = scalar "SELECT handle FROM user_handles WHERE user_id = $1";
}

/// The handle of an account, which becomes `new` if it has none.
pub async fn insert_if_missing(tx: &mut Tx, user: UserId, new: [u8; 16]) -> Result<[u8; 16], StoreError> {
    insert(tx, user, &new).await?;
    Ok(of(tx, user).await?.unwrap_or(new))
}

/// None if no authenticator knows the account.
pub async fn of(conn: &mut Conn, user: UserId) -> Result<Option<[u8; 16]>, StoreError> {
    Ok(find(conn, user).await?.and_then(|handle| handle.try_into().ok()))
}
