//! Profile pictures: at most one of each account.

use super::changes::Change;
use super::statement::statements;
use super::users::{UserRow, columns};
use crate::shared::{AvatarId, Timestamp, UserId};
use sqlx::FromRow;

/// A picture to add.
#[derive(Clone, Debug)]
pub struct NewAvatar {
    pub id: AvatarId,
    pub user: UserId,
    pub media_type: &'static str,
    pub small: Vec<u8>,
    pub large: Vec<u8>,
    pub now: Timestamp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AvatarSize {
    Small,
    Large,
}

/// A picture in one size, and when it was added.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct AvatarRow {
    pub media_type: String,
    pub bytes: Vec<u8>,
    pub created_at: i64,
}

statements! {
    /// Adds a picture. The account's previous one must have been deleted.
    pub fn insert(tx, new: &NewAvatar) =
        "INSERT INTO avatars (id, user_id, media_type, small, large, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
        [new.id, new.user, new.media_type, &new.small, &new.large, new.now];

    pub fn delete_of(tx, user: UserId) = "DELETE FROM avatars WHERE user_id = $1";

    /// The picture, unless its account is deleted.
    // A deleted account can be restored, so its picture is kept, but it is not shown.
    pub fn find(conn, id: AvatarId, size: AvatarSize) -> Option<AvatarRow> =
        "SELECT media_type, CASE WHEN $2 THEN small ELSE large END AS bytes, avatars.created_at \
         FROM avatars JOIN users ON users.id = user_id WHERE avatars.id = $1 AND status <> 'deleted'", [id, size == AvatarSize::Small];

    /// Sets or removes the picture of an account; None if the account does not exist or is deleted.
    pub fn set_avatar(tx, id: UserId, avatar: Option<AvatarId>, now: Timestamp) -> Option<UserRow> = concat!(
        "UPDATE users SET avatar_id = $2, updated_at = $3, version = version + 1 \
         WHERE id = $1 AND status <> 'deleted' RETURNING ", columns!()) => Change::User(id);

    /// The picture of an account in its larger size.
    pub fn of_user(conn, user: UserId) -> Option<AvatarRow> =
        "SELECT media_type, large AS bytes, created_at FROM avatars WHERE user_id = $1";
}
