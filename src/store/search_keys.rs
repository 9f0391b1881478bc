//! Sort and search keys that accounts lack, for the backfill of what older versions have added.

use super::{
    Conn, StoreError, Tx,
    statement::{execute, fetch, statements},
    users,
};
use sqlx::FromRow;
use uuid::Uuid;

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
    MISSING = "SELECT id, username, email, name, external_id, group_names FROM users WHERE words = '' ORDER BY id LIMIT $1";
    // The condition skips an account whose words were set meanwhile by a change of its names or groups.
    SET = "UPDATE users SET name_key = $2, words = $3, low_word_bits = $4, high_word_bits = $5 \
           WHERE id = $1 AND words = ''";
}

/// Some of the accounts without sort key and search words.
pub async fn missing(conn: &mut Conn, limit: i64) -> Result<Vec<MissingKeysRow>, StoreError> {
    fetch!(conn, fetch_all as MissingKeysRow, MISSING, limit)
}

/// Sets the sort key and the search words of such an account.
pub async fn set(tx: &mut Tx, id: Uuid, name_key: &str, words: &str, word_bits: u128) -> Result<(), StoreError> {
    let [low, high] = users::halves(word_bits);
    execute!(tx, SET, id, name_key, words, low, high).map(drop)
}
