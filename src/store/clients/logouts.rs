//! Logout tokens that are waiting to be sent to clients (OpenID Connect Back-Channel Logout). A row is named by its session and client.

use crate::store::queue::queue;
use sqlx::FromRow;
use uuid::Uuid;

/// A session that has ended, of which a client has to learn.
#[derive(Clone, Debug, FromRow)]
pub struct QueuedLogout {
    pub user_id: Uuid,
}

queue! { QueuedLogout: "client_logouts" ("session_id", "client_id"), "ended_at", "ended_at", "user_id" }
