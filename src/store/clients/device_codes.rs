//! Device codes (RFC 8628): a device without a browser waits until somebody has entered its letters elsewhere.

use crate::shared::ids::{SessionId, UserId};
use crate::shared::timestamp::Timestamp;
use crate::store::statement::{execute, fetch, statements};
use crate::store::{Conn, StoreError, Tx};
use sqlx::FromRow;
use uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct DeviceCodeRow {
    pub code_hash: Vec<u8>,
    pub client_id: String,
    pub scopes: String,
    pub resources: String,
    /// Where the device is.
    pub device: Option<String>,
    pub address: Option<String>,
    pub created_at: i64,
    pub expires_at: i64,
    pub last_polled_at: Option<i64>,
    /// Seconds.
    pub poll_interval: i64,
    /// None: not decided yet.
    pub is_allowed: Option<bool>,
    pub user_id: Option<Uuid>,
    pub session_id: Option<Uuid>,
}

/// What tells whose place a device has taken.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct WaitingRow {
    pub code_hash: Vec<u8>,
    pub address: Option<String>,
    pub created_at: i64,
    pub is_allowed: Option<bool>,
}

/// A device code to add.
#[derive(Clone, Debug)]
pub struct NewDeviceCode {
    /// SHA-256 of the code that the device has.
    pub code_hash: [u8; 32],
    /// The letters, without the hyphen.
    pub user_code: String,
    pub client_id: String,
    pub scopes: String,
    pub resources: String,
    pub device: Option<String>,
    pub address: Option<String>,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    /// Seconds.
    pub poll_interval: i64,
}

macro_rules! columns {
    () => {
        "code_hash, client_id, scopes, resources, device, address, created_at, expires_at, last_polled_at, \
         poll_interval, is_allowed, user_id, session_id"
    };
}

statements! {
    // Letters that another device has been given at the same time.
    INSERT = "INSERT INTO device_codes (code_hash, user_code, client_id, scopes, resources, device, address, \
        created_at, expires_at, poll_interval) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
        ON CONFLICT (user_code) DO NOTHING";
    WAITING = "SELECT code_hash, address, created_at, is_allowed FROM device_codes \
        WHERE client_id = $1 AND expires_at > $2 ORDER BY created_at, code_hash LIMIT $3";
    BY_LETTERS = concat!("SELECT ", columns!(), " FROM device_codes WHERE user_code = $1 AND expires_at > $2");
    FIND = concat!("SELECT ", columns!(), " FROM device_codes WHERE code_hash = $1");
    POLL = "UPDATE device_codes SET last_polled_at = $2, poll_interval = $3 WHERE code_hash = $1";
    DECIDE = "UPDATE device_codes SET is_allowed = $3, user_id = $4, session_id = $5 \
        WHERE user_code = $1 AND expires_at > $2 AND is_allowed IS NULL";
    CLIENTS_ALLOWED_BY = "SELECT DISTINCT client_id, resources FROM device_codes WHERE user_id = $1 AND is_allowed";
    DELETE = "DELETE FROM device_codes WHERE code_hash = $1";
    DELETE_ALLOWED = "DELETE FROM device_codes WHERE user_id = $1 AND client_id = $2";
    DELETE_ALLOWED_BY = "DELETE FROM device_codes WHERE user_id = $1";
    DELETE_PAST = "DELETE FROM device_codes WHERE code_hash IN \
        (SELECT code_hash FROM device_codes WHERE expires_at < $1 LIMIT $2)";
}

/// Returns false if another device has the same letters.
pub async fn insert(tx: &mut Tx, new: &NewDeviceCode) -> Result<bool, StoreError> {
    let added = execute!(
        tx,
        INSERT,
        &new.code_hash[..],
        &new.user_code,
        &new.client_id,
        &new.scopes,
        &new.resources,
        new.device.as_deref(),
        new.address.as_deref(),
        new.created_at.0,
        new.expires_at.0,
        new.poll_interval,
    )?;
    Ok(added > 0)
}

/// The devices of a client whose codes have not expired, the oldest first; at most `limit`.
pub async fn waiting(
    conn: &mut Conn,
    client_id: &str,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<WaitingRow>, StoreError> {
    fetch!(conn, fetch_all as WaitingRow, WAITING, client_id, now.0, limit)
}

/// The device that shows these letters.
pub async fn by_letters(conn: &mut Conn, letters: &str, now: Timestamp) -> Result<Option<DeviceCodeRow>, StoreError> {
    fetch!(conn, fetch_optional as DeviceCodeRow, BY_LETTERS, letters, now.0)
}

pub async fn find(conn: &mut Conn, code_hash: &[u8; 32]) -> Result<Option<DeviceCodeRow>, StoreError> {
    fetch!(conn, fetch_optional as DeviceCodeRow, FIND, &code_hash[..])
}

/// The clients whose devices an account has allowed, with the resources (URIs, one per line) that they have asked for.
pub async fn clients_allowed_by(conn: &mut Conn, user: UserId) -> Result<Vec<(String, String)>, StoreError> {
    fetch!(conn, fetch_all as (String, String), CLIENTS_ALLOWED_BY, user.0)
}

/// Notes a poll, and how long the device has to wait from now on.
pub async fn note_poll(tx: &mut Tx, code_hash: &[u8; 32], now: Timestamp, interval: i64) -> Result<(), StoreError> {
    execute!(tx, POLL, &code_hash[..], now.0, interval).map(drop)
}

/// Stores what somebody has decided; returns false if it was decided before or has expired.
pub async fn decide(
    tx: &mut Tx,
    letters: &str,
    is_allowed: bool,
    (user, session): (UserId, SessionId),
    now: Timestamp,
) -> Result<bool, StoreError> {
    Ok(execute!(tx, DECIDE, letters, now.0, is_allowed, user.0, session.0)? > 0)
}

/// Deletes a code that was refused, or that gives back its place. One that was used stays until it expires, so that a second use is noticed.
pub async fn delete(tx: &mut Tx, code_hash: &[u8]) -> Result<(), StoreError> {
    execute!(tx, DELETE, code_hash).map(drop)
}

/// Deletes those that the account has allowed the client, and that the device has not used yet.
pub async fn delete_allowed(tx: &mut Tx, user: UserId, client_id: &str) -> Result<(), StoreError> {
    execute!(tx, DELETE_ALLOWED, user.0, client_id).map(drop)
}

/// Deletes all that the account has allowed.
pub async fn delete_allowed_by(tx: &mut Tx, user: UserId) -> Result<(), StoreError> {
    execute!(tx, DELETE_ALLOWED_BY, user.0).map(drop)
}

/// Deletes at most `limit` of those that expired before `then`.
pub async fn delete_past(tx: &mut Tx, then: Timestamp, limit: u32) -> Result<u64, StoreError> {
    execute!(tx, DELETE_PAST, then.0, i64::from(limit))
}
