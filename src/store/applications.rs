//! Applications behind Vestibule, except those of the operator's file, and the entries of sessions into applications of both kinds.

use super::{
    Conn, StoreError, Tx,
    changes::Change,
    statement::{execute, fetch, statements},
};
use crate::shared::{applications::ApplicationName, ids::SessionId, timestamp::Timestamp};
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
    pub created_at: i64,
    pub updated_at: i64,
}

statements! {
    LIST = "SELECT name, title, locations, everyone, group_names, claims, remote_user, after_sign_out, created_at, \
        updated_at FROM applications ORDER BY name";
    INSERT = "INSERT INTO applications (name, title, locations, everyone, group_names, claims, remote_user, \
        after_sign_out, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    REPLACE = "UPDATE applications SET title = $2, locations = $3, everyone = $4, group_names = $5, claims = $6, \
        remote_user = $7, after_sign_out = $8, updated_at = $9 WHERE name = $1";
    DELETE = "DELETE FROM applications WHERE name = $1";
    HAS_ENTRY = "SELECT EXISTS (SELECT 1 FROM sessions WHERE id = $1 AND entries LIKE $2)";
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

pub async fn insert(tx: &mut Tx, row: &ApplicationRow) -> Result<(), StoreError> {
    execute!(
        tx,
        INSERT,
        &row.name,
        &row.title,
        &row.locations,
        row.everyone,
        &row.group_names,
        &row.claims,
        &row.remote_user,
        row.after_sign_out.as_deref(),
        row.created_at,
        row.updated_at,
    )?;
    tx.changed(Change::Applications);
    Ok(())
}

/// Replaces the row with the same name, but not its `created_at`.
pub async fn replace(tx: &mut Tx, row: &ApplicationRow) -> Result<(), StoreError> {
    execute!(
        tx,
        REPLACE,
        &row.name,
        &row.title,
        &row.locations,
        row.everyone,
        &row.group_names,
        &row.claims,
        &row.remote_user,
        row.after_sign_out.as_deref(),
        row.updated_at,
    )?;
    tx.changed(Change::Applications);
    Ok(())
}

/// Deletes an application. Returns false if there is none with this name.
pub async fn delete(tx: &mut Tx, name: &str) -> Result<bool, StoreError> {
    let is_deleted = execute!(tx, DELETE, name)? > 0;
    if is_deleted {
        tx.changed(Change::Applications);
    }
    Ok(is_deleted)
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
