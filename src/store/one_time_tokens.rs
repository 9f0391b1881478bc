//! One-time tokens: each lets its holder do one thing once, without being signed in. Only hashes are stored.

use super::statement::{execute, fetch, statements};
use super::{Conn, StoreError, Tx};
use crate::shared::ids::UserId;
use crate::shared::timestamp::Timestamp;
use sqlx::FromRow;
use uuid::Uuid;

names! {
    /// What a token is for. Each statement names the purpose, so that a token for one cannot be used for another.
    pub enum Purpose {
        /// Choosing a password.
        Password = "password",
        /// Choosing the first password of an account, in a message to its address.
        Invitation = "invitation",
        /// Confirming the address of an account.
        ConfirmEmail = "confirm_email",
        /// Confirming a new address, which replaces the current one.
        ChangeEmail = "change_email",
        /// Giving the account back to an address: undoing a change of it, or the deletion of the account by its owner.
        UndoEmailChange = "undo_email_change",
        /// Reporting a session as somebody else's.
        ReportSignIn = "report_sign_in",
        /// Confirming a registration, which creates the account.
        Registration = "registration",
    }
}

/// A stored token.
#[derive(Clone, Debug, FromRow)]
pub struct OneTimeTokenRow {
    #[sqlx(try_from = "String")]
    pub purpose: Purpose,
    /// None: a registration that is not confirmed yet.
    pub user_id: Option<Uuid>,
    /// The administrator who created it; None if the owner or the command line did.
    pub created_by: Option<Uuid>,
    pub email_key: Option<String>,
    /// What the use case needs beside it, as JSON.
    pub parameters: Option<String>,
    /// Where its holder goes on, sealed.
    pub journey: Option<String>,
    pub digits_hash: Option<Vec<u8>>,
    pub browser_hash: Option<Vec<u8>>,
    pub created_at: i64,
    pub expires_at: i64,
    pub used_at: Option<i64>,
}

impl OneTimeTokenRow {
    /// The account.
    pub fn user(&self) -> Option<UserId> {
        self.user_id.map(UserId)
    }
}

/// A stored token, used or not, with its hash.
#[derive(Clone, Debug, FromRow)]
pub struct StoredTokenRow {
    #[sqlx(flatten)]
    pub token: OneTimeTokenRow,
    pub token_hash: Vec<u8>,
}

/// A token to add.
#[derive(Clone, Debug)]
pub struct NewOneTimeToken {
    /// SHA-256 of the token.
    pub hash: [u8; 32],
    pub purpose: Purpose,
    /// None: a registration that is not confirmed yet.
    pub user: Option<UserId>,
    /// The administrator who created it; None if the owner or the command line did.
    pub created_by: Option<UserId>,
    /// The key of the address that the token is about.
    pub email_key: Option<String>,
    /// What the use case needs beside it, as JSON.
    pub parameters: Option<String>,
    /// Where its holder goes on, sealed.
    pub journey: Option<String>,
    /// SHA-256 of the token and the six digits that are sent with it.
    pub digits_hash: Option<[u8; 32]>,
    /// SHA-256 of the id of the browser that asked for the token.
    pub browser_hash: Option<[u8; 32]>,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
}

/// The columns of a [`OneTimeTokenRow`].
macro_rules! columns {
    () => {
        "purpose, user_id, created_by, email_key, parameters, journey, digits_hash, browser_hash, created_at, \
         expires_at, used_at"
    };
}

/// Whether the creator of a token, if there is one, is still allowed to create it (`Action::MakePasswordLink` in
/// `accounts/policy.rs`).
macro_rules! creator_is_allowed {
    () => {
        "(created_by IS NULL OR EXISTS \
         (SELECT 1 FROM users AS maker WHERE maker.id = created_by AND maker.role = 'admin' AND maker.status = 'active'))"
    };
}
pub(super) use {columns, creator_is_allowed};

/// Selects the token `$1` with the purpose `$2` if it is valid at the time `$3`: not used, not expired, and its creator is still
/// allowed to create it.
macro_rules! valid {
    () => {
        concat!("token_hash = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > $3 AND ", creator_is_allowed!())
    };
}

