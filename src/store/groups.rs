//! Groups, and which accounts belong to them (`docs/decisions/0042-groups.md`).

use super::changes::Change;
use super::statement::{execute, fetch, statements};
use super::tables::{self, NamedRow, ROWS_AT_ONCE, Value};
use super::users;
use super::{Conn, StoreError, Tx};
use crate::shared::groups::{GroupName, GroupNames};
use crate::shared::ids::UserId;
use crate::shared::timestamp::Timestamp;
use sqlx::FromRow;
use uuid::Uuid;

/// A group.
#[derive(Clone, Debug, FromRow)]
pub struct GroupRow {
    #[sqlx(try_from = "String")]
    pub name: GroupName,
    pub description: String,
    pub created_at: i64,
    /// The number of members, without deleted accounts and those of an unpublished import.
    pub members: i64,
}

#[derive(FromRow)]
struct NameRow {
    #[sqlx(try_from = "String")]
    name: GroupName,
}

/// Names between which those of all groups are.
const ALL: (&str, &str) = ("", "~");

statements! {
    /// Accounts that do not count are subtracted. They are few, and reading them is faster than reading the account of each
    /// member. Classes from 16 on are deleted. SQLite never reorders a CROSS JOIN.
    LIST = "SELECT name, description, created_at, COALESCE(members, 0) AS members FROM user_groups \
        LEFT JOIN (SELECT group_name, CAST(SUM(members) AS BIGINT) AS members FROM ( \
        SELECT group_name, COUNT(*) AS members FROM group_members \
        WHERE group_name BETWEEN $1 AND $2 GROUP BY group_name \
        UNION ALL SELECT group_name, -COUNT(*) FROM (SELECT id FROM users WHERE class >= 16 \
        UNION ALL SELECT id FROM users WHERE import_number > 0 AND class < 16 \
        AND import_number = (SELECT number FROM imports WHERE published_at IS NULL)) AS others \
        CROSS JOIN group_members WHERE user_id = id AND group_name BETWEEN $1 AND $2 GROUP BY group_name) AS counts \
        GROUP BY group_name) AS sums ON group_name = name WHERE name BETWEEN $1 AND $2 AND deleted_at IS NULL ORDER BY name";
    NAMES = "SELECT name FROM user_groups WHERE deleted_at IS NULL ORDER BY name";
    DESCRIPTION = "SELECT description FROM user_groups WHERE name = $1 AND deleted_at IS NULL";
    COUNT = "SELECT COUNT(*) FROM user_groups WHERE deleted_at IS NULL";
    HAS_MORE_MEMBERS = "SELECT EXISTS (SELECT 1 FROM group_members WHERE group_name = $1 LIMIT 1 OFFSET $2)";
    INSERT = "INSERT INTO user_groups (name, description, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    DESCRIBE = "UPDATE user_groups SET description = $2 WHERE name = $1";
    MARK = "UPDATE user_groups SET deleted_at = $2, deleted_by = $3 WHERE name = $1 AND deleted_at IS NULL";
    MARKED = "SELECT name, deleted_by FROM user_groups WHERE deleted_at IS NOT NULL ORDER BY name";
    IS_MARKED = "SELECT EXISTS (SELECT 1 FROM user_groups WHERE name = $1 AND deleted_at IS NOT NULL)";
    DELETE_MEMBERS = "DELETE FROM group_members WHERE group_name = $1 AND user_id IN \
        (SELECT user_id FROM group_members WHERE group_name = $1 LIMIT $2) RETURNING user_id";
    DELETE = "DELETE FROM user_groups WHERE name = $1 AND deleted_at IS NOT NULL \
        AND NOT EXISTS (SELECT 1 FROM group_members WHERE group_name = $1)";
    ADD_MEMBER = "INSERT INTO group_members (user_id, group_name) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    REMOVE_MEMBER = "DELETE FROM group_members WHERE user_id = $1 AND group_name = $2";
    CHANGE_ACCOUNT = "UPDATE users SET low_word_bits = low_word_bits | $2, high_word_bits = high_word_bits | $3, \
        updated_at = $4, version = version + 1 WHERE id = $1";
}

/// All groups, by name.
pub async fn list(conn: &mut Conn) -> Result<Vec<GroupRow>, StoreError> {
    fetch!(conn, fetch_all as GroupRow, LIST, ALL.0, ALL.1)
}

pub async fn find(conn: &mut Conn, name: &GroupName) -> Result<Option<GroupRow>, StoreError> {
    fetch!(conn, fetch_optional as GroupRow, LIST, name.as_str(), name.as_str())
}

/// The names of all groups.
pub async fn names(conn: &mut Conn) -> Result<GroupNames, StoreError> {
    let rows = fetch!(conn, fetch_all as NameRow, NAMES)?;
    Ok(rows.into_iter().map(|row| row.name).collect())
}

