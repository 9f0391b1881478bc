//! Invitations to choose a first password: the open ones, which are one-time tokens, and the accounts that wait for a password.

use super::one_time_tokens::creator_is_allowed;
use super::statement::statements;
use super::{Conn, StoreError, stats};
use crate::shared::{Timestamp, UserId};
use serde::{Deserialize, Serialize};
use sqlx::FromRow;
use uuid::Uuid;

/// An open invitation of a known account.
#[derive(Clone, Copy, Debug, FromRow)]
pub struct InvitationRow {
    pub created_at: i64,
    pub expires_at: i64,
}

/// An open invitation and its account.
#[derive(Clone, Debug, FromRow)]
pub struct ListedInvitationRow {
    pub id: Uuid,
    pub username: String,
    pub email: String,
    pub name: Option<String>,
    pub created_at: i64,
    pub expires_at: i64,
}

/// A position in the list of invitations, the newest first.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct InvitationPlace {
    created_at: i64,
    id: Uuid,
}

impl ListedInvitationRow {
    pub fn place(&self) -> InvitationPlace {
        InvitationPlace { created_at: self.created_at, id: self.id }
    }
}

/// Before the newest invitation.
const BEGINNING: InvitationPlace = InvitationPlace { created_at: i64::MAX, id: Uuid::max() };

/// A position in the order of the accounts that are active and have no password, passkey or identity, except service accounts: by
/// the number of their import, then by id. Accounts that were not imported have the number 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromRow)]
pub struct AwaitingPlace {
    pub import_number: i64,
    pub id: UserId,
}

/// The accounts after a place, up to those of the import with this number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AwaitingRange {
    pub after: AwaitingPlace,
    pub last_import: i64,
}

/// How many accounts wait for a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromRow)]
pub struct AwaitingCounts {
    pub accounts: i64,
    /// Those without an open invitation.
    pub uninvited: i64,
}

/// The accounts of a range: after the place `$1`, `$2`, up to the import `$3`. Both engines have an index of these accounts. The
/// first two conditions are those of the index, word for word: with parameters in their place, neither engine would use it.
macro_rules! awaiting {
    () => {
        concat!(
            "FROM published_users AS account WHERE account.password_hash = '!' AND account.status = 'active' \
         AND (account.import_number, account.id) > ($1, $2) AND account.import_number <= $3 \
         AND NOT EXISTS (SELECT 1 FROM service_accounts WHERE service_accounts.user_id = account.id) \
         AND NOT EXISTS (SELECT 1 FROM passkeys WHERE passkeys.user_id = account.id AND ",
            $crate::store::factors::passkeys::is_usable!(),
            ") \
         AND NOT EXISTS (SELECT 1 FROM identities WHERE identities.user_id = account.id)"
        )
    };
}

/// Whether an account has no open invitation at the time of this parameter.
macro_rules! uninvited {
    ($now:literal) => {
        concat!(
            "NOT EXISTS (SELECT 1 FROM one_time_tokens AS token WHERE token.user_id = account.id \
             AND token.purpose = 'invitation' AND token.used_at IS NULL AND token.expires_at > ",
            $now,
            " AND ",
            creator_is_allowed!(),
            ")"
        )
    };
}

statements! {
    /// The open invitation of an account.
    pub fn of_user(conn, user: UserId, now: Timestamp) -> Option<InvitationRow> = concat!(
        "SELECT created_at, expires_at FROM one_time_tokens WHERE user_id = $1 AND purpose = 'invitation' \
         AND used_at IS NULL AND expires_at > $2 AND ", creator_is_allowed!());

    /// At most `limit` open invitations, the newest first, after a place.
    pub fn newest(conn, now: Timestamp, after: Option<InvitationPlace>, limit: i64)
        -> Vec<ListedInvitationRow> = concat!(
        "SELECT invited.id, invited.username, invited.email, invited.name, token.created_at, token.expires_at \
         FROM one_time_tokens AS token JOIN published_users AS invited ON invited.id = token.user_id \
         WHERE token.purpose = 'invitation' AND token.used_at IS NULL AND token.expires_at > $1 AND ",
        creator_is_allowed!(), " AND (token.created_at, invited.id) < ($2, $3) \
         ORDER BY token.created_at DESC, invited.id DESC LIMIT $4"),
        [now, after.unwrap_or(BEGINNING).created_at, after.unwrap_or(BEGINNING).id, limit];

    /// The number of the accounts in a range.
    pub fn count_awaiting(conn, range: AwaitingRange, now: Timestamp) -> AwaitingCounts = one concat!(
        "SELECT COUNT(*) AS accounts, COUNT(CASE WHEN ", uninvited!("$4"), " THEN 1 END) AS uninvited ", awaiting!()),
        [range.after.import_number, range.after.id, range.last_import, now];

    /// The first accounts of a range, at most `limit`.
    pub fn next_awaiting(conn, range: AwaitingRange, limit: i64) -> Vec<AwaitingPlace> = concat!(
        "SELECT account.import_number, account.id ", awaiting!(), " ORDER BY account.import_number, account.id LIMIT $4"),
        [range.after.import_number, range.after.id, range.last_import, limit];

    /// Like [`next_awaiting`], without the accounts that have an open invitation.
    pub fn next_uninvited(conn, range: AwaitingRange, limit: i64, now: Timestamp) -> Vec<AwaitingPlace> = concat!(
        "SELECT account.import_number, account.id ", awaiting!(), " AND ", uninvited!("$5"),
        " ORDER BY account.import_number, account.id LIMIT $4"),
        [range.after.import_number, range.after.id, range.last_import, limit, now];
}

/// Which accounts have an open invitation, of those with the ids `$1`, at the time `$2`.
macro_rules! open_among {
    ($ids:literal) => {
        concat!(
            "SELECT user_id FROM one_time_tokens WHERE ",
            $ids,
            " AND purpose = 'invitation' AND used_at IS NULL AND expires_at > $2 AND ",
            creator_is_allowed!()
        )
    };
}

pub mod on_postgres {
    use super::*;

    statements! {
        pub(super) OPEN_AMONG = open_among!("user_id = ANY($1)");
    }
}

pub mod on_sqlite {
    use super::*;

    statements! {
        // SQLite has no arrays.
        pub(super) OPEN_AMONG = open_among!("user_id IN (SELECT unhex(value) FROM json_each($1))");
    }
}

/// Which of these accounts have an open invitation.
pub async fn open_among(conn: &mut Conn, ids: &[UserId], now: Timestamp) -> Result<Vec<UserId>, StoreError> {
    let found: Vec<(Uuid,)> = match conn {
        Conn::Sqlite(connection) => {
            let ids: Vec<_> = ids.iter().map(|id| id.0.as_simple().to_string()).collect();
            let ids = serde_json::to_string(&ids).map_err(|error| sqlx::Error::Encode(error.into()))?;
            let sql = on_sqlite::OPEN_AMONG.sql();
            stats::timed(sqlx::query_as(sql).bind(ids).bind(now.0).fetch_all(&mut **connection)).await?
        }
        Conn::Postgres(connection) => {
            let ids: Vec<_> = ids.iter().map(|id| id.0).collect();
            let sql = on_postgres::OPEN_AMONG.sql();
            stats::timed(sqlx::query_as(sql).bind(ids).bind(now.0).fetch_all(connection)).await?
        }
    };
    Ok(found.into_iter().map(|(id,)| UserId(id)).collect())
}