statements! {
    // The purposes are one text, between commas, because SQLite binds no lists.
    DELETE_UNUSED = "DELETE FROM one_time_tokens WHERE user_id = $1 AND used_at IS NULL AND (CASE \
        WHEN purpose = 'password' AND email_key IS NULL THEN $3 ELSE $2 LIKE '%,' || purpose || ',%' END)";
    DELETE_OF_PURPOSE = "DELETE FROM one_time_tokens WHERE user_id = $1 AND purpose = $2 AND used_at IS NULL";
    MAKE_ROOM = "DELETE FROM one_time_tokens WHERE email_key = $1 AND purpose = 'registration' AND (browser_hash = $2 \
        OR token_hash IN (SELECT token_hash FROM one_time_tokens WHERE email_key = $1 AND purpose = 'registration' \
        ORDER BY created_at DESC, token_hash LIMIT 1000 OFFSET $3))";
    OF_BROWSER = concat!(
        "SELECT ", columns!(), " FROM one_time_tokens WHERE email_key = $1 AND purpose = 'registration' \
         AND browser_hash = $2 AND used_at IS NULL AND expires_at > $3 ORDER BY created_at DESC LIMIT 1");
    DELETE_OF_EMAIL = "DELETE FROM one_time_tokens WHERE email_key = $1 AND purpose = $2 AND used_at IS NULL";
    DELETE_OF_MAKER = "DELETE FROM one_time_tokens WHERE created_by = $1";
    INSERT = "INSERT INTO one_time_tokens (token_hash, purpose, user_id, created_by, email_key, parameters, journey, \
        digits_hash, browser_hash, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    FIND = concat!("SELECT ", columns!(), " FROM one_time_tokens WHERE ", valid!());
    OF_PURPOSE = concat!(
        "SELECT ", columns!(), " FROM one_time_tokens WHERE user_id = $1 AND purpose = $2 AND used_at IS NULL \
         AND expires_at > $3 ORDER BY created_at DESC LIMIT 1");
    OPEN_OF_USER = concat!(
        "SELECT ", columns!(), " FROM one_time_tokens WHERE user_id = $1 AND used_at IS NULL AND expires_at > $2 AND ",
        creator_is_allowed!(), " ORDER BY created_at DESC, token_hash LIMIT $3");
    OF_USER = concat!(
        "SELECT ", columns!(), ", token_hash FROM one_time_tokens WHERE user_id = $1 AND (created_at, token_hash) > ($2, $3) \
         ORDER BY created_at, token_hash LIMIT $4");
    // Tests the validity again: between opening the page and this, the token may have been used or revoked.
    CONSUME = concat!("UPDATE one_time_tokens SET used_at = $3 WHERE ", valid!());
    COUNT_ATTEMPT =
        "UPDATE one_time_tokens SET digit_attempts = digit_attempts + $2 WHERE token_hash = $1 AND used_at IS NULL \
         RETURNING digit_attempts";
    DELETE = "DELETE FROM one_time_tokens WHERE token_hash = $1";
    DELETE_PAST = "DELETE FROM one_time_tokens WHERE token_hash IN \
        (SELECT token_hash FROM one_time_tokens WHERE expires_at <= $1 LIMIT $2)";
}

/// Adds a token.
pub async fn insert(tx: &mut Tx, token: &NewOneTimeToken) -> Result<(), StoreError> {
    execute!(
        tx,
        INSERT,
        &token.hash[..],
        token.purpose.as_str(),
        token.user.map(|user| user.0),
        token.created_by.map(|maker| maker.0),
        token.email_key.as_deref(),
        token.parameters.as_deref(),
        token.journey.as_deref(),
        token.digits_hash.as_ref().map(|hash| &hash[..]),
        token.browser_hash.as_ref().map(|hash| &hash[..]),
        token.created_at.0,
        token.expires_at.0,
    )
    .map(drop)
}

/// Deletes the unused tokens of an account with these purposes; of password links those that were sent to its address. `handed_over`:
/// also password links that were not.
pub async fn delete_unused(
    tx: &mut Tx,
    user: UserId,
    purposes: impl Iterator<Item = Purpose>,
    handed_over: bool,
) -> Result<(), StoreError> {
    let purposes: String = purposes.map(|purpose| format!(",{purpose},")).collect();
    execute!(tx, DELETE_UNUSED, user.0, &purposes, handed_over).map(drop)
}

/// Deletes the unused tokens of an account with this purpose.
pub async fn delete_of_purpose(tx: &mut Tx, user: UserId, purpose: Purpose) -> Result<(), StoreError> {
    execute!(tx, DELETE_OF_PURPOSE, user.0, purpose.as_str()).map(drop)
}

/// Deletes the unused tokens about an address with this purpose.
pub async fn delete_of_email(tx: &mut Tx, email_key: &str, purpose: Purpose) -> Result<(), StoreError> {
    execute!(tx, DELETE_OF_EMAIL, email_key, purpose.as_str()).map(drop)
}

