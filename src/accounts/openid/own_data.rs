//! What the download of all data about a user says of clients.

use crate::shared::{ClientGrantId, OwnConsentView, OwnGrantView, SessionId, Timestamp, UserId};
use crate::store::clients::consents::{self, ConsentRow};
use crate::store::clients::grants::{self, GrantRow};
use crate::store::{Conn, StoreError};
use uuid::Uuid;

/// At most `limit` consents after that for the client `after`, each with its client.
pub(in crate::accounts) async fn consents_after(
    conn: &mut Conn,
    user: UserId,
    after: &str,
    limit: u32,
) -> Result<Vec<(String, OwnConsentView)>, StoreError> {
    let consent = |row: ConsentRow| {
        let view = OwnConsentView {
            client_id: row.client_id.clone(),
            scopes: row.scopes,
            resources: row.resources,
            created_at: Timestamp(row.created_at),
            updated_at: Timestamp(row.updated_at),
        };
        (row.client_id, view)
    };
    Ok(consents::stored(conn, user, after, limit).await?.into_iter().map(consent).collect())
}

/// At most `limit` grants after the one with the id `after`, each with its id.
pub(in crate::accounts) async fn grants_after(
    conn: &mut Conn,
    user: UserId,
    after: Uuid,
    limit: u32,
) -> Result<Vec<(Uuid, OwnGrantView)>, StoreError> {
    let grant = |row: GrantRow| {
        let view = OwnGrantView {
            id: ClientGrantId(row.id),
            client_id: row.client_id,
            session_id: SessionId(row.session_id),
            scopes: row.scopes,
            resources: row.resources,
            claims: row.claims,
            is_offline: row.is_offline,
            proved_at: Timestamp(row.proved_at),
            methods: row.methods,
            created_at: Timestamp(row.created_at),
            last_used_at: Timestamp(row.last_used_at),
            expires_at: Timestamp(row.expires_at),
            revoked_at: row.revoked_at.map(Timestamp),
        };
        (row.id, view)
    };
    Ok(grants::stored(conn, user, ClientGrantId(after), limit).await?.into_iter().map(grant).collect())
}
