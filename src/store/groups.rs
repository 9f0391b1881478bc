//! Groups, and which accounts belong to them.
//!
//! `users.group_names` decides who belongs to a group. `user_words` has a word for each group of an account, which finds the
//! members (`docs/decisions/0042-groups.md`).

use super::{
    Conn, StoreError, Tx,
    changes::Change,
    statement::{execute, fetch, statements},
    users::{self, Names, UserRow, columns},
};
use crate::shared::{
    groups::{GroupName, GroupNames},
    ids::UserId,
    timestamp::Timestamp,
};
use sqlx::FromRow;
use uuid::Uuid;

/// A group.
#[derive(Clone, Debug, FromRow)]
pub struct GroupRow {
    #[sqlx(try_from = "String")]
    pub name: GroupName,
    pub description: String,
    pub created_at: i64,
}

#[derive(FromRow)]
struct DeletedRow {
    #[sqlx(try_from = "String")]
    name: GroupName,
}

statements! {
    LIST = "SELECT name, description, created_at FROM user_groups ORDER BY name";
    FIND = "SELECT name, description, created_at FROM user_groups WHERE name = $1";
    COUNT = "SELECT COUNT(*) FROM user_groups";
    INSERT = "INSERT INTO user_groups (name, description, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    DESCRIBE = "UPDATE user_groups SET description = $2 WHERE name = $1";
    DELETE = "DELETE FROM user_groups WHERE name = $1";
    NOTE_DELETED = "INSERT INTO deleted_groups (name, deleted_at) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    DELETED = "SELECT name FROM deleted_groups ORDER BY deleted_at";
    IS_BEING_DELETED = "SELECT EXISTS (SELECT 1 FROM deleted_groups WHERE name = $1)";
    FORGET_DELETED = "DELETE FROM deleted_groups WHERE name = $1";
    /// Deleted accounts and those of an unpublished import have the words as well, so they are subtracted. They are few, and
    /// reading them is faster than reading the account of each word. Classes from 16 on are deleted.
    MEMBERSHIPS = "SELECT word, COUNT(*) AS accounts FROM user_words WHERE word BETWEEN $1 AND $2 GROUP BY word \
        UNION ALL \
        SELECT group_names, -COUNT(*) FROM users WHERE class >= 16 AND group_names <> '' GROUP BY group_names \
        UNION ALL \
        SELECT group_names, -COUNT(*) FROM users WHERE import_number > 0 \
        AND import_number = (SELECT number FROM imports WHERE published_at IS NULL) \
        AND class < 16 AND group_names <> '' GROUP BY group_names";
    WITH_WORD = "SELECT user_id FROM user_words WHERE word = $1 ORDER BY user_id LIMIT $2";
    SET_GROUPS = concat!(
        "UPDATE users SET group_names = $3, name_key = $4, words = $5, low_word_bits = $6, high_word_bits = $7, \
         updated_at = $8, version = version + 1 WHERE id = $1 AND version = $2 RETURNING ", columns!());
}

/// All groups, by name.
pub async fn list(conn: &mut Conn) -> Result<Vec<GroupRow>, StoreError> {
    fetch!(conn, fetch_all as GroupRow, LIST)
}

/// The names of all groups.
pub async fn names(conn: &mut Conn) -> Result<GroupNames, StoreError> {
    Ok(list(conn).await?.into_iter().map(|group| group.name).collect())
}

pub async fn find(conn: &mut Conn, name: &GroupName) -> Result<Option<GroupRow>, StoreError> {
    fetch!(conn, fetch_optional as GroupRow, FIND, name.as_str())
}

pub async fn count(conn: &mut Conn) -> Result<i64, StoreError> {
    Ok(fetch!(conn, fetch_one as (i64,), COUNT)?.0)
}

/// Adds a group; returns false if there is one with this name.
pub async fn insert(tx: &mut Tx, name: &GroupName, description: &str, now: Timestamp) -> Result<bool, StoreError> {
    Ok(execute!(tx, INSERT, name.as_str(), description, now.0)? > 0)
}

pub async fn describe(tx: &mut Tx, name: &GroupName, description: &str) -> Result<(), StoreError> {
    execute!(tx, DESCRIBE, name.as_str(), description).map(drop)
}

/// Deletes a group, and notes that accounts may still have its name.
pub async fn delete(tx: &mut Tx, name: &GroupName, now: Timestamp) -> Result<(), StoreError> {
    execute!(tx, DELETE, name.as_str())?;
    execute!(tx, NOTE_DELETED, name.as_str(), now.0).map(drop)
}

/// The names of deleted groups that accounts may still have, the longest deleted first.
pub async fn deleted(conn: &mut Conn) -> Result<Vec<GroupName>, StoreError> {
    let rows = fetch!(conn, fetch_all as DeletedRow, DELETED)?;
    Ok(rows.into_iter().map(|row| row.name).collect())
}

/// Whether a group with this name was deleted, and accounts may still have the name.
pub async fn is_being_deleted(conn: &mut Conn, name: &GroupName) -> Result<bool, StoreError> {
    Ok(fetch!(conn, fetch_one as (bool,), IS_BEING_DELETED, name.as_str())?.0)
}

/// Forgets a deleted group. No account may have its name.
pub async fn forget_deleted(tx: &mut Tx, name: &GroupName) -> Result<(), StoreError> {
    execute!(tx, FORGET_DELETED, name.as_str()).map(drop)
}

/// The numbers of accounts that belong to the groups whose words are from `first` to `last`. A row has the word of a group, or
/// the stored names of the groups that some accounts have together, and a number. The number of members of a group is the sum of
/// the numbers, which may be negative, of all its rows. Other groups may occur as well.
pub async fn memberships(conn: &mut Conn, first: &str, last: &str) -> Result<Vec<(String, i64)>, StoreError> {
    fetch!(conn, fetch_all as (String, i64), MEMBERSHIPS, first, last)
}

/// At most `limit` of the accounts with the word of a group, deleted ones included.
pub async fn with_word(conn: &mut Conn, word: &str, limit: i64) -> Result<Vec<UserId>, StoreError> {
    let ids = fetch!(conn, fetch_all as (Uuid,), WITH_WORD, word, limit)?;
    Ok(ids.into_iter().map(|(id,)| UserId(id)).collect())
}

/// Sets the groups of an account, with its search keys, if it still has this `version`; None if not. Nothing else of `names` is
/// stored.
pub async fn set(
    tx: &mut Tx,
    id: UserId,
    version: i64,
    names: &Names,
    now: Timestamp,
) -> Result<Option<UserRow>, StoreError> {
    let [low, high] = users::halves(names.word_bits);
    let group_names = names.groups.to_stored();
    let row = fetch!(
        tx,
        fetch_optional as UserRow,
        SET_GROUPS,
        id.0,
        version,
        &group_names,
        &names.name_key,
        &names.words,
        low,
        high,
        now.0,
    )?;
    tx.changed(Change::User(id));
    Ok(row)
}
