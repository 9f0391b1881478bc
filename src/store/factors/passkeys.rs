//! Passkeys. What is stored of one is public: the private key stays with its owner.

use super::announce;
use crate::shared::ids::{PasskeyId, UserId};
use crate::shared::timestamp::Timestamp;
use crate::store::added_in::{self, AddedIn};
use crate::store::changes::Change;
use crate::store::statement::{execute, fetch, statements};
use crate::store::{Conn, StoreError, Tx};
use sqlx::FromRow;
use uuid::Uuid;

#[derive(Clone, Debug, FromRow)]
pub struct PasskeyRow {
    pub id: Uuid,
    pub user_id: Uuid,
    pub credential_id: Vec<u8>,
    /// As JSON.
    pub credential: String,
    pub rp_id: String,
    pub name: String,
    pub aaguid: Option<Uuid>,
    /// Whether it can exist on several devices.
    pub is_synced: bool,
    /// Whether there is a copy on another device.
    pub is_backed_up: bool,
    pub sign_count: i64,
    pub version: i64,
    pub created_at: i64,
    pub last_used_at: Option<i64>,
    #[sqlx(flatten)]
    pub added: AddedIn,
    /// Whether it belongs to the present domain.
    pub is_usable: bool,
}

/// A passkey, and what authenticators know its account by.
#[derive(Clone, Debug, FromRow)]
pub struct KnownPasskeyRow {
    #[sqlx(flatten)]
    pub passkey: PasskeyRow,
    pub handle: Option<Vec<u8>>,
}

/// A passkey to add.
#[derive(Clone, Debug)]
pub struct NewPasskey {
    pub id: PasskeyId,
    pub user: UserId,
    pub credential_id: Vec<u8>,
    /// As JSON.
    pub credential: String,
    pub rp_id: String,
    pub name: String,
    pub aaguid: Option<Uuid>,
    /// Whether it can exist on several devices.
    pub is_synced: bool,
    /// Whether there is a copy on another device.
    pub is_backed_up: bool,
    pub sign_count: i64,
    pub added: AddedIn,
    pub created_at: Timestamp,
}

/// What a use changes.
#[derive(Clone, Debug)]
pub struct UsedPasskey {
    /// As JSON.
    pub credential: String,
    /// Whether there is a copy on another device.
    pub is_backed_up: bool,
    pub sign_count: i64,
    pub at: Timestamp,
}

/// Whether a row of `passkeys` belongs to the present domain. Others count for nothing, wherever somebody asks for passkeys. Before
/// the first start of a server all count.
macro_rules! is_usable {
    () => {
        "passkeys.rp_id = COALESCE((SELECT present.rp_id FROM relying_party AS present), passkeys.rp_id)"
    };
}
pub(in crate::store) use is_usable;

macro_rules! columns {
    () => {
        concat!(
            "id, user_id, credential_id, credential, rp_id, name, aaguid, is_synced, is_backed_up, sign_count, version, \
             created_at, last_used_at, session_id, session_began_at, device, address, ",
            $crate::store::factors::passkeys::is_usable!(),
            " AS is_usable"
        )
    };
}

statements! {
    INSERT = "INSERT INTO passkeys (id, user_id, credential_id, credential, rp_id, name, aaguid, is_synced, is_backed_up, \
        sign_count, created_at, session_id, session_began_at, device, address) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
    OF_USER = concat!("SELECT ", columns!(), " FROM passkeys WHERE user_id = $1 ORDER BY created_at, id");
    BY_ID = concat!("SELECT ", columns!(), " FROM passkeys WHERE id = $1");
    BY_CREDENTIAL = concat!("SELECT ", columns!(), ", (SELECT handle FROM user_handles WHERE user_id = passkeys.user_id) \
        AS handle FROM passkeys WHERE credential_id = $1");
    RENAME = "UPDATE passkeys SET name = $3 WHERE id = $1 AND user_id = $2";
    // Of two uses at once, one has checked its signature against a row that has changed since.
    USE = "UPDATE passkeys SET credential = $3, is_backed_up = $4, sign_count = $5, last_used_at = $6, version = version + 1 \
        WHERE id = $1 AND version = $2";
    DELETE = "DELETE FROM passkeys WHERE id = $1 AND user_id = $2";
    DELETE_SINCE = concat!("DELETE FROM passkeys WHERE ", added_in::since!());
    PRESENT_DOMAIN = "SELECT rp_id FROM relying_party";
    SET_PRESENT_DOMAIN = "INSERT INTO relying_party (id, rp_id) VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET rp_id = $1";
    // Two ranges of the index, which are usually empty.
    COUNT_ELSEWHERE = "SELECT (SELECT COUNT(*) FROM passkeys WHERE rp_id < $1) \
        + (SELECT COUNT(*) FROM passkeys WHERE rp_id > $1)";
}

