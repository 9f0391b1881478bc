//! Keys that are derived from the names of accounts, for accounts that have those of an older version: keys of email addresses,
//! whose normalisation may have changed, and sort and search keys, which the first versions did not have.

use super::{
    Conn, StoreError, Tx,
    statement::{execute, fetch, statements},
    users,
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

/// An account without sort key and search words, added by a version that had no directory.
#[derive(Clone, Debug, FromRow)]
pub struct MissingKeysRow {
    pub id: Uuid,
    pub username: String,
    pub email: String,
    pub name: Option<String>,
    pub external_id: Option<String>,
    pub group_names: String,
}

statements! {
    /// Addresses in ASCII are left out: every version gives them the same key.
    NON_ASCII = "SELECT id, email, email_key FROM users WHERE id > $1 AND octet_length(email) > length(email) \
                 ORDER BY id LIMIT $2";
    // Conditional on the old key: if the address has changed meanwhile, its new key is already correct.
    REPLACE_EMAIL_KEY = "UPDATE users SET email_key = $3 WHERE id = $1 AND email_key = $2 \
               AND NOT EXISTS (SELECT 1 FROM users WHERE email_key = $3)";
    OWNER = "SELECT id FROM users WHERE email_key = $1";
    WITHOUT_SEARCH_KEYS =
        "SELECT id, username, email, name, external_id, group_names FROM users WHERE words = '' ORDER BY id LIMIT $1";
    // The condition skips an account whose words were set meanwhile by a change of its names or groups.
    SET_SEARCH_KEYS = "UPDATE users SET name_key = $2, words = $3, low_word_bits = $4, high_word_bits = $5 \
           WHERE id = $1 AND words = ''";
}

/// Accounts after the id `after`, ordered by id, whose address has characters other than ASCII.
pub async fn non_ascii(conn: &mut Conn, after: Uuid, limit: i64) -> Result<Vec<EmailKeyRow>, StoreError> {
    fetch!(conn, fetch_all as EmailKeyRow, NON_ASCII, after, limit)
}

/// Replaces the key of an account's address. If another account already has the new key, returns its id and changes nothing.
pub async fn replace_email_key(tx: &mut Tx, row: &EmailKeyRow, key: &str) -> Result<Option<UserId>, StoreError> {
    let replaced = execute!(tx, REPLACE_EMAIL_KEY, row.id, &row.email_key, key)?;
    if replaced > 0 {
        return Ok(None);
    }
    // No row matched: the key belongs to another account, or this account was changed or deleted meanwhile.
    let owner = fetch!(tx, fetch_optional as (Uuid,), OWNER, key)?;
    Ok(owner.map(|(id,)| UserId(id)).filter(|id| id.0 != row.id))
}

/// Some of the accounts without sort key and search words.
pub async fn without_search_keys(conn: &mut Conn, limit: i64) -> Result<Vec<MissingKeysRow>, StoreError> {
    fetch!(conn, fetch_all as MissingKeysRow, WITHOUT_SEARCH_KEYS, limit)
}

/// Sets the sort key and the search words of such an account.
pub async fn set_search_keys(
    tx: &mut Tx,
    id: Uuid,
    name_key: &str,
    words: &str,
    word_bits: u128,
) -> Result<(), StoreError> {
    let [low, high] = users::halves(word_bits);
    execute!(tx, SET_SEARCH_KEYS, id, name_key, words, low, high).map(drop)
}