/// The description of a group, without counting its members; None if there is no such group.
pub async fn description(conn: &mut Conn, name: &GroupName) -> Result<Option<String>, StoreError> {
    let row = fetch!(conn, fetch_optional as (String,), DESCRIPTION, name.as_str())?;
    Ok(row.map(|(description,)| description))
}

pub async fn count(conn: &mut Conn) -> Result<i64, StoreError> {
    Ok(fetch!(conn, fetch_one as (i64,), COUNT)?.0)
}

/// Whether more than `most` accounts belong to the group, including those that are deleted or hidden.
pub async fn has_more_members(conn: &mut Conn, name: &GroupName, most: i64) -> Result<bool, StoreError> {
    Ok(fetch!(conn, fetch_one as (bool,), HAS_MORE_MEMBERS, name.as_str(), most)?.0)
}

/// Adds a group; returns false if there is one with this name.
pub async fn insert(tx: &mut Tx, name: &GroupName, description: &str, now: Timestamp) -> Result<bool, StoreError> {
    Ok(execute!(tx, INSERT, name.as_str(), description, now.0)? > 0)
}

pub async fn describe(tx: &mut Tx, name: &GroupName, description: &str) -> Result<(), StoreError> {
    execute!(tx, DESCRIBE, name.as_str(), description).map(drop)
}

/// Marks a group as deleted: from now on nobody belongs to it. `by`: for the events of its members.
pub async fn mark_deleted(tx: &mut Tx, name: &GroupName, now: Timestamp, by: Option<UserId>) -> Result<(), StoreError> {
    execute!(tx, MARK, name.as_str(), now.0, by.map(|id| id.0))?;
    tx.changed(Change::Groups);
    Ok(())
}

/// The groups that are marked as deleted, each with the account that has deleted it.
pub async fn marked(conn: &mut Conn) -> Result<Vec<(String, Option<Uuid>)>, StoreError> {
    fetch!(conn, fetch_all as (String, Option<Uuid>), MARKED)
}

pub async fn is_marked(conn: &mut Conn, name: &GroupName) -> Result<bool, StoreError> {
    Ok(fetch!(conn, fetch_one as (bool,), IS_MARKED, name.as_str())?.0)
}

/// Removes at most `limit` members from a group and returns them, deleted accounts included. The rows of their accounts stay as they
/// are: changing those of a large group would take too long, and keep the sign-ins of its members waiting.
pub async fn delete_members(tx: &mut Tx, name: &str, limit: u32) -> Result<Vec<UserId>, StoreError> {
    let members = fetch!(tx, fetch_all as (Uuid,), DELETE_MEMBERS, name, i64::from(limit))?;
    Ok(members.into_iter().map(|(id,)| UserId(id)).collect())
}

/// Deletes a group that is marked as deleted and has no members. Returns whether there was such a group.
pub async fn delete(tx: &mut Tx, name: &str) -> Result<bool, StoreError> {
    Ok(execute!(tx, DELETE, name)? > 0)
}

/// Adds an account to a group, and the bits of the group to those of the account; returns false if it belonged to the group.
pub async fn add_member(
    tx: &mut Tx,
    name: &GroupName,
    id: UserId,
    bits: u128,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let is_added = execute!(tx, ADD_MEMBER, id.0, name.as_str())? > 0;
    if is_added {
        change_account(tx, id, bits, now).await?;
    }
    Ok(is_added)
}

/// Removes an account from a group; returns false if it did not belong to the group.
pub async fn remove_member(tx: &mut Tx, name: &GroupName, id: UserId, now: Timestamp) -> Result<bool, StoreError> {
    let is_removed = execute!(tx, REMOVE_MEMBER, id.0, name.as_str())? > 0;
    if is_removed {
        // The bits stay, because the account may have them for other reasons. Too many only make lists slower.
        change_account(tx, id, 0, now).await?;
    }
    Ok(is_removed)
}

async fn change_account(tx: &mut Tx, id: UserId, bits: u128, now: Timestamp) -> Result<(), StoreError> {
    let [low, high] = users::halves(bits);
    execute!(tx, CHANGE_ACCOUNT, id.0, low, high, now.0)?;
    tx.changed(Change::User(id));
    Ok(())
}

/// Adds new accounts, which have the bits of their groups already, to these groups.
pub async fn add_members(tx: &mut Tx, members: &[(UserId, GroupNames)]) -> Result<(), StoreError> {
    let pairs = members.iter().flat_map(|(id, groups)| groups.iter().map(move |name| (id, name)));
    let row = |(id, name): (&UserId, &GroupName)| {
        vec![("user_id", Value::Uuid(Some(id.0))), ("group_name", name.as_str().into())]
    };
    let rows: Vec<NamedRow> = pairs.map(row).collect();
    for rows in rows.chunks(ROWS_AT_ONCE) {
        tables::add(tx, "group_members", rows.to_vec()).await?;
    }
    Ok(())
}