/// Deletes registrations of an address, so that there is room for one more: that of the same browser, and the oldest, so that
/// at most `limit` will be there.
pub async fn make_room(
    tx: &mut Tx,
    email_key: &str,
    browser_hash: Option<&[u8; 32]>,
    limit: u32,
) -> Result<(), StoreError> {
    let browser_hash = browser_hash.map(|hash| &hash[..]);
    execute!(tx, MAKE_ROOM, email_key, browser_hash, i64::from(limit) - 1).map(drop)
}

/// The newest registration of an address by this browser; None if none is valid.
pub async fn of_browser(
    conn: &mut Conn,
    email_key: &str,
    browser_hash: &[u8; 32],
    now: Timestamp,
) -> Result<Option<OneTimeTokenRow>, StoreError> {
    fetch!(conn, fetch_optional as OneTimeTokenRow, OF_BROWSER, email_key, &browser_hash[..], now.0)
}

/// Deletes all tokens that an account has created for others.
pub async fn delete_made_by(tx: &mut Tx, maker: UserId) -> Result<(), StoreError> {
    execute!(tx, DELETE_OF_MAKER, maker.0).map(drop)
}

/// The token with this hash and purpose; None if it is not valid.
pub async fn find(
    conn: &mut Conn,
    hash: &[u8; 32],
    purpose: Purpose,
    now: Timestamp,
) -> Result<Option<OneTimeTokenRow>, StoreError> {
    fetch!(conn, fetch_optional as OneTimeTokenRow, FIND, &hash[..], purpose.as_str(), now.0)
}

/// The newest token of an account with this purpose; None if none is valid.
pub async fn newest(
    conn: &mut Conn,
    user: UserId,
    purpose: Purpose,
    now: Timestamp,
) -> Result<Option<OneTimeTokenRow>, StoreError> {
    fetch!(conn, fetch_optional as OneTimeTokenRow, OF_PURPOSE, user.0, purpose.as_str(), now.0)
}

/// At most `limit` tokens of an account that are valid at `now`, the newest first.
pub async fn open_of_user(
    conn: &mut Conn,
    user: UserId,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<OneTimeTokenRow>, StoreError> {
    fetch!(conn, fetch_all as OneTimeTokenRow, OPEN_OF_USER, user.0, now.0, i64::from(limit))
}

/// The tokens of an account that have not been cleaned up yet, the oldest first, after the one with this time of creation and this
/// hash.
pub async fn of_user(
    conn: &mut Conn,
    user: UserId,
    (created_at, hash): (i64, Vec<u8>),
    limit: u32,
) -> Result<Vec<StoredTokenRow>, StoreError> {
    fetch!(conn, fetch_all as StoredTokenRow, OF_USER, user.0, created_at, &hash[..], i64::from(limit))
}

/// Marks the token as used; returns whether it was valid. On PostgreSQL the caller must hold the
/// [advisory lock](super::locks::AdvisoryLock) of administrators if the token may have a creator, who may be demoted at the same
/// time.
pub async fn consume(tx: &mut Tx, hash: &[u8; 32], purpose: Purpose, now: Timestamp) -> Result<bool, StoreError> {
    Ok(execute!(tx, CONSUME, &hash[..], purpose.as_str(), now.0)? > 0)
}

/// Counts an attempt to guess the digits, or the password of a registration; returns how many there have been, or None if the
/// token is used or deleted.
pub async fn count_attempt(tx: &mut Tx, hash: &[u8; 32]) -> Result<Option<i64>, StoreError> {
    let row = fetch!(tx, fetch_optional as (i64,), COUNT_ATTEMPT, &hash[..], 1_i64)?;
    Ok(row.map(|(count,)| count))
}

/// Takes back an attempt that was counted, but not made.
pub async fn refund_attempt(tx: &mut Tx, hash: &[u8; 32]) -> Result<(), StoreError> {
    fetch!(tx, fetch_optional as (i64,), COUNT_ATTEMPT, &hash[..], -1_i64).map(drop)
}

/// Deletes a token; returns whether there was one.
pub async fn delete(tx: &mut Tx, hash: &[u8; 32]) -> Result<bool, StoreError> {
    Ok(execute!(tx, DELETE, &hash[..])? > 0)
}

/// Deletes at most `limit` expired tokens; returns their number.
pub async fn delete_past(tx: &mut Tx, now: Timestamp, limit: u32) -> Result<u64, StoreError> {
    execute!(tx, DELETE_PAST, now.0, i64::from(limit))
}
