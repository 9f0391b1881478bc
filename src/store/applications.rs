//! Applications behind Vestibule, which file of the operator was applied last, and the entries of sessions into applications.

use super::changes::Change;
use super::statement::{execute, fetch, statements};
use super::{Conn, StoreError, Tx};
use crate::shared::applications::ApplicationName;
use crate::shared::ids::SessionId;
use crate::shared::timestamp::Timestamp;
use sqlx::FromRow;

#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct ApplicationRow {
    pub name: String,
    pub title: String,
    /// URLs, one per line.
    pub locations: String,
    pub everyone: bool,
    /// Names separated by spaces.
    pub group_names: String,
    /// Names separated by spaces.
    pub claims: String,
    pub remote_user: String,
    /// A URL.
    pub after_sign_out: Option<String>,
    /// Whether it demands a second factor.
    pub second_factor: bool,
    /// The maximum age of a proof, in seconds.
    pub max_age: Option<i64>,
    /// Whether the operator's file defines it.
    pub of_file: bool,
    pub created_at: i64,
    pub updated_at: i64,
}

/// The operator's file that was applied last.
#[derive(Debug, FromRow)]
pub struct AppliedFile {
    /// SHA-256 of what it defines.
    pub hash: Vec<u8>,
    pub applied_at: i64,
}

statements! {
    LIST = "SELECT name, title, locations, everyone, group_names, claims, remote_user, after_sign_out, \
        second_factor, max_age, of_file, created_at, updated_at FROM applications \
        WHERE deleted_at IS NULL ORDER BY name";
    PUT = "INSERT INTO applications (name, title, locations, everyone, group_names, claims, remote_user, \
        after_sign_out, second_factor, max_age, of_file, created_at, updated_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) \
        ON CONFLICT (name) DO UPDATE SET title = $2, locations = $3, everyone = $4, group_names = $5, claims = $6, \
        remote_user = $7, after_sign_out = $8, second_factor = $9, max_age = $10, of_file = $11, updated_at = $13";
    MARK = "UPDATE applications SET deleted_at = $2 WHERE name = $1 AND deleted_at IS NULL";
    MARKED = "SELECT name FROM applications WHERE deleted_at IS NOT NULL ORDER BY name";
    DELETE = "DELETE FROM applications WHERE name = $1 AND deleted_at IS NOT NULL \
        AND NOT EXISTS (SELECT 1 FROM clients WHERE application = $1)";
    APPLIED_FILE = "SELECT hash, applied_at FROM application_file";
    NOTE_FILE = "INSERT INTO application_file (id, hash, applied_at) VALUES (1, $1, $2) \
        ON CONFLICT (id) DO UPDATE SET hash = $1, applied_at = $2";
    HAS_ENTRY = "SELECT EXISTS (SELECT 1 FROM sessions WHERE id = $1 AND entries LIKE $2)";
    ENTRIES = "SELECT entries FROM sessions WHERE id = $1";
    // The second of two transactions waits for the first one, and then changes nothing.
    NOTE_ENTRY = "UPDATE sessions SET entries = entries || $2 WHERE id = $1 AND entries NOT LIKE $3";
    // A second transaction with the same ticket waits for the first one, and then inserts nothing.
    USE_TICKET =
        "INSERT INTO used_tickets (ticket_hash, expires_at) VALUES ($1, $2) ON CONFLICT (ticket_hash) DO NOTHING";
    DELETE_PAST_TICKETS = "DELETE FROM used_tickets WHERE ticket_hash IN \
        (SELECT ticket_hash FROM used_tickets WHERE expires_at < $1 LIMIT $2)";
}

/// All applications, by name.
pub async fn list(conn: &mut Conn) -> Result<Vec<ApplicationRow>, StoreError> {
    fetch!(conn, fetch_all as ApplicationRow, LIST)
}

