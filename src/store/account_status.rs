//! Role and status of an account. Each change also stores the previous value, so that it can be undone.

use super::changes::Change;
use super::factors::passkeys::is_usable;
use super::statement::{fetch, statements};
use super::users::{UserRow, columns};
use super::{Conn, StoreError, Tx};
use crate::shared::ids::UserId;
use crate::shared::timestamp::Timestamp;
use crate::shared::views::{Role, Status, UnknownValue};
use uuid::Uuid;

statements! {
    // The other previous value becomes NULL: an undo restores whichever of the two changed last.
    SET_STATUS = concat!(
        "UPDATE users SET status = $3, status_before = status, role_before = NULL, deleted_at = $4, bulk_id = $5, \
         updated_at = $6, version = version + 1 WHERE id = $1 AND status = $2 RETURNING ", columns!());
    SET_ROLE = concat!(
        "UPDATE users SET role = $3, role_before = role, status_before = NULL, bulk_id = $4, \
         updated_at = $5, version = version + 1 WHERE id = $1 AND role = $2 AND status <> 'deleted' \
         RETURNING ", columns!());
    BEFORE = "SELECT status_before, role_before FROM published_users WHERE id = $1";
    OF_BULK = "SELECT id FROM users WHERE bulk_id = $1 AND id > $2 ORDER BY id LIMIT $3";
    RECENT_BULKS = "SELECT bulk_id, COUNT(*) FROM users WHERE bulk_id > $1 \
        GROUP BY bulk_id ORDER BY bulk_id DESC LIMIT $2";
    // The condition keeps an account that was restored after it was selected.
    PURGE = "DELETE FROM users WHERE id = $1 AND status = 'deleted' RETURNING email_key";
    IS_DELETED = "SELECT EXISTS (SELECT 1 FROM users \
        WHERE id = $1 AND status = 'deleted' AND (deleted_at < $2 OR $2 IS NULL))";
    PAST = "SELECT deleted_at, id FROM users WHERE deleted_at < $1 AND (deleted_at, id) > ($2, $3) \
        ORDER BY deleted_at, id LIMIT $4";
    // One whose password was made invalid counts: its owner chooses another one with a link.
    OTHER_ADMINS = concat!(
        "SELECT COUNT(*) FROM published_users \
        WHERE role = 'admin' AND status = 'active' AND id <> $1 \
        AND (password_hash <> $2 OR EXISTS (SELECT 1 FROM passkeys WHERE passkeys.user_id = published_users.id \
        AND ", is_usable!(), ") \
        OR EXISTS (SELECT 1 FROM identities WHERE identities.user_id = published_users.id \
        AND $3 LIKE '%,' || identities.provider || ',%'))");
    ADMINISTRATORS = concat!(
        "SELECT ", columns!(), " FROM published_users WHERE role = 'admin' AND status = 'active' AND email_verified \
         ORDER BY id LIMIT $1");
    // Triggers keep these totals. Those of an import that is not published are under its number.
    TOTALS = "SELECT CASE WHEN class < 4 THEN 'active' WHEN class < 16 THEN 'disabled' ELSE 'deleted' END AS status, \
        CAST(SUM(count) AS BIGINT) AS accounts FROM user_counts WHERE import_number = 0 GROUP BY 1";
    ANY_ADMIN = "SELECT EXISTS (SELECT 1 FROM published_users WHERE role = 'admin' AND status <> 'deleted')";
}

/// The status or the role before the last change, whichever it changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Before {
    pub status_before: Option<Status>,
    pub role_before: Option<Role>,
}

/// Sets the status if it is still `from`; None if not. `bulk`: the id of the bulk action that this change is part of.
pub async fn set_status(
    tx: &mut Tx,
    id: UserId,
    (from, to): (Status, Status),
    bulk: Option<Uuid>,
    now: Timestamp,
) -> Result<Option<UserRow>, StoreError> {
    let deleted_at = (to == Status::Deleted).then_some(now.0);
    let (from, to) = (from.as_str(), to.as_str());
    let row = fetch!(tx, fetch_optional as UserRow, SET_STATUS, id.0, from, to, deleted_at, bulk, now.0)?;
    tx.changed(Change::User(id));
    Ok(row)
}

/// Sets the role if it is still `from`; None if not or if the account is deleted.
pub async fn set_role(
    tx: &mut Tx,
    id: UserId,
    (from, to): (Role, Role),
    bulk: Option<Uuid>,
    now: Timestamp,
) -> Result<Option<UserRow>, StoreError> {
    let (from, to) = (from.as_str(), to.as_str());
    let row = fetch!(tx, fetch_optional as UserRow, SET_ROLE, id.0, from, to, bulk, now.0)?;
    tx.changed(Change::User(id));
    Ok(row)
}

/// The status or the role before the last change.
pub async fn before(conn: &mut Conn, id: UserId) -> Result<Before, StoreError> {
    let row = fetch!(conn, fetch_optional as (Option<String>, Option<String>), BEFORE, id.0)?;
    let Some((status, role)) = row else { return Ok(Before::default()) };
    let unreadable = |UnknownValue(value)| StoreError::Unreadable { what: "a previous role or status", value };
    Ok(Before {
        status_before: status.map(Status::try_from).transpose().map_err(unreadable)?,
        role_before: role.map(Role::try_from).transpose().map_err(unreadable)?,
    })
}

