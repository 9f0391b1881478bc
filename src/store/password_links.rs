//! Links that open an account once, to choose a password; hashed.

use super::{
    Conn, StoreError, Tx,
    statement::{execute, fetch, statements},
};
use crate::shared::{ids::UserId, timestamp::Timestamp};
use sqlx::FromRow;
use uuid::Uuid;

/// A link without what opens it.
#[derive(Clone, Debug, FromRow)]
pub struct PasswordLinkRow {
    pub created_at: i64,
    pub expires_at: i64,
    pub used_at: Option<i64>,
}

/// A link that begins.
#[derive(Clone, Debug)]
pub struct NewPasswordLink {
    /// The SHA-256 of what opens it.
    pub hash: [u8; 32],
    /// Whose account it opens.
    pub user: UserId,
    /// The administrator who made it; None for the command line.
    pub created_by: Option<UserId>,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
}

/// The link `$1` at the instant `$2`, if it is good: not used up, not expired, and made by somebody who may still make it
/// (`Action::MakePasswordLink` in `accounts/policy.rs`).
macro_rules! good {
    () => {
        "token_hash = $1 AND used_at IS NULL AND expires_at > $2 AND (created_by IS NULL OR EXISTS \
         (SELECT 1 FROM users AS maker WHERE maker.id = created_by AND maker.role = 'admin' AND maker.status = 'active'))"
    };
}

statements! {
    /// The newest alone is good.
    DELETE_OF_USER = "DELETE FROM password_links WHERE user_id = $1";
    DELETE_OF_MAKER = "DELETE FROM password_links WHERE created_by = $1";
    INSERT = "INSERT INTO password_links (token_hash, user_id, created_by, created_at, expires_at) \
        VALUES ($1, $2, $3, $4, $5)";
    OWNER = concat!("SELECT user_id FROM password_links WHERE ", good!());
    OF_USER = "SELECT created_at, expires_at, used_at FROM password_links WHERE user_id = $1 ORDER BY created_at";
    CONSUME = concat!("UPDATE password_links SET used_at = $2 WHERE ", good!());
    DELETE_PAST = "DELETE FROM password_links WHERE expires_at <= $1";
}

/// Puts a link in the place of any that the account had.
pub async fn replace(tx: &mut Tx, link: &NewPasswordLink) -> Result<(), StoreError> {
    delete_all(tx, link.user).await?;
    let created_by = link.created_by.map(|maker| maker.0);
    execute!(tx, INSERT, &link.hash[..], link.user.0, created_by, link.created_at.0, link.expires_at.0).map(drop)
}

/// Takes all links of an account away.
pub async fn delete_all(tx: &mut Tx, user: UserId) -> Result<(), StoreError> {
    execute!(tx, DELETE_OF_USER, user.0).map(drop)
}

/// Takes away all links that an account has made.
pub async fn delete_made_by(tx: &mut Tx, maker: UserId) -> Result<(), StoreError> {
    execute!(tx, DELETE_OF_MAKER, maker.0).map(drop)
}

/// Whose account the link would open; None when it is not good, or not any more.
pub async fn owner(conn: &mut Conn, hash: &[u8; 32], now: Timestamp) -> Result<Option<UserId>, StoreError> {
    let owner = fetch!(conn, fetch_optional as (Uuid,), OWNER, &hash[..], now.0)?;
    Ok(owner.map(|(id,)| UserId(id)))
}

/// The links of an account that have not been swept away, the oldest first.
pub async fn of_user(conn: &mut Conn, user: UserId) -> Result<Vec<PasswordLinkRow>, StoreError> {
    fetch!(conn, fetch_all as PasswordLinkRow, OF_USER, user.0)
}

/// Uses the link up; whether it was good. Its maker may lose the authority in the same moment: on PostgreSQL the caller is in
/// the [section](super::advisory_locks) of administrators, so that either comes first.
pub async fn consume(tx: &mut Tx, hash: &[u8; 32], now: Timestamp) -> Result<bool, StoreError> {
    Ok(execute!(tx, CONSUME, &hash[..], now.0)? > 0)
}

pub async fn delete_past(tx: &mut Tx, now: Timestamp) -> Result<u64, StoreError> {
    execute!(tx, DELETE_PAST, now.0)
}