/// # Errors
/// A unique violation if the credential is registered already, with any account.
pub async fn insert(tx: &mut Tx, new: &NewPasskey) -> Result<(), StoreError> {
    let NewPasskey { id, user, credential_id, credential, rp_id, name, aaguid, .. } = new;
    execute!(
        tx,
        INSERT,
        id.0,
        user.0,
        &credential_id[..],
        credential,
        rp_id,
        name,
        aaguid,
        new.is_synced,
        new.is_backed_up,
        new.sign_count,
        new.created_at.0,
        new.added.session_id,
        new.added.session_began_at,
        new.added.device.as_deref(),
        new.added.address.as_deref(),
    )?;
    announce(tx, *user);
    Ok(())
}

/// Those of an account, the oldest first.
pub async fn of_user(conn: &mut Conn, user: UserId) -> Result<Vec<PasskeyRow>, StoreError> {
    fetch!(conn, fetch_all as PasskeyRow, OF_USER, user.0)
}

pub async fn by_id(conn: &mut Conn, id: PasskeyId) -> Result<Option<PasskeyRow>, StoreError> {
    fetch!(conn, fetch_optional as PasskeyRow, BY_ID, id.0)
}

pub async fn by_credential(conn: &mut Conn, credential_id: &[u8]) -> Result<Option<KnownPasskeyRow>, StoreError> {
    fetch!(conn, fetch_optional as KnownPasskeyRow, BY_CREDENTIAL, credential_id)
}

/// Returns whether the account has it.
pub async fn rename(tx: &mut Tx, id: PasskeyId, user: UserId, name: &str) -> Result<bool, StoreError> {
    Ok(execute!(tx, RENAME, id.0, user.0, name)? > 0)
}

/// Stores a use; returns false if the passkey was used or removed since its row had this version.
pub async fn record_use(tx: &mut Tx, id: PasskeyId, version: i64, used: &UsedPasskey) -> Result<bool, StoreError> {
    let UsedPasskey { credential, is_backed_up, sign_count, at } = used;
    Ok(execute!(tx, USE, id.0, version, credential, is_backed_up, sign_count, at.0)? > 0)
}

/// Returns whether the account had it.
pub async fn delete(tx: &mut Tx, id: PasskeyId, user: UserId) -> Result<bool, StoreError> {
    let is_deleted = execute!(tx, DELETE, id.0, user.0)? > 0;
    announce(tx, user);
    Ok(is_deleted)
}

/// Deletes those that were added since then. Returns how many there were.
pub async fn delete_since(tx: &mut Tx, user: UserId, since: Timestamp) -> Result<u64, StoreError> {
    let deleted = execute!(tx, DELETE_SINCE, user.0, since.0)?;
    announce(tx, user);
    Ok(deleted)
}

/// Sets the domain whose passkeys count, for all processes; empty: none do. Returns the one before, if it was another one.
pub async fn set_present_domain(tx: &mut Tx, rp_id: &str) -> Result<Option<String>, StoreError> {
    let before = fetch!(tx, fetch_optional as (String,), PRESENT_DOMAIN)?.map(|(rp_id,)| rp_id);
    if before.as_deref() == Some(rp_id) {
        return Ok(None);
    }
    execute!(tx, SET_PRESENT_DOMAIN, rp_id)?;
    tx.changed(Change::RelyingParty);
    Ok(before)
}

/// How many belong to another domain, so that browsers do not offer them.
pub async fn count_elsewhere(conn: &mut Conn, rp_id: &str) -> Result<i64, StoreError> {
    Ok(fetch!(conn, fetch_one as (i64,), COUNT_ELSEWHERE, rp_id)?.0)
}