/// Accounts whose last change was part of this bulk action, ordered by id, after the id `after`.
pub async fn changed_by_bulk(
    conn: &mut Conn,
    bulk: Uuid,
    after: UserId,
    limit: i64,
) -> Result<Vec<UserId>, StoreError> {
    let ids = fetch!(conn, fetch_all as (Uuid,), OF_BULK, bulk, after.0, limit)?;
    Ok(ids.into_iter().map(|(id,)| UserId(id)).collect())
}

/// The bulk actions with ids after `since` that were the last change of some accounts, and of how many; the newest first.
pub async fn recent_bulks(conn: &mut Conn, since: Uuid, limit: i64) -> Result<Vec<(Uuid, i64)>, StoreError> {
    fetch!(conn, fetch_all as (Uuid, i64), RECENT_BULKS, since, limit)
}

/// Removes a deleted account permanently, with all rows that refer to it. Returns the key of its email address; None if it did
/// not exist.
pub async fn purge(tx: &mut Tx, id: UserId) -> Result<Option<String>, StoreError> {
    let purged = fetch!(tx, fetch_optional as (String,), PURGE, id.0)?;
    tx.changed(Change::User(id));
    Ok(purged.map(|(email_key,)| email_key))
}

/// Whether the account is deleted, and was deleted before `then` if that is given.
pub async fn is_deleted(conn: &mut Conn, id: UserId, then: Option<Timestamp>) -> Result<bool, StoreError> {
    Ok(fetch!(conn, fetch_one as (bool,), IS_DELETED, id.0, then.map(|then| then.0))?.0)
}

/// Accounts that were deleted before `then`, with the time of their deletion, the earliest first, after the account `after`.
pub async fn deleted_before(
    conn: &mut Conn,
    then: Timestamp,
    after: (Timestamp, UserId),
    limit: i64,
) -> Result<Vec<(Timestamp, UserId)>, StoreError> {
    let (deleted_at, id) = after;
    let rows = fetch!(conn, fetch_all as (i64, Uuid), PAST, then.0, deleted_at.0, id.0, limit)?;
    Ok(rows.into_iter().map(|(deleted_at, id)| (Timestamp(deleted_at), UserId(id))).collect())
}

/// The number of administrators other than `id` that can sign in. `no_password`: the stored hash of an account that has no
/// password yet. `providers`: the names of those at which people can sign in.
pub async fn other_admins(
    conn: &mut Conn,
    id: UserId,
    no_password: &str,
    providers: &[String],
) -> Result<i64, StoreError> {
    // One text, between commas, because SQLite binds no lists.
    let providers: String = providers.iter().map(|name| format!(",{name},")).collect();
    Ok(fetch!(conn, fetch_one as (i64,), OTHER_ADMINS, id.0, no_password, &providers)?.0)
}

/// At most `limit` active administrators with a confirmed address, the oldest accounts first.
pub async fn administrators(conn: &mut Conn, limit: u32) -> Result<Vec<UserRow>, StoreError> {
    fetch!(conn, fetch_all as UserRow, ADMINISTRATORS, i64::from(limit))
}

/// How many accounts have each status. A status that no account has may be missing.
pub async fn totals(conn: &mut Conn) -> Result<Vec<(Status, i64)>, StoreError> {
    let unreadable = |UnknownValue(value)| StoreError::Unreadable { what: "a status", value };
    let totals = fetch!(conn, fetch_all as (String, i64), TOTALS)?;
    let parsed = |status: String| Status::try_from(status).map_err(unreadable);
    totals.into_iter().map(|(status, accounts)| parsed(status).map(|status| (status, accounts))).collect()
}

/// Whether any administrator exists, including those that are disabled or have no password yet.
pub async fn any_admin(conn: &mut Conn) -> Result<bool, StoreError> {
    Ok(fetch!(conn, fetch_one as (bool,), ANY_ADMIN)?.0)
}

/// A set of classes of accounts: each pair of role and status is one bit, as in the generated column `class` of the schema.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Classes(i64);

const ROLES: [Role; 2] = [Role::User, Role::Admin];
const STATUSES: [Status; 3] = [Status::Active, Status::Disabled, Status::Deleted];

impl Classes {
    pub fn matching(belongs: impl Fn(Role, Status) -> bool) -> Self {
        // The position in this order is the number of the bit, as in the generated column.
        let pairs = STATUSES.into_iter().flat_map(|status| ROLES.map(|role| (role, status)));
        let chosen = pairs.enumerate().filter(|(_, (role, status))| belongs(*role, *status));
        Self(chosen.map(|(position, _)| 1 << position).sum())
    }

    /// The intersection.
    pub fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// All classes in one number.
    pub(super) fn mask(self) -> i64 {
        self.0
    }

    /// Each class in a number of its own, the last one repeated: statements have four parameters for them, and no list has more
    /// classes.
    pub(super) fn four(self) -> [i64; 4] {
        let mut left = self.0;
        let mut last = 0;
        std::array::from_fn(|_| {
            if left != 0 {
                // The lowest bit that is set.
                last = left & -left;
                left ^= last;
            }
            last
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_pair_of_role_and_status_has_its_own_bit() {
        let only = |role, status| Classes::matching(move |r, s| (r, s) == (role, status)).mask();
        let bits = STATUSES.map(|status| ROLES.map(|role| only(role, status)));
        assert_eq!(bits, [[1, 2], [4, 8], [16, 32]]);
    }

    #[test]
    fn four_repeats_the_last_class() {
        let admins = Classes::matching(|role, _| role == Role::Admin);
        assert_eq!(admins.four(), [2, 8, 32, 32]);
        assert_eq!(Classes::default().four(), [0; 4]);
    }
}
