//! Applications behind Vestibule, which file of the operator was applied last, and the entries of sessions into applications.

use super::changes::Change;
use super::statement::statements;
use super::{Conn, StoreError};
use crate::shared::{ApplicationName, SessionId, Timestamp};
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
    /// The names of fields of one's own, separated by spaces.
    pub own_fields: String,
    pub remote_user: String,
    /// A URL.
    pub after_sign_out: Option<String>,
    /// A URL.
    pub link: Option<String>,
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
    /// All applications, by name.
    pub fn list(conn) -> Vec<ApplicationRow> =
        "SELECT name, title, locations, everyone, group_names, claims, remote_user, after_sign_out, link, \
         second_factor, max_age, of_file, created_at, updated_at, own_fields FROM applications WHERE deleted_at IS NULL ORDER BY name";

    /// Adds the application, or replaces the one with the same name, except its `created_at`.
    pub fn put(tx, row: &ApplicationRow) =
        "INSERT INTO applications (name, title, locations, everyone, group_names, claims, remote_user, \
         after_sign_out, second_factor, max_age, of_file, created_at, updated_at, link, own_fields) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) \
         ON CONFLICT (name) DO UPDATE SET title = $2, locations = $3, everyone = $4, group_names = $5, claims = $6, \
         remote_user = $7, after_sign_out = $8, second_factor = $9, max_age = $10, of_file = $11, updated_at = $13, \
         link = $14, own_fields = $15",
        [&row.name, &row.title, &row.locations, row.everyone, &row.group_names, &row.claims, &row.remote_user,
         row.after_sign_out.as_deref(), row.second_factor, row.max_age, row.of_file, row.created_at, row.updated_at,
         row.link.as_deref(), &row.own_fields]
        => Change::Applications;

    /// Marks an application as deleted: from now on nobody enters it.
    pub fn mark_deleted(tx, name: &str, now: Timestamp) =
        "UPDATE applications SET deleted_at = $2 WHERE name = $1 AND deleted_at IS NULL" => Change::Applications;

    /// The names of the applications that are marked as deleted.
    pub fn marked(conn) -> Vec<String> = scalar
        "SELECT name FROM applications WHERE deleted_at IS NOT NULL ORDER BY name";

    /// Deletes an application that is marked as deleted and has no clients. Returns whether there was such an application.
    pub fn delete(tx, name: &str) -> bool =
        "DELETE FROM applications WHERE name = $1 AND deleted_at IS NOT NULL \
         AND NOT EXISTS (SELECT 1 FROM clients WHERE application = $1)";

    /// The file that was applied last. None if none ever was.
    pub fn applied_file(conn) -> Option<AppliedFile> = "SELECT hash, applied_at FROM application_file";

    /// Notes which file is in effect now.
    pub fn note_file(tx, hash: &[u8; 32], now: Timestamp) =
        "INSERT INTO application_file (id, hash, applied_at) VALUES (1, $1, $2) \
         ON CONFLICT (id) DO UPDATE SET hash = $1, applied_at = $2" => Change::Applications;

    /// Whether [`note_entry`] has noted this.
    pub fn has_entry(conn, id: SessionId, application: &ApplicationName, is_admitted: bool) -> bool = scalar
        "SELECT EXISTS (SELECT 1 FROM sessions WHERE id = $1 AND entries LIKE '%' || $2 || '%')",
        [id, stored_entry(application, is_admitted)];

    fn entries(conn, id: SessionId) -> Option<String> = scalar "SELECT entries FROM sessions WHERE id = $1";

    /// Notes that the session has entered an application, or was refused there. Returns false if that was noted before.
    // The second of two transactions waits for the first one, and then changes nothing.
    pub fn note_entry(tx, id: SessionId, application: &ApplicationName, is_admitted: bool) -> bool =
        "UPDATE sessions SET entries = entries || $2 WHERE id = $1 AND entries NOT LIKE '%' || $2 || '%'",
        [id, stored_entry(application, is_admitted)];

    /// Marks the ticket of a hand-over as used (`docs/decisions/0045-hand-over.md`); returns whether it was unused.
    // A second transaction with the same ticket waits for the first one, and then inserts nothing.
    pub fn use_ticket(tx, hash: &[u8; 32], expires_at: Timestamp) -> bool =
        "INSERT INTO used_tickets (ticket_hash, expires_at) VALUES ($1, $2) ON CONFLICT (ticket_hash) DO NOTHING";

    /// Deletes at most `limit` used tickets that expired before `then`.
    pub fn delete_past_tickets(tx, then: Timestamp, limit: u32) -> u64 =
        "DELETE FROM used_tickets WHERE ticket_hash IN \
         (SELECT ticket_hash FROM used_tickets WHERE expires_at < $1 LIMIT $2)";
}

/// The names of the applications that the session has entered, in this order.
pub async fn entered(conn: &mut Conn, id: SessionId) -> Result<Vec<String>, StoreError> {
    let entries = entries(conn, id).await?.unwrap_or_default();
    let admitted = entries.split_whitespace().filter(|entry| !entry.starts_with('!'));
    Ok(admitted.map(ToOwned::to_owned).collect())
}

fn stored_entry(application: &ApplicationName, is_admitted: bool) -> String {
    format!(" {}{application} ", if is_admitted { "" } else { "!" })
}
