//! Fields of one's own and what accounts have in them (`docs/decisions/0106-fields-of-ones-own.md`). The statements name no field: which
//! there are is data, so that defining one changes no table.

use super::changes::Change;
use super::former_values::{RESERVED, reserved};
use super::service_accounts::people;
use super::statement::statements;
use super::tables::{self, NamedRow};
use super::values::Stored as _;
use super::{Conn, StoreError, Tx};
use crate::shared::own_fields::FieldRange;
use crate::shared::{Timestamp, UserId};
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use std::collections::HashMap;
use uuid::Uuid;

/// A field.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct OwnFieldRow {
    pub id: i64,
    pub name: String,
    /// As JSON.
    pub definition: String,
    /// Whether the operator's file defines it.
    pub of_file: bool,
    /// Whether the search finds the words of its values.
    pub is_indexed: bool,
    pub created_at: i64,
    pub updated_at: i64,
    pub deleted_at: Option<i64>,
}

/// What an account has in a field: a row, or one for each item of a choice of several.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct OwnValueRow {
    pub user_id: Uuid,
    pub field: i64,
    pub item: i64,
    pub value: String,
}

/// A value that is new.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewOwnValue {
    pub field: i64,
    pub item: i64,
    pub value: String,
    pub key: String,
    /// Whether no other account may have the key.
    pub is_unique: bool,
}

/// Holds a value that no other account has.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct UniqueValueRow {
    pub field: i64,
    pub value: String,
    pub key: String,
}

/// A value in the order of the keys of its field.
#[derive(Clone, Debug, FromRow)]
pub struct KeyedValueRow {
    pub user_id: Uuid,
    pub item: i64,
    pub value: String,
    pub key: String,
}

/// The same, for who counts the people that have values.
#[derive(Clone, Debug, FromRow)]
pub struct CountedValueRow {
    #[sqlx(flatten)]
    pub value: KeyedValueRow,
    /// Whether the account is that of a person, and neither deleted nor a part of an import that is not published yet.
    pub is_of_person: bool,
}

/// A person, as far as a list of values says who has them.
#[derive(Clone, Debug, FromRow)]
pub struct PersonRow {
    pub id: UserId,
    pub username: String,
    pub email: String,
}

/// The number of accounts whose values are read at once.
pub const ACCOUNTS_AT_ONCE: usize = 20;

