//! Groups, and which accounts belong to them (`docs/decisions/0042-groups.md`).

use super::changes::Change;
use super::statement::statements;
use super::tables;
use super::users;
use super::values::Stored as _;
use super::{Conn, StoreError, Tx};
use crate::shared::{GroupName, GroupNames, Timestamp, UserId};
use sqlx::FromRow;
use uuid::Uuid;

/// A group.
#[derive(Clone, Debug, FromRow)]
pub struct GroupRow {
    pub name: GroupName,
    pub description: String,
    pub created_at: i64,
    /// Who belongs to it. Empty: whom an administrator adds.
    pub member_rule: String,
    /// The number of members, without deleted accounts and those of an unpublished import.
    pub members: i64,
}

/// Names between which those of all groups are.
const ALL: (&str, &str) = ("", "~");

statements! {
    // Accounts that do not count are subtracted. They are few, and reading them is faster than reading the account of each
    // member. Classes from 16 on are deleted. SQLite never reorders a CROSS JOIN.
    fn between(conn, first: &str, last: &str) -> Vec<GroupRow> =
        "SELECT name, description, created_at, member_rule, COALESCE(members, 0) AS members FROM user_groups \
        LEFT JOIN (SELECT group_name, CAST(SUM(members) AS BIGINT) AS members FROM ( \
        SELECT group_name, COUNT(*) AS members FROM group_members \
        WHERE group_name BETWEEN $1 AND $2 GROUP BY group_name \
        UNION ALL SELECT group_name, -COUNT(*) FROM (SELECT id FROM users WHERE class >= 16 \
        UNION ALL SELECT id FROM users WHERE import_number > 0 AND class < 16 \
        AND import_number = (SELECT number FROM imports WHERE published_at IS NULL)) AS others \
        CROSS JOIN group_members WHERE user_id = id AND group_name BETWEEN $1 AND $2 GROUP BY group_name) AS counts \
        GROUP BY group_name) AS sums ON group_name = name WHERE name BETWEEN $1 AND $2 AND deleted_at IS NULL ORDER BY name";

    fn all_names(conn) -> Vec<GroupName> = scalar "SELECT name FROM user_groups WHERE deleted_at IS NULL ORDER BY name";

    /// The description of a group, without counting its members; None if there is no such group.
    pub fn description(conn, name: &GroupName) -> Option<String> = scalar
        "SELECT description FROM user_groups WHERE name = $1 AND deleted_at IS NULL";

    /// The rule of a group, which is empty if an administrator says who belongs to it; None if there is no such group.
    pub fn member_rule(conn, name: &GroupName) -> Option<String> = scalar
        "SELECT member_rule FROM user_groups WHERE name = $1 AND deleted_at IS NULL";

    /// The groups that have a rule.
    pub fn member_rules(conn) -> Vec<(GroupName, String)> =
        "SELECT name, member_rule FROM user_groups WHERE member_rule <> '' AND deleted_at IS NULL ORDER BY name";

    /// Those of them that not all accounts follow yet, each with the number of its last change.
    pub fn unapplied_rules(conn) -> Vec<(GroupName, String, i64)> =
        "SELECT name, member_rule, rule_version FROM user_groups \
         WHERE rule_version <> applied_version AND member_rule <> '' AND deleted_at IS NULL ORDER BY name";

    pub fn set_member_rule(tx, name: &GroupName, rule: &str) =
        "UPDATE user_groups SET member_rule = $2, rule_version = rule_version + 1 WHERE name = $1";

    /// The fields that rules name may have changed: all accounts have to follow them again.
    pub fn renew_member_rules(tx) = "UPDATE user_groups SET rule_version = rule_version + 1 WHERE member_rule <> ''";

    /// All accounts follow the rule of a group as it was after this change, unless another one has followed.
    pub fn set_rule_applied(tx, name: &GroupName, version: i64) =
        "UPDATE user_groups SET applied_version = $2 WHERE name = $1 AND rule_version = $2";

    pub fn is_member(conn, name: &GroupName, id: UserId) -> bool = scalar
        "SELECT EXISTS (SELECT 1 FROM group_members WHERE group_name = $1 AND user_id = $2)";

    /// Members of a group in the order of their ids, after one of these.
    pub fn members_after(conn, name: &GroupName, after: Uuid, limit: u32) -> Vec<UserId> = scalar
        "SELECT user_id FROM group_members WHERE group_name = $1 AND user_id > $2 ORDER BY user_id LIMIT $3";

    pub fn count(conn) -> i64 = scalar "SELECT COUNT(*) FROM user_groups WHERE deleted_at IS NULL";

    /// Whether more than `most` accounts belong to the group, including those that are deleted or hidden.
    pub fn has_more_members(conn, name: &GroupName, most: i64) -> bool = scalar
        "SELECT EXISTS (SELECT 1 FROM group_members WHERE group_name = $1 LIMIT 1 OFFSET $2)";

    /// Adds a group; returns false if there is one with this name.
    pub fn insert(tx, name: &GroupName, description: &str, now: Timestamp) -> bool =
        "INSERT INTO user_groups (name, description, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";

    pub fn describe(tx, name: &GroupName, description: &str) =
        "UPDATE user_groups SET description = $2 WHERE name = $1";

    /// Marks a group as deleted: from now on nobody belongs to it. `by`: for the events of its members.
    pub fn mark_deleted(tx, name: &GroupName, now: Timestamp, by: Option<UserId>) =
        "UPDATE user_groups SET deleted_at = $2, deleted_by = $3 WHERE name = $1 AND deleted_at IS NULL"
        => Change::Groups;

    /// The groups that are marked as deleted, each with the account that has deleted it.
    pub fn marked(conn) -> Vec<(String, Option<Uuid>)> =
        "SELECT name, deleted_by FROM user_groups WHERE deleted_at IS NOT NULL ORDER BY name";

    pub fn is_marked(conn, name: &GroupName) -> bool = scalar
        "SELECT EXISTS (SELECT 1 FROM user_groups WHERE name = $1 AND deleted_at IS NOT NULL)";

    /// Removes at most `limit` members from a group and returns them, deleted accounts included. The rows of their accounts stay as they
    /// are: changing those of a large group would take too long, and keep the sign-ins of its members waiting.
    pub fn delete_members(tx, name: &str, limit: u32) -> Vec<UserId> = scalar
        "DELETE FROM group_members WHERE group_name = $1 AND user_id IN \
         (SELECT user_id FROM group_members WHERE group_name = $1 LIMIT $2) RETURNING user_id";

    /// Deletes a group that is marked as deleted and has no members. Returns whether there was such a group.
    pub fn delete(tx, name: &str) -> bool =
        "DELETE FROM user_groups WHERE name = $1 AND deleted_at IS NOT NULL \
         AND NOT EXISTS (SELECT 1 FROM group_members WHERE group_name = $1)";

    fn add_to(tx, name: &GroupName, id: UserId) -> bool =
        "INSERT INTO group_members (group_name, user_id) VALUES ($1, $2) ON CONFLICT DO NOTHING";

    fn remove_from(tx, name: &GroupName, id: UserId) -> bool =
        "DELETE FROM group_members WHERE group_name = $1 AND user_id = $2";

    fn change_account(tx, id: UserId, bits: u128, now: Timestamp) =
        "UPDATE users SET low_word_bits = low_word_bits | $2, high_word_bits = high_word_bits | $3, \
         updated_at = $4, version = version + 1 WHERE id = $1",
        [id, users::halves(bits)[0], users::halves(bits)[1], now] => Change::User(id);
}

