//! Profile pictures: at most one of each account.

use super::changes::Change;
use super::statement::{execute, fetch, statements};
use super::users::{UserRow, columns};
use super::{Conn, StoreError, Tx};
use crate::shared::ids::{AvatarId, UserId};
use crate::shared::timestamp::Timestamp;
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

/// A picture in one size.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct AvatarRow {
    pub media_type: String,
    pub bytes: Vec<u8>,
}

/// A picture in its larger size, and when it was added.
#[derive(Clone, Debug, FromRow)]
pub struct OwnAvatarRow {
    pub media_type: String,
    pub bytes: Vec<u8>,
    pub created_at: i64,
}

statements! {
    INSERT = "INSERT INTO avatars (id, user_id, media_type, small, large, created_at) VALUES ($1, $2, $3, $4, $5, $6)";
    DELETE_OF = "DELETE FROM avatars WHERE user_id = $1";
    // A deleted account can be restored, so its picture is kept, but it is not shown.
    SMALL = "SELECT media_type, small AS bytes FROM avatars JOIN users ON users.id = user_id \
        WHERE avatars.id = $1 AND status <> 'deleted'";
    LARGE = "SELECT media_type, large AS bytes FROM avatars JOIN users ON users.id = user_id \
        WHERE avatars.id = $1 AND status <> 'deleted'";
    SET_AVATAR = concat!(
        "UPDATE users SET avatar_id = $2, updated_at = $3, version = version + 1 \
         WHERE id = $1 AND status <> 'deleted' RETURNING ", columns!());
    OF_USER = "SELECT media_type, large AS bytes, created_at FROM avatars WHERE user_id = $1";
}

/// Adds a picture. The account's previous one must have been deleted.
pub async fn insert(tx: &mut Tx, avatar: &NewAvatar) -> Result<(), StoreError> {
    let (id, user, now) = (avatar.id.0, avatar.user.0, avatar.now.0);
    execute!(tx, INSERT, id, user, avatar.media_type, &avatar.small[..], &avatar.large[..], now).map(drop)
}

pub async fn delete_of(tx: &mut Tx, user: UserId) -> Result<(), StoreError> {
    execute!(tx, DELETE_OF, user.0).map(drop)
}

/// Sets or removes the picture of an account; None if the account does not exist or is deleted.
pub async fn set_avatar(
    tx: &mut Tx,
    id: UserId,
    avatar: Option<AvatarId>,
    now: Timestamp,
) -> Result<Option<UserRow>, StoreError> {
    let row = fetch!(tx, fetch_optional as UserRow, SET_AVATAR, id.0, avatar.map(|avatar| avatar.0), now.0)?;
    tx.changed(Change::User(id));
    Ok(row)
}

/// The picture, unless its account is deleted.
pub async fn find(conn: &mut Conn, id: AvatarId, size: AvatarSize) -> Result<Option<AvatarRow>, StoreError> {
    let statement = match size {
        AvatarSize::Small => SMALL,
        AvatarSize::Large => LARGE,
    };
    fetch!(conn, fetch_optional as AvatarRow, statement, id.0)
}

pub async fn of_user(conn: &mut Conn, user: UserId) -> Result<Option<OwnAvatarRow>, StoreError> {
    fetch!(conn, fetch_optional as OwnAvatarRow, OF_USER, user.0)
}