statements! {
    /// All fields, those included that are deleted.
    pub fn list(conn) -> Vec<OwnFieldRow> =
        "SELECT id, name, definition, of_file, is_indexed, created_at, updated_at, deleted_at FROM own_fields ORDER BY id";

    /// Adds a field.
    pub fn insert(tx, row: &OwnFieldRow) =
        "INSERT INTO own_fields (id, name, definition, of_file, is_indexed, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        [row.id, &row.name, &row.definition, row.of_file, row.is_indexed, row.created_at, row.updated_at] => Change::OwnFields;

    /// Replaces the definition of a field, which is in effect afterwards. `is_indexed`: None if that stays as it is.
    pub fn update(tx, row: &OwnFieldRow, is_indexed: Option<bool>) =
        "UPDATE own_fields SET name = $2, definition = $3, of_file = $4, updated_at = $5, deleted_at = NULL, \
         is_indexed = COALESCE($6, is_indexed) WHERE id = $1",
        [row.id, &row.name, &row.definition, row.of_file, row.updated_at, is_indexed] => Change::OwnFields;

    /// Notes whether the search finds the words of a field, unless its definition has changed since.
    pub fn set_indexed(tx, row: &OwnFieldRow, is_indexed: bool) =
        "UPDATE own_fields SET is_indexed = $3 WHERE id = $1 AND updated_at = $2", [row.id, row.updated_at, is_indexed];

    /// Marks a field as deleted: from now on it is in effect nowhere, and its values are kept. `was_searched`: whether the search finds
    /// words of it.
    pub fn mark_deleted(tx, id: i64, now: Timestamp, was_searched: bool) =
        "UPDATE own_fields SET deleted_at = $2, updated_at = $2, is_indexed = (is_indexed OR $3) \
         WHERE id = $1 AND deleted_at IS NULL" => Change::OwnFields;

    /// The fields that were deleted before `then`.
    pub fn past(conn, then: Timestamp) -> Vec<i64> = scalar "SELECT id FROM own_fields WHERE deleted_at < $1 ORDER BY id";

    /// Deletes at most `limit` values of a field that is deleted; returns how many.
    pub fn delete_values(tx, id: i64, limit: u32) -> u64 =
        "DELETE FROM own_field_values WHERE field = $1 AND (user_id, item) IN \
         (SELECT user_id, item FROM own_field_values WHERE field = $1 LIMIT $2)";

    /// Deletes the row of a field that is marked as deleted and has no values: from now on its name is free.
    pub fn delete(tx, id: i64) -> bool =
        "DELETE FROM own_fields WHERE id = $1 AND deleted_at IS NOT NULL \
         AND NOT EXISTS (SELECT 1 FROM own_field_values WHERE field = $1)" => Change::OwnFields;

    /// The greatest number that a field has.
    pub fn last_id(conn) -> i64 = scalar "SELECT CAST(COALESCE(MAX(id), 0) AS BIGINT) FROM own_fields";

    /// What an account has, by field and item.
    pub fn of_user(conn, id: UserId) -> Vec<OwnValueRow> =
        "SELECT user_id, field, item, value FROM own_field_values WHERE user_id = $1 ORDER BY field, item";

    fn of_twenty(conn, ids: [Uuid; ACCOUNTS_AT_ONCE]) -> Vec<OwnValueRow> =
        "SELECT user_id, field, item, value FROM own_field_values WHERE user_id IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, \
         $13, $14, $15, $16, $17, $18, $19, $20) ORDER BY user_id, field, item",
        [ids[0], ids[1], ids[2], ids[3], ids[4], ids[5], ids[6], ids[7], ids[8], ids[9], ids[10], ids[11], ids[12], ids[13], ids[14],
         ids[15], ids[16], ids[17], ids[18], ids[19]];

    fn remove(tx, id: UserId, field: i64) = "DELETE FROM own_field_values WHERE user_id = $1 AND field = $2";

    // Of two transactions at the same time, on PostgreSQL the second one waits for the first one here.
    fn put(tx, id: UserId, new: &NewOwnValue) -> bool =
        "INSERT INTO own_field_values (user_id, field, item, value, key, is_unique) VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT DO NOTHING",
        [id, new.field, new.item, &new.value, &new.key, new.is_unique];

    /// Whether another account has a value that no two may have, or has lost it so recently that it can take it back.
    pub fn is_taken(conn, field: i64, key: &str, id: UserId, now: Timestamp) -> bool = scalar concat!(
        "SELECT EXISTS (SELECT 1 FROM own_field_values WHERE field = $1 AND key = $2 AND user_id <> $3 AND is_unique) \
         OR EXISTS (", reserved!("field", "$5", "$4"),
        " AND former.field = $1 AND former.key = $2 AND former.user_id <> $3)"),
        [field, key, id, now, now.minus(RESERVED)];

    /// Lists the values of an account that no two accounts may have.
    pub fn unique_of_user(conn, id: UserId) -> Vec<UniqueValueRow> =
        "SELECT field, value, key FROM own_field_values WHERE user_id = $1 AND is_unique ORDER BY field";

    // The empty text keeps SQLite from reading the index of the keys, which has all accounts with such a value.
    /// Whether an account has a value in a range.
    pub fn is_in(conn, id: UserId, range: &FieldRange) -> bool = scalar
        "SELECT EXISTS (SELECT 1 FROM own_field_values WHERE user_id = $1 AND field = $2 AND key || '' BETWEEN $3 AND $4)",
        [id, range.field, &range.first, &range.last];

    /// Values of a field in the order of their keys, after a key and an account.
    pub fn by_key(conn, field: i64, key: &str, user: Uuid, limit: u32) -> Vec<KeyedValueRow> =
        "SELECT user_id, item, value, key FROM own_field_values WHERE field = $1 AND (key, user_id) > ($2, $3) \
         ORDER BY key, user_id LIMIT $4";

    /// The same, up to the last key of a range.
    pub fn in_range(conn, range: &FieldRange, key: &str, user: Uuid, limit: u32) -> Vec<KeyedValueRow> =
        "SELECT user_id, item, value, key FROM own_field_values WHERE field = $1 AND (key, user_id) > ($2, $3) AND key <= $4 \
         ORDER BY key, user_id LIMIT $5", [range.field, key, user, &range.last, limit];

    // The accounts are looked up for these rows alone, and none of the rows is left out: the last one says where the next ones begin.
    /// What `by_key` reads, with whether each value is of a person who is not deleted.
    pub fn counted_by_key(conn, field: i64, key: &str, user: Uuid, limit: u32) -> Vec<CountedValueRow> =
        "SELECT batch.user_id AS user_id, item, value, key, \
         (published_users.id IS NOT NULL AND status <> 'deleted' AND service_accounts.user_id IS NULL) AS is_of_person \
         FROM (SELECT user_id, item, value, key FROM own_field_values WHERE field = $1 AND (key, user_id) > ($2, $3) \
         ORDER BY key, user_id LIMIT $4) AS batch \
         LEFT JOIN published_users ON published_users.id = batch.user_id \
         LEFT JOIN service_accounts ON service_accounts.user_id = batch.user_id ORDER BY key, batch.user_id";

    /// How many people there are who are not deleted. Classes from 16 on are.
    pub fn count_people(conn) -> i64 = scalar concat!("SELECT ", people!("16", "<> 'deleted'"));

    /// People who are not deleted, by id, after one of them.
    pub fn people_after(conn, id: UserId, limit: u32) -> Vec<PersonRow> =
        "SELECT id, username, email FROM published_users WHERE id > $1 AND status <> 'deleted' AND NOT EXISTS \
         (SELECT 1 FROM service_accounts WHERE service_accounts.user_id = published_users.id) ORDER BY id LIMIT $2";

    // The plus sign keeps SQLite from reading all values of the field for each part.
    /// What accounts have in a field, of those after one and up to another one, by account and item.
    pub fn between(conn, field: i64, after: UserId, last: UserId) -> Vec<OwnValueRow> =
        "SELECT user_id, field, item, value FROM own_field_values WHERE +field = $1 AND user_id > $2 AND user_id <= $3 \
         ORDER BY user_id, item";
}