/// Adds the application, or replaces the one with the same name, except its `created_at`.
pub async fn put(tx: &mut Tx, row: &ApplicationRow) -> Result<(), StoreError> {
    execute!(
        tx,
        PUT,
        &row.name,
        &row.title,
        &row.locations,
        row.everyone,
        &row.group_names,
        &row.claims,
        &row.remote_user,
        row.after_sign_out.as_deref(),
        row.second_factor,
        row.max_age,
        row.of_file,
        row.created_at,
        row.updated_at,
    )?;
    tx.changed(Change::Applications);
    Ok(())
}

/// Marks an application as deleted: from now on nobody enters it.
pub async fn mark_deleted(tx: &mut Tx, name: &str, now: Timestamp) -> Result<(), StoreError> {
    execute!(tx, MARK, name, now.0)?;
    tx.changed(Change::Applications);
    Ok(())
}

/// The names of the applications that are marked as deleted.
pub async fn marked(conn: &mut Conn) -> Result<Vec<String>, StoreError> {
    let names = fetch!(conn, fetch_all as (String,), MARKED)?;
    Ok(names.into_iter().map(|(name,)| name).collect())
}

/// Deletes an application that is marked as deleted and has no clients. Returns whether there was such an application.
pub async fn delete(tx: &mut Tx, name: &str) -> Result<bool, StoreError> {
    Ok(execute!(tx, DELETE, name)? > 0)
}

/// The file that was applied last. None if none ever was.
pub async fn applied_file(conn: &mut Conn) -> Result<Option<AppliedFile>, StoreError> {
    fetch!(conn, fetch_optional as AppliedFile, APPLIED_FILE)
}

/// Notes which file is in effect now.
pub async fn note_file(tx: &mut Tx, hash: &[u8; 32], now: Timestamp) -> Result<(), StoreError> {
    execute!(tx, NOTE_FILE, &hash[..], now.0)?;
    tx.changed(Change::Applications);
    Ok(())
}

/// Notes that the session has entered an application, or was refused there. Returns false if that was noted before.
pub async fn note_entry(
    tx: &mut Tx,
    id: SessionId,
    application: &ApplicationName,
    is_admitted: bool,
) -> Result<bool, StoreError> {
    let entry = stored_entry(application, is_admitted);
    Ok(execute!(tx, NOTE_ENTRY, id.0, &entry, format!("%{entry}%"))? > 0)
}

/// Whether [`note_entry`] has noted this.
pub async fn has_entry(
    conn: &mut Conn,
    id: SessionId,
    application: &ApplicationName,
    is_admitted: bool,
) -> Result<bool, StoreError> {
    let pattern = format!("%{}%", stored_entry(application, is_admitted));
    Ok(fetch!(conn, fetch_one as (bool,), HAS_ENTRY, id.0, pattern)?.0)
}

/// The names of the applications that the session has entered, in this order.
pub async fn entered(conn: &mut Conn, id: SessionId) -> Result<Vec<String>, StoreError> {
    let entries = fetch!(conn, fetch_optional as (String,), ENTRIES, id.0)?;
    let names = |(entries,): (String,)| {
        let admitted = entries.split_whitespace().filter(|entry| !entry.starts_with('!'));
        admitted.map(ToOwned::to_owned).collect()
    };
    Ok(entries.map(names).unwrap_or_default())
}

fn stored_entry(application: &ApplicationName, is_admitted: bool) -> String {
    format!(" {}{application} ", if is_admitted { "" } else { "!" })
}

/// Marks the ticket of a hand-over as used (`docs/decisions/0045-hand-over.md`); returns whether it was unused.
pub async fn use_ticket(tx: &mut Tx, hash: &[u8; 32], expires_at: Timestamp) -> Result<bool, StoreError> {
    Ok(execute!(tx, USE_TICKET, &hash[..], expires_at.0)? > 0)
}

/// Deletes at most `limit` used tickets that expired before `then`.
pub async fn delete_past_tickets(tx: &mut Tx, then: Timestamp, limit: u32) -> Result<u64, StoreError> {
    execute!(tx, DELETE_PAST_TICKETS, then.0, i64::from(limit))
}
