//! Role and status of an account. Each change also stores the previous value, so that it can be undone.

use super::changes::Change;
use super::factors::passkeys::is_usable;
use super::statement::statements;
use super::users::{UserRow, columns};
use super::values::between_commas;
use crate::shared::{Role, Status, Timestamp, UserId};
use sqlx::FromRow;
use uuid::Uuid;

statements! {
    /// Sets the status from the first value to the second; None if it is another one. `bulk`: the id of the bulk action that this
    /// change is part of.
    // The other previous value becomes NULL: an undo restores whichever of the two changed last.
    pub fn set_status(tx, id: UserId, change: (Status, Status), bulk: Option<Uuid>, now: Timestamp)
        -> Option<UserRow> = concat!(
        "UPDATE users SET status = $3, status_before = status, role_before = NULL, deleted_at = $4, bulk_id = $5, \
         suspensions = suspensions + $7, updated_at = $6, version = version + 1 WHERE id = $1 AND status = $2 RETURNING ",
        columns!()), [id, change.0, change.1, (change.1 == Status::Deleted).then_some(now), bulk, now,
         i64::from(change.1 != Status::Active)] => Change::User(id);

    /// Sets the role from the first value to the second; None if it is another one or if the account is deleted.
    pub fn set_role(tx, id: UserId, change: (Role, Role), bulk: Option<Uuid>, now: Timestamp)
        -> Option<UserRow> = concat!(
        "UPDATE users SET role = $3, role_before = role, status_before = NULL, bulk_id = $4, \
         updated_at = $5, version = version + 1 WHERE id = $1 AND role = $2 AND status <> 'deleted' \
         RETURNING ", columns!()), [id, change.0, change.1, bulk, now] => Change::User(id);

    /// The status or the role before the last change; None if there is no such account.
    pub fn before(conn, id: UserId) -> Option<Before> =
        "SELECT status_before, role_before FROM published_users WHERE id = $1";

    /// Accounts whose last change was part of this bulk action, ordered by id, after the id `after`.
    pub fn changed_by_bulk(conn, bulk: Uuid, after: UserId, limit: i64) -> Vec<UserId> = scalar
        "SELECT id FROM users WHERE bulk_id = $1 AND id > $2 ORDER BY id LIMIT $3";

    /// The bulk actions with ids after `since` that were the last change of some accounts, and of how many; the newest first.
    pub fn recent_bulks(conn, since: Uuid, limit: i64) -> Vec<(Uuid, i64)> =
        "SELECT bulk_id, COUNT(*) FROM users WHERE bulk_id > $1 GROUP BY bulk_id ORDER BY bulk_id DESC LIMIT $2";

    /// Removes a deleted account permanently, with all rows that refer to it. Returns the key of its email address; None if it did
    /// not exist.
    // The condition keeps an account that was restored after it was selected.
    pub fn purge(tx, id: UserId) -> Option<String> = scalar
        "DELETE FROM users WHERE id = $1 AND status = 'deleted' RETURNING email_key" => Change::User(id);

    /// Whether the account is deleted, and was deleted before `then` if that is given.
    pub fn is_deleted(conn, id: UserId, then: Option<Timestamp>) -> bool = scalar
        "SELECT EXISTS (SELECT 1 FROM users WHERE id = $1 AND status = 'deleted' AND (deleted_at < $2 OR $2 IS NULL))";

    /// Accounts that were deleted before `then`, with the time of their deletion, the earliest first, after the account `after`.
    pub fn deleted_before(conn, then: Timestamp, after: (Timestamp, UserId), limit: i64) -> Vec<(Timestamp, UserId)> =
        "SELECT deleted_at, id FROM users WHERE deleted_at < $1 AND (deleted_at, id) > ($2, $3) \
         ORDER BY deleted_at, id LIMIT $4", [then, after.0, after.1, limit];

    /// The number of administrators other than `id` that can sign in. `no_password`: the stored hash of an account that has no
    /// password yet. `providers`: the names of those at which people can sign in.
    // One whose password was made invalid counts: its owner chooses another one with a link.
    pub fn other_admins(conn, id: UserId, no_password: &str, providers: &[String]) -> i64 = scalar concat!(
        "SELECT COUNT(*) FROM published_users WHERE role = 'admin' AND status = 'active' AND id <> $1 \
         AND (password_hash <> $2 OR EXISTS (SELECT 1 FROM passkeys WHERE passkeys.user_id = published_users.id \
         AND ", is_usable!(), ") OR EXISTS (SELECT 1 FROM identities WHERE identities.user_id = published_users.id \
         AND NOT identities.is_held AND $3 LIKE '%,' || identities.provider || ',%'))"), [id, no_password, between_commas(providers.iter())];

    /// At most `limit` active administrators with a confirmed address, the oldest accounts first.
    pub fn administrators(conn, limit: u32) -> Vec<UserRow> = concat!(
        "SELECT ", columns!(), " FROM published_users WHERE role = 'admin' AND status = 'active' AND email_verified \
         ORDER BY id LIMIT $1");

    /// Lists all administrators, whatever their status.
    pub fn all_administrators(conn) -> Vec<UserRow> = concat!(
        "SELECT ", columns!(), " FROM published_users WHERE role = 'admin'");

    /// How many accounts have each status. A status that no account has may be missing.
    // Triggers keep these totals. Those of an import that is not published are under its number.
    pub fn totals(conn) -> Vec<(Status, i64)> =
        "SELECT CASE WHEN class < 4 THEN 'active' WHEN class < 16 THEN 'disabled' ELSE 'deleted' END AS status, \
         CAST(SUM(count) AS BIGINT) AS accounts FROM user_counts WHERE import_number = 0 GROUP BY 1";

    /// Whether any administrator exists, including those that are disabled or have no password yet.
    pub fn any_admin(conn) -> bool = scalar
        "SELECT EXISTS (SELECT 1 FROM published_users WHERE role = 'admin' AND status <> 'deleted')";
}

/// The status or the role before the last change, whichever it changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, FromRow)]
pub struct Before {
    pub status_before: Option<Status>,
    pub role_before: Option<Role>,
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