/// What some accounts have, by account. Reads [`ACCOUNTS_AT_ONCE`] with one statement.
pub async fn of_users(conn: &mut Conn, ids: &[UserId]) -> Result<HashMap<UserId, Vec<OwnValueRow>>, StoreError> {
    let mut all: HashMap<_, Vec<_>> = HashMap::new();
    for chunk in ids.chunks(ACCOUNTS_AT_ONCE) {
        // No account has the smallest id.
        let ids = std::array::from_fn(|at| chunk.get(at).map_or(Uuid::nil(), |id| id.0));
        for row in of_twenty(conn, ids).await? {
            all.entry(UserId(row.user_id)).or_default().push(row);
        }
    }
    Ok(all)
}

/// Replaces what an account has in a field. Returns false if another account has the value and no two may.
pub async fn replace(tx: &mut Tx, id: UserId, field: i64, values: &[NewOwnValue]) -> Result<bool, StoreError> {
    remove(tx, id, field).await?;
    Ok(give(tx, id, values).await?.is_none())
}

/// Gives values to an account that has none in their fields. Returns the first field whose value another account has and no two may: what
/// was given before it has to be rolled back.
pub async fn give(tx: &mut Tx, id: UserId, values: &[NewOwnValue]) -> Result<Option<i64>, StoreError> {
    for value in values {
        if !put(tx, id, value).await? {
            return Ok(Some(value.field));
        }
    }
    Ok(None)
}

/// Gives values to new accounts. Returns the accounts that lack one, because another account has it and no two may.
pub async fn give_many(tx: &mut Tx, values: Vec<(UserId, NewOwnValue)>) -> Result<Vec<UserId>, StoreError> {
    let unique: Vec<_> = values.iter().filter(|(_, new)| new.is_unique).map(|(id, new)| (*id, new.field)).collect();
    let rows: Vec<NamedRow> = values.into_iter().map(|(id, new)| new.into_row(id)).collect();
    let given = rows.len();
    if tables::add(tx, "own_field_values", rows).await?.len() == given {
        return Ok(Vec::new());
    }
    let mut ids: Vec<_> = unique.iter().map(|(id, _)| *id).collect();
    ids.dedup();
    let stored = of_users(tx, &ids).await?;
    let is_stored =
        |id: &UserId, field: i64| stored.get(id).is_some_and(|rows| rows.iter().any(|row| row.field == field));
    let lacks_one = |id: &UserId| unique.iter().any(|(of, field)| of == id && !is_stored(id, *field));
    Ok(ids.into_iter().filter(lacks_one).collect())
}

impl NewOwnValue {
    pub fn into_row(self, user: UserId) -> NamedRow {
        vec![
            ("user_id", user.stored()),
            ("field", self.field.stored()),
            ("item", self.item.stored()),
            ("value", self.value.stored()),
            ("key", self.key.stored()),
            ("is_unique", self.is_unique.stored()),
        ]
    }
}
