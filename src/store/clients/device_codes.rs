//! Device codes (RFC 8628): a device without a browser waits until somebody has entered its letters elsewhere.

use crate::shared::{SessionId, Timestamp, UserId};
use crate::store::statement::statements;
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
    /// Returns false if another device has the same letters.
    // Letters that another device has been given at the same time.
    pub fn insert(tx, new: &NewDeviceCode) -> bool =
        "INSERT INTO device_codes (code_hash, user_code, client_id, scopes, resources, device, address, \
         created_at, expires_at, poll_interval) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
         ON CONFLICT (user_code) DO NOTHING",
        [&new.code_hash, &new.user_code, &new.client_id, &new.scopes, &new.resources, new.device.as_deref(),
         new.address.as_deref(), new.created_at, new.expires_at, new.poll_interval];

    /// The devices of a client whose codes have not expired, the oldest first; at most `limit`.
    pub fn waiting(conn, client_id: &str, now: Timestamp, limit: i64) -> Vec<WaitingRow> =
        "SELECT code_hash, address, created_at, is_allowed FROM device_codes \
         WHERE client_id = $1 AND expires_at > $2 ORDER BY created_at, code_hash LIMIT $3";

    /// The device that shows these letters.
    pub fn by_letters(conn, letters: &str, now: Timestamp) -> Option<DeviceCodeRow> =
        concat!("SELECT ", columns!(), " FROM device_codes WHERE user_code = $1 AND expires_at > $2");

    pub fn find(conn, code_hash: &[u8; 32]) -> Option<DeviceCodeRow> =
        concat!("SELECT ", columns!(), " FROM device_codes WHERE code_hash = $1");

    /// Notes a poll, and how long the device has to wait from now on.
    pub fn note_poll(tx, code_hash: &[u8; 32], now: Timestamp, interval: i64) =
        "UPDATE device_codes SET last_polled_at = $2, poll_interval = $3 WHERE code_hash = $1";

    /// Stores what somebody has decided, in which session; returns false if it was decided before or has expired.
    pub fn decide(tx, letters: &str, is_allowed: bool, by: (UserId, SessionId), now: Timestamp) -> bool =
        "UPDATE device_codes SET is_allowed = $2, user_id = $3, session_id = $4 \
         WHERE user_code = $1 AND expires_at > $5 AND is_allowed IS NULL", [letters, is_allowed, by.0, by.1, now];

    /// The clients whose devices an account has allowed, with the resources (URIs, one per line) that they have asked for.
    pub fn clients_allowed_by(conn, user: UserId) -> Vec<(String, String)> =
        "SELECT DISTINCT client_id, resources FROM device_codes WHERE user_id = $1 AND is_allowed";

    /// Deletes a code that was refused, or that gives back its place. One that was used stays until it expires, so that a second use is noticed.
    pub fn delete(tx, code_hash: &[u8]) = "DELETE FROM device_codes WHERE code_hash = $1";

    /// Deletes those that the account has allowed the client, and that the device has not used yet.
    pub fn delete_allowed(tx, user: UserId, client_id: &str) =
        "DELETE FROM device_codes WHERE user_id = $1 AND client_id = $2";

    /// Deletes all that the account has allowed.
    pub fn delete_allowed_by(tx, user: UserId) = "DELETE FROM device_codes WHERE user_id = $1";

    /// Deletes at most `limit` of those that expired before `then`.
    pub fn delete_past(tx, then: Timestamp, limit: u32) -> u64 =
        "DELETE FROM device_codes WHERE code_hash IN \
         (SELECT code_hash FROM device_codes WHERE expires_at < $1 LIMIT $2)";
}
