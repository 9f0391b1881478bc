//! Sessions: each is one sign-in on one device.

use super::changes::Change;
use super::statement::statements;
use super::users::UserRow;
use super::{StoreError, Tx};
use crate::shared::{EndReason, SessionId, Status, Timestamp, UserId};
use sqlx::FromRow;
use uuid::Uuid;

/// A session with its account.
#[derive(Clone, Debug, FromRow)]
pub struct SessionRow {
    #[sqlx(flatten)]
    pub user: UserRow,
    pub remember: bool,
    pub session_created_at: i64,
    pub session_expires_at: i64,
    pub ended_at: Option<i64>,
    /// By which methods its user has proved who they are.
    pub methods: String,
    /// When last; None: when the session began.
    pub proved_at: Option<i64>,
}

/// A session that has not ended or expired, without its account.
#[derive(Clone, Debug, FromRow)]
pub struct ActiveSessionRow {
    pub id: Uuid,
    pub remember: bool,
    pub device: Option<String>,
    pub address: Option<String>,
    pub created_at: i64,
    pub last_used_at: i64,
    pub expires_at: i64,
}

/// A stored session, active or not, without its account.
#[derive(Clone, Debug, FromRow)]
pub struct StoredSessionRow {
    #[sqlx(flatten)]
    pub session: ActiveSessionRow,
    /// As in a [`SessionRow`].
    pub methods: String,
    pub proved_at: Option<i64>,
    pub ended_at: Option<i64>,
    pub end_reason: Option<String>,
}

/// What is stored about the end of a session.
#[derive(Clone, Debug, FromRow)]
pub struct EndingRow {
    pub ended_at: Option<i64>,
    pub end_reason: Option<String>,
    /// The status of the account.
    pub status: Status,
}

/// When a session began, and its last proof with a factor that was not added in it.
#[derive(Clone, Copy, Debug, FromRow)]
pub struct BeginningRow {
    pub created_at: i64,
    /// Since when that factor belongs to the account. None: no factor was used.
    pub factor_since: Option<i64>,
    pub factor_used_at: Option<i64>,
}

/// Where a sign-in comes from. A value that is not known is empty.
#[derive(Clone, Copy, Debug)]
pub struct Origin<'a> {
    /// The `User-Agent`, as it is stored.
    pub device: &'a str,
    pub address: &'a str,
    /// Patterns for `LIKE` that match the addresses of the same network.
    pub network: &'a [String; 2],
}

/// The columns of a [`SessionRow`].
macro_rules! columns {
    () => {
        concat!(
            $crate::store::users::columns!(),
            ", remember, session_created_at, session_expires_at, ended_at, methods, proved_at"
        )
    };
}
pub(super) use columns;
/// Those of the session, under these names, in a part of a statement that reads `sessions`.
macro_rules! renamed {
    () => {
        "remember, created_at AS session_created_at, expires_at AS session_expires_at, ended_at, methods, proved_at"
    };
}
pub(super) use renamed;

