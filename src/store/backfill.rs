//! Keys that are derived from the names of accounts, for accounts that have those of an older version: keys of email addresses,
//! whose normalisation may have changed, and sort and search keys, which the first versions did not have.

use super::statement::statements;
use super::users::{Names, UserRow, columns, halves};
use super::{StoreError, Tx};
use crate::shared::UserId;
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
    /// The id that follows after `after` and `skipped` others. None: there are not as many.
    pub fn id_after(conn, after: Uuid, skipped: i64) -> Option<UserId> = scalar
        "SELECT id FROM users WHERE id > $1 ORDER BY id LIMIT 1 OFFSET $2";

    /// Accounts after the id `after` and up to `until`, ordered by id, whose address has characters other than ASCII.
    // Addresses in ASCII are left out: every version gives them the same key. No index finds them, so the range is bounded.
    pub fn non_ascii(conn, after: Uuid, until: Uuid) -> Vec<EmailKeyRow> =
        "SELECT id, email, email_key FROM users WHERE id > $1 AND id <= $2 AND octet_length(email) > length(email) \
         ORDER BY id";

    // Conditional on the old key: if the address has changed meanwhile, its new key is already correct.
    fn replace_if_free(tx, row: &EmailKeyRow, key: &str) -> bool =
        "UPDATE users SET email_key = $3 WHERE id = $1 AND email_key = $2 \
         AND NOT EXISTS (SELECT 1 FROM users WHERE email_key = $3)", [row.id, &row.email_key, key];

    fn owner(conn, email_key: &str) -> Option<UserId> = scalar "SELECT id FROM users WHERE email_key = $1";

    /// Some of the accounts without sort key and search words, added by a version that had no directory.
    pub fn without_search_keys(conn, limit: i64) -> Vec<UserRow> =
        concat!("SELECT ", columns!(), " FROM users WHERE words = '' ORDER BY id LIMIT $1");

    /// Sets the sort key and the search words of such an account.
    // The condition skips an account whose words were set meanwhile by a change of its names. Bits of groups that it has joined
    // meanwhile stay.
    pub fn set_search_keys(tx, id: UserId, names: &Names) =
        "UPDATE users SET name_key = $2, words = $3, low_word_bits = low_word_bits | $4, \
         high_word_bits = high_word_bits | $5 WHERE id = $1 AND words = ''",
        [id, &names.name_key, &names.words, halves(names.word_bits)[0], halves(names.word_bits)[1]];

    /// Replaces the sort key and the search words of an account; returns false if it has no longer this `version`. Bits of groups that it
    /// has joined meanwhile stay.
    pub fn replace_search_keys(tx, id: UserId, version: i64, names: &Names) -> bool =
        "UPDATE users SET name_key = $3, words = $4, low_word_bits = low_word_bits | $5, \
         high_word_bits = high_word_bits | $6 WHERE id = $1 AND version = $2",
        [id, version, &names.name_key, &names.words, halves(names.word_bits)[0], halves(names.word_bits)[1]];
}

/// Replaces the key of an account's address. If another account already has the new key, returns its id and changes nothing.
pub async fn replace_email_key(tx: &mut Tx, row: &EmailKeyRow, key: &str) -> Result<Option<UserId>, StoreError> {
    if replace_if_free(tx, row, key).await? {
        return Ok(None);
    }
    // No row matched: the key belongs to another account, or this account was changed or deleted meanwhile.
    Ok(owner(tx, key).await?.filter(|id| id.0 != row.id))
}
