//! Accounts at providers that are linked to accounts here, or were. Issuer and subject identify one; an address never does.
//!
//! Whatever unlinks one goes through [`delete`], which notes that it was unlinked: only its owner links it again, from
//! inside the account ([decision 75](../../../docs/decisions/0075-other-accounts.md)).

pub mod providers;
pub mod sessions;

use super::added_in::{self, AddedIn};
use super::changes::Change;
use super::statement::{execute, fetch, statements};
use super::{Conn, StoreError, Tx};
use crate::shared::ids::{IdentityId, UserId};
use crate::shared::timestamp::Timestamp;
use sqlx::FromRow;
use uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct IdentityRow {
    pub id: Uuid,
    pub user_id: Uuid,
    /// The name of the provider, which may be defined no longer.
    pub provider: String,
    pub issuer: String,
    pub subject: String,
    /// The address or the name there.
    pub label: Option<String>,
    pub created_at: i64,
    pub last_used_at: Option<i64>,
    #[sqlx(flatten)]
    pub added: AddedIn,
}

/// An identity that was unlinked.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct UnlinkedRow {
    pub issuer: String,
    pub subject: String,
    pub unlinked_at: i64,
}

/// An identity to link.
#[derive(Clone, Debug)]
pub struct NewIdentity {
    pub id: IdentityId,
    pub user: UserId,
    pub provider: String,
    pub issuer: String,
    pub subject: String,
    pub label: Option<String>,
    pub added: AddedIn,
    pub created_at: Timestamp,
}

macro_rules! columns {
    () => {
        concat!("id, user_id, provider, issuer, subject, label, created_at, last_used_at, ", added_in::columns!())
    };
}

statements! {
    FIND = concat!("SELECT ", columns!(), " FROM identities WHERE issuer = $1 AND subject = $2");
    OF_USER = concat!("SELECT ", columns!(), " FROM identities WHERE user_id = $1 ORDER BY created_at, id");
    ADDED_SINCE = concat!(
        "SELECT ", columns!(), " FROM identities WHERE ", added_in::since!(), " ORDER BY created_at, id");
    // One that is linked already, to whichever account, stays as it is.
    INSERT = "INSERT INTO identities (id, user_id, provider, issuer, subject, label, created_at, session_id, \
        session_began_at, device, address) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
        ON CONFLICT (issuer, subject) DO NOTHING";
    TOUCH = "UPDATE identities SET provider = $2, label = $3, last_used_at = $4 WHERE id = $1";
    CLOSE = "INSERT INTO unlinked_identities (issuer, subject, user_id, unlinked_at) \
        SELECT issuer, subject, user_id, $3 FROM identities WHERE id = $1 AND user_id = $2 \
        ON CONFLICT (user_id, issuer, subject) DO UPDATE SET unlinked_at = excluded.unlinked_at";
    DELETE = "DELETE FROM identities WHERE id = $1 AND user_id = $2";
    OPEN = "DELETE FROM unlinked_identities WHERE user_id = $1 AND issuer = $2 AND subject = $3";
    IS_CLOSED = "SELECT EXISTS (SELECT 1 FROM unlinked_identities WHERE user_id = $1 AND issuer = $2 AND subject = $3)";
    CLOSED_OF_USER = "SELECT issuer, subject, unlinked_at FROM unlinked_identities WHERE user_id = $1 \
        ORDER BY unlinked_at, issuer, subject";
    EXIST = "SELECT EXISTS (SELECT 1 FROM identities)";
    COUNTS = "SELECT provider, COUNT(*) AS identities FROM identities GROUP BY provider ORDER BY provider";
}

/// The identity with this key, and with it the account that it is linked to.
pub async fn find(conn: &mut Conn, issuer: &str, subject: &str) -> Result<Option<IdentityRow>, StoreError> {
    fetch!(conn, fetch_optional as IdentityRow, FIND, issuer, subject)
}

/// The identities of an account, the oldest first. It has a few.
pub async fn of_user(conn: &mut Conn, user: UserId) -> Result<Vec<IdentityRow>, StoreError> {
    fetch!(conn, fetch_all as IdentityRow, OF_USER, user.0)
}

/// The identities of an account that were linked since then, in a session that began then or later.
pub async fn added_since(conn: &mut Conn, user: UserId, since: Timestamp) -> Result<Vec<IdentityRow>, StoreError> {
    fetch!(conn, fetch_all as IdentityRow, ADDED_SINCE, user.0, since.0)
}

/// Whether an identity was unlinked from this account, and not linked with it again.
pub async fn was_unlinked(conn: &mut Conn, user: UserId, issuer: &str, subject: &str) -> Result<bool, StoreError> {
    Ok(fetch!(conn, fetch_one as (bool,), IS_CLOSED, user.0, issuer, subject)?.0)
}

/// The identities that were unlinked from an account, the oldest first.
pub async fn unlinked_of_user(conn: &mut Conn, user: UserId) -> Result<Vec<UnlinkedRow>, StoreError> {
    fetch!(conn, fetch_all as UnlinkedRow, CLOSED_OF_USER, user.0)
}

/// Links an identity. Returns false if it is linked already, to whichever account. Whether it may be linked is for the caller to
/// decide; afterwards it does not count as unlinked.
pub async fn insert(tx: &mut Tx, new: &NewIdentity) -> Result<bool, StoreError> {
    let is_new = insert_hidden(tx, new).await?;
    execute!(tx, OPEN, new.user.0, &new.issuer, &new.subject)?;
    tx.changed(Change::User(new.user));
    Ok(is_new)
}

/// The same for an account of an import, which is hidden: no replica knows it yet.
pub async fn insert_hidden(tx: &mut Tx, new: &NewIdentity) -> Result<bool, StoreError> {
    let NewIdentity { id, user, provider, issuer, subject, label, added, created_at } = new;
    let AddedIn { session_id, session_began_at, device, address } = added;
    let added = execute!(
        tx,
        INSERT,
        id.0,
        user.0,
        provider,
        issuer,
        subject,
        label.as_deref(),
        created_at.0,
        *session_id,
        *session_began_at,
        device.as_deref(),
        address.as_deref(),
    )?;
    Ok(added > 0)
}

/// Stores the last use of an identity, by which name its provider is defined now, and how people recognise it.
pub async fn touch(
    tx: &mut Tx,
    id: IdentityId,
    provider: &str,
    label: Option<&str>,
    now: Timestamp,
) -> Result<(), StoreError> {
    execute!(tx, TOUCH, id.0, provider, label, now.0).map(drop)
}

/// Unlinks an identity, for good unless its owner links it again. Returns whether the account had it.
pub async fn delete(tx: &mut Tx, id: IdentityId, user: UserId, now: Timestamp) -> Result<bool, StoreError> {
    execute!(tx, CLOSE, id.0, user.0, now.0)?;
    let is_deleted = execute!(tx, DELETE, id.0, user.0)? > 0;
    tx.changed(Change::User(user));
    Ok(is_deleted)
}

/// Whether there is any identity.
pub async fn exist(conn: &mut Conn) -> Result<bool, StoreError> {
    Ok(fetch!(conn, fetch_one as (bool,), EXIST)?.0)
}

/// How many identities there are of each provider, by its name.
pub async fn counts(conn: &mut Conn) -> Result<Vec<(String, i64)>, StoreError> {
    fetch!(conn, fetch_all as (String, i64), COUNTS)
}
