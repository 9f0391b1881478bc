//! Sessions that began before their account had its first second factor.

use super::passkeys::is_usable;
use crate::shared::ids::{SessionId, UserId};
use crate::shared::timestamp::Timestamp;
use crate::store::statement::statements;
use sqlx::FromRow;
use uuid::Uuid;

/// An active session.
#[derive(Clone, Debug, FromRow)]
pub struct EarlierSessionRow {
    pub id: Uuid,
    /// By which methods its user has proved who they are.
    pub methods: String,
}

statements! {
    /// Those of an account that go on, except `own`.
    // Without a factor there is no such session: the comparison with NULL is not true.
    pub fn of_user(conn, user: UserId, own: SessionId, now: Timestamp) -> Vec<EarlierSessionRow> = concat!(
        "SELECT id, methods FROM sessions WHERE user_id = $1 AND id <> $2 AND ended_at IS NULL AND expires_at > $3 \
         AND created_at < (SELECT MIN(created_at) FROM (SELECT created_at FROM passkeys WHERE user_id = $1 AND ", is_usable!(),
        " UNION ALL SELECT created_at FROM authenticators WHERE user_id = $1) AS factors)");
}
