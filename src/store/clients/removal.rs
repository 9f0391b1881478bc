//! Deleting a client: a mark that takes it out of effect, then what was granted to it, batch after batch, then its row.

use crate::shared::Timestamp;
use crate::store::changes::Change;
use crate::store::statement::{Statement, execute, statements, values};
use crate::store::{StoreError, Tx};

statements! {
    /// Marks a client as deleted: from now on it gets nothing, and none of its tokens is valid.
    pub fn mark_deleted(tx, client_id: &str, now: Timestamp) =
        "UPDATE clients SET deleted_at = $2 WHERE client_id = $1 AND deleted_at IS NULL" => Change::Applications;

    /// The ids of the clients that are marked as deleted.
    pub fn marked(conn) -> Vec<String> = scalar
        "SELECT client_id FROM clients WHERE deleted_at IS NOT NULL ORDER BY client_id";

    /// The ids of the clients of an application, also of those that are marked as deleted.
    pub fn of_application(conn, application: &str) -> Vec<String> = scalar
        "SELECT client_id FROM clients WHERE application = $1 ORDER BY client_id";

    /// Whether the client with this id is in effect. None: it has no row.
    pub fn is_in_effect(conn, client_id: &str) -> Option<bool> = scalar
        "SELECT deleted_at IS NULL FROM clients WHERE client_id = $1";

    /// The same, and when a mark ends. None: there is no such mark, or not any more.
    pub fn is_in_effect_and_mark(conn, client_id: &str, mark: &[u8; 32]) -> (Option<bool>, Option<Timestamp>) = one
        "SELECT (SELECT deleted_at IS NULL FROM clients WHERE client_id = $1), \
         (SELECT expires_at FROM spent_proofs WHERE proof_hash = $2)";

    GRANTS = "DELETE FROM client_grants WHERE id IN (SELECT id FROM client_grants WHERE client_id = $1 LIMIT $2)";

    CONSENTS = "DELETE FROM client_consents WHERE client_id = $1 AND user_id IN \
        (SELECT user_id FROM client_consents WHERE client_id = $1 LIMIT $2)";

    DEVICES = "DELETE FROM device_codes WHERE code_hash IN \
        (SELECT code_hash FROM device_codes WHERE client_id = $1 LIMIT $2)";

    SESSIONS = "DELETE FROM client_sessions WHERE client_id = $1 AND session_id IN \
        (SELECT session_id FROM client_sessions WHERE client_id = $1 LIMIT $2)";

    LOGOUTS = "DELETE FROM client_logouts WHERE client_id = $1 AND session_id IN \
        (SELECT session_id FROM client_logouts WHERE client_id = $1 LIMIT $2)";

    /// Deletes a client that is marked as deleted, with its secrets, if nothing else is left. Returns whether there was such a client.
    // Another replica may be deleting its grants. A trigger deletes those that were added by a transaction that has just ended.
    pub fn delete(tx, client_id: &str) -> bool =
        "DELETE FROM clients WHERE client_id = $1 AND deleted_at IS NOT NULL AND NOT EXISTS (SELECT 1 \
         FROM client_grants WHERE client_id = $1) AND NOT EXISTS (SELECT 1 FROM client_consents WHERE client_id = $1)";
}

/// What belongs to a client, in the order in which it is deleted.
const PARTS: [Statement; 5] = [GRANTS, CONSENTS, DEVICES, SESSIONS, LOGOUTS];

/// Deletes at most `limit` rows of what belongs to a client. Fewer: nothing is left.
pub async fn delete_parts(tx: &mut Tx, client_id: &str, limit: u32) -> Result<u32, StoreError> {
    let mut deleted = 0;
    for part in PARTS {
        if deleted == limit {
            break;
        }
        let rows = execute(tx, part, values!([client_id, limit - deleted])).await?;
        deleted += u32::try_from(rows).unwrap_or(u32::MAX).min(limit - deleted);
    }
    Ok(deleted)
}
