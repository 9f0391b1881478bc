//! Service accounts: which accounts belong to programs.

use super::api_tokens::{CreatorRow, of_creator, with_creator};
use super::statement::statements;
use super::users::{KeyedRow, UserRow, columns};
use crate::shared::{Timestamp, UserId};
use sqlx::FromRow;

/// A service account.
#[derive(Clone, Debug, FromRow)]
pub struct ServiceAccountRow {
    #[sqlx(flatten)]
    pub user: UserRow,
    /// The number of its tokens that have neither expired nor been revoked.
    pub tokens: i64,
    /// The last use of one of them.
    pub last_used_at: Option<i64>,
    #[sqlx(flatten)]
    pub creator: CreatorRow,
}

/// The rows of a list: service accounts that are not deleted, the newest first, with the condition on the creator if there is
/// one. `$1` is now, `$2` the maximum number. `CROSS JOIN` keeps SQLite from beginning with all accounts.
macro_rules! list {
    ($condition:literal) => {
        concat!(
            "SELECT ",
            columns!(),
            ", ",
            of_active!("COUNT(*)"),
            " AS tokens, ",
            of_active!("MAX(last_used_at)"),
            " AS last_used_at, ",
            of_creator!(),
            " FROM (SELECT user_id AS service_id, created_at AS since, created_by FROM service_accounts) AS service \
             CROSS JOIN published_users",
            with_creator!(),
            "WHERE published_users.id = service.service_id AND status <> 'deleted'",
            $condition,
            " ORDER BY since DESC, id DESC LIMIT $2"
        )
    };
}

/// A value over the tokens of a service account that have neither expired nor been revoked.
macro_rules! of_active {
    ($value:literal) => {
        concat!(
            "(SELECT ",
            $value,
            " FROM api_tokens AS token WHERE token.user_id = service.service_id \
             AND token.revoked_at IS NULL AND token.expires_at > $1)"
        )
    };
}

/// The number of people, which are all accounts but those of programs, in the classes below `$below`. `$status`: the condition on the
/// status that these classes stand for.
macro_rules! people {
    ($below:literal, $status:literal) => {
        concat!(
            "CAST((SELECT COALESCE(SUM(count), 0) FROM user_counts WHERE import_number = 0 AND class < ",
            $below,
            ") - (SELECT COUNT(*) FROM service_accounts CROSS JOIN users WHERE id = user_id AND status ",
            $status,
            ") AS BIGINT)"
        )
    };
}

pub(super) use people;

statements! {
    /// Declares an account a service account. `created_by`: None for the command line.
    pub fn insert(tx, user: UserId, created_by: Option<UserId>, now: Timestamp) =
        "INSERT INTO service_accounts (user_id, created_by, created_at) VALUES ($1, $2, $3)";

    /// Whether the account is a service account.
    pub fn exists(conn, user: UserId) -> bool = scalar
        "SELECT EXISTS (SELECT 1 FROM service_accounts WHERE user_id = $1)";

    /// When the account was created as a service account; None if it is an ordinary one.
    pub fn since(conn, user: UserId) -> Option<i64> = scalar
        "SELECT created_at FROM service_accounts WHERE user_id = $1";

    /// All of them, deleted or not, with the keys of lists. See `list` for `CROSS JOIN`.
    pub fn all(conn) -> Vec<KeyedRow> = concat!(
        "SELECT ", columns!(), ", username_key, email_key, name_key \
         FROM (SELECT user_id AS service_id FROM service_accounts) AS service \
         CROSS JOIN published_users WHERE published_users.id = service.service_id");

    /// At most `limit` service accounts that are not deleted, the newest first.
    pub fn newest(conn, now: Timestamp, limit: i64) -> Vec<ServiceAccountRow> = list!("");

    /// At most `limit` of those that `creator` has created.
    pub fn created_by(conn, creator: UserId, now: Timestamp, limit: i64) -> Vec<ServiceAccountRow> =
        list!(" AND created_by = $3"), [now, limit, creator];
}