statements! {
    pub fn find(conn, id: SessionId) -> Option<SessionRow> = concat!(
        "SELECT ", columns!(), " FROM (SELECT user_id, ", renamed!(),
        " FROM sessions WHERE id = $1) s JOIN users ON users.id = s.user_id");

    // The condition keeps the time of the first end, and shows whether this call has ended the session.
    fn store_end(tx, id: SessionId, why: EndReason, now: Timestamp) -> bool =
        "UPDATE sessions SET ended_at = $3, end_reason = $2 WHERE id = $1 AND ended_at IS NULL";

    /// Ends a session of an account because its owner has reported it.
    // Also if it has ended already, so that `IS_FROM_NEW_BROWSER` leaves it out.
    pub fn report(tx, id: SessionId, user: UserId, now: Timestamp) =
        "UPDATE sessions SET ended_at = COALESCE(ended_at, $3), end_reason = $4 WHERE id = $1 AND user_id = $2",
        [id, user, now, EndReason::Reported.as_str()] => Change::Session(id);

    fn store_end_of_all_but(tx, user: UserId, kept: SessionId, why: EndReason, now: Timestamp) -> u64 =
        "UPDATE sessions SET ended_at = $4, end_reason = $3 WHERE user_id = $1 AND id <> $2 AND ended_at IS NULL";

    /// Whether an account has been signed in to, at `last_login_at` or in a session that is stored, active or not, but no session
    /// with this device and network is stored that was not reported.
    // The owner has said of a reported session that its browser is not theirs.
    pub fn is_from_new_browser(conn, user: UserId, last_login_at: Timestamp, origin: &Origin<'_>) -> bool = scalar
        "SELECT ($6 <> 0 OR EXISTS (SELECT 1 FROM sessions WHERE user_id = $1)) \
         AND NOT EXISTS (SELECT 1 FROM sessions WHERE user_id = $1 AND COALESCE(device, '') = $2 \
         AND (COALESCE(address, '') = $3 OR address LIKE $4 OR address LIKE $5) AND COALESCE(end_reason, '') <> $7)",
        [user, origin.device, origin.address, &origin.network[0], &origin.network[1], last_login_at, EndReason::Reported];

    fn store_proof(tx, id: SessionId, methods: &str, at: Timestamp) -> bool =
        "UPDATE sessions SET methods = $2, proved_at = $3 WHERE id = $1 AND ended_at IS NULL";

    /// Stores that a session was proven at `now` with a factor that belongs to the account since then.
    pub fn note_factor(tx, id: SessionId, since: Timestamp, now: Timestamp) =
        "UPDATE sessions SET factor_since = $2, factor_used_at = $3 WHERE id = $1";

    /// When the session began, and its last proof with a factor. None if the session is unknown or was deleted.
    pub fn beginning(conn, id: SessionId) -> Option<BeginningRow> =
        "SELECT created_at, factor_since, factor_used_at FROM sessions WHERE id = $1";

    /// Whether the session belongs to the account.
    pub fn belongs_to(conn, id: SessionId, user: UserId) -> bool = scalar
        "SELECT EXISTS (SELECT 1 FROM sessions WHERE id = $1 AND user_id = $2)";

    /// What is stored about the end of a session of an account. None if the session is unknown or was deleted.
    pub fn ending(conn, id: SessionId, user: UserId) -> Option<EndingRow> =
        "SELECT ended_at, end_reason, status FROM sessions JOIN users ON users.id = user_id \
         WHERE sessions.id = $1 AND user_id = $2";

    /// The sessions of an account that can still be refreshed, at most 100, the most recently used first.
    // Without an unused and unexpired refresh token, a session cannot be refreshed any more.
    pub fn active(conn, user: UserId, now: Timestamp) -> Vec<ActiveSessionRow> =
        "SELECT id, remember, device, address, created_at, last_used_at, expires_at FROM sessions \
         WHERE user_id = $1 AND ended_at IS NULL AND expires_at > $2 AND EXISTS (SELECT 1 FROM refresh_tokens AS t \
         WHERE t.session_id = sessions.id AND t.used_at IS NULL AND t.expires_at > $2) ORDER BY last_used_at DESC, id LIMIT 100";

    /// The sessions of an account that have not been cleaned up yet, ordered by id, after the id `after`.
    pub fn stored(conn, user: UserId, after: SessionId, limit: u32) -> Vec<StoredSessionRow> =
        "SELECT id, remember, device, address, created_at, last_used_at, expires_at, methods, proved_at, ended_at, \
         end_reason FROM sessions WHERE user_id = $1 AND id > $2 ORDER BY id LIMIT $3";

    /// How many sessions have not ended or expired; at most `limit` are counted.
    pub fn count_active(conn, now: Timestamp, limit: u32) -> i64 = scalar
        "SELECT COUNT(*) FROM (SELECT 1 FROM sessions WHERE ended_at IS NULL AND expires_at > $1 LIMIT $2) AS active";

    /// Deletes at most `limit` sessions that expired before `then`, with their refresh tokens.
    // Foreign keys delete the refresh tokens of these sessions.
    pub fn delete_past(tx, then: Timestamp, limit: u32) -> u64 =
        "DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE expires_at < $1 LIMIT $2)";
}

/// Ends a session; returns whether it was active.
pub async fn end(tx: &mut Tx, id: SessionId, why: EndReason, now: Timestamp) -> Result<bool, StoreError> {
    let ended = store_end(tx, id, why, now).await?;
    // An earlier end has been announced already.
    if ended {
        tx.changed(Change::Session(id));
    }
    Ok(ended)
}

/// Ends every session of an account except one; returns how many were active. One notification for the account is enough: other
/// replicas then evict all of its sessions.
pub async fn end_all_but(
    tx: &mut Tx,
    user: UserId,
    kept: SessionId,
    why: EndReason,
    now: Timestamp,
) -> Result<u64, StoreError> {
    let ended = store_end_of_all_but(tx, user, kept, why, now).await?;
    if ended > 0 {
        tx.changed(Change::User(user));
    }
    Ok(ended)
}

/// Ends every session of an account; returns how many were active.
pub async fn end_all(tx: &mut Tx, user: UserId, why: EndReason, now: Timestamp) -> Result<u64, StoreError> {
    // No session has the nil id.
    end_all_but(tx, user, SessionId(Uuid::nil()), why, now).await
}

/// Stores a new proof of who the user is; returns whether the session was active.
pub async fn prove(tx: &mut Tx, id: SessionId, methods: &str, at: Timestamp) -> Result<bool, StoreError> {
    let is_active = store_proof(tx, id, methods, at).await?;
    if is_active {
        tx.changed(Change::Session(id));
    }
    Ok(is_active)
}
