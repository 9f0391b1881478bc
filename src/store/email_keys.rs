//! Updates of stored email keys, for when the normalisation of addresses changes between versions.

use super::{
    Conn, StoreError, Tx,
    statement::{execute, fetch, statements},
};
use crate::shared::ids::UserId;
use sqlx::FromRow;
use uuid::Uuid;

/// An address, and the key under which it is unique.
#[derive(Clone, Debug, FromRow)]
pub struct EmailKeyRow {
    pub id: Uuid,
    pub email: String,
    pub email_key: String,
}

statements! {
    /// Addresses in ASCII are left out: every version gives them the same key.
    NON_ASCII = "SELECT id, email, email_key FROM users WHERE id > $1 AND octet_length(email) > length(email) \
                 ORDER BY id LIMIT $2";
    // Conditional on the old key: if the address has changed meanwhile, its new key is already correct.
    REPLACE = "UPDATE users SET email_key = $3 WHERE id = $1 AND email_key = $2 \
               AND NOT EXISTS (SELECT 1 FROM users WHERE email_key = $3)";
    OWNER = "SELECT id FROM users WHERE email_key = $1";
}

/// Accounts after the id `after`, ordered by id, whose address has characters other than ASCII.
pub async fn non_ascii(conn: &mut Conn, after: Uuid, limit: i64) -> Result<Vec<EmailKeyRow>, StoreError> {
    fetch!(conn, fetch_all as EmailKeyRow, NON_ASCII, after, limit)
}

/// Replaces the key of an account's address. If another account already has the new key, returns its id and changes nothing.
pub async fn replace(tx: &mut Tx, row: &EmailKeyRow, key: &str) -> Result<Option<UserId>, StoreError> {
    let replaced = execute!(tx, REPLACE, row.id, &row.email_key, key)?;
    if replaced > 0 {
        return Ok(None);
    }
    // No row matched: the key belongs to another account, or this account was changed or deleted meanwhile.
    let owner = fetch!(tx, fetch_optional as (Uuid,), OWNER, key)?;
    Ok(owner.map(|(id,)| UserId(id)).filter(|id| id.0 != row.id))
}