/// All groups, by name.
pub async fn list(conn: &mut Conn) -> Result<Vec<GroupRow>, StoreError> {
    between(conn, ALL.0, ALL.1).await
}

pub async fn find(conn: &mut Conn, name: &GroupName) -> Result<Option<GroupRow>, StoreError> {
    Ok(between(conn, name.as_str(), name.as_str()).await?.pop())
}

/// The names of all groups.
pub async fn names(conn: &mut Conn) -> Result<GroupNames, StoreError> {
    Ok(all_names(conn).await?.into_iter().collect())
}

/// Adds an account to a group, and the bits of the group to those of the account; returns false if it belonged to the group.
pub async fn add_member(
    tx: &mut Tx,
    name: &GroupName,
    id: UserId,
    bits: u128,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let is_added = add_to(tx, name, id).await?;
    if is_added {
        change_account(tx, id, bits, now).await?;
    }
    Ok(is_added)
}

/// Removes an account from a group; returns false if it did not belong to the group.
pub async fn remove_member(tx: &mut Tx, name: &GroupName, id: UserId, now: Timestamp) -> Result<bool, StoreError> {
    let is_removed = remove_from(tx, name, id).await?;
    if is_removed {
        // The bits stay, because the account may have them for other reasons. Too many only make lists slower.
        change_account(tx, id, 0, now).await?;
    }
    Ok(is_removed)
}

/// Adds new accounts, which have the bits of their groups already, to these groups.
pub async fn add_members(tx: &mut Tx, members: &[(UserId, GroupNames)]) -> Result<(), StoreError> {
    let pairs = members.iter().flat_map(|(id, groups)| groups.iter().map(move |name| (id, name)));
    let row =
        |(id, name): (&UserId, &GroupName)| vec![("user_id", id.stored()), ("group_name", name.to_string().stored())];
    tables::add(tx, "group_members", pairs.map(row).collect()).await.map(drop)
}
