//! Open invitations: one-time tokens for a first password that can still be used.

use super::{
    Conn, StoreError,
    one_time_tokens::creator_is_allowed,
    statement::{fetch, statements},
};
use crate::shared::{ids::UserId, timestamp::Timestamp};
use sqlx::FromRow;
use uuid::Uuid;

/// An open invitation of a known account.
#[derive(Clone, Copy, Debug, FromRow)]
pub struct InvitationRow {
    pub created_at: i64,
    pub expires_at: i64,
}

/// An open invitation and its account.
#[derive(Clone, Debug, FromRow)]
pub struct ListedInvitationRow {
    pub id: Uuid,
    pub username: String,
    pub email: String,
    pub name: Option<String>,
    pub created_at: i64,
    pub expires_at: i64,
}

statements! {
    OF_USER = concat!(
        "SELECT created_at, expires_at FROM one_time_tokens WHERE user_id = $1 AND purpose = 'invitation' \
         AND used_at IS NULL AND expires_at > $2 AND ", creator_is_allowed!());
    NEWEST = concat!(
        "SELECT invited.id, invited.username, invited.email, invited.name, token.created_at, token.expires_at \
         FROM one_time_tokens AS token JOIN published_users AS invited ON invited.id = token.user_id \
         WHERE token.purpose = 'invitation' AND token.used_at IS NULL AND token.expires_at > $1 AND ",
        creator_is_allowed!(), " ORDER BY token.created_at DESC, invited.id DESC LIMIT $2");
}

/// The open invitation of an account.
pub async fn of_user(conn: &mut Conn, user: UserId, now: Timestamp) -> Result<Option<InvitationRow>, StoreError> {
    fetch!(conn, fetch_optional as InvitationRow, OF_USER, user.0, now.0)
}

/// At most `limit` open invitations, the newest first.
pub async fn newest(conn: &mut Conn, now: Timestamp, limit: i64) -> Result<Vec<ListedInvitationRow>, StoreError> {
    fetch!(conn, fetch_all as ListedInvitationRow, NEWEST, now.0, limit)
}
