//! Password links: each lets the owner of an account choose a password once. Only hashes of their tokens are stored.

use super::{
    Conn, StoreError, Tx,
    statement::{execute, fetch, statements},
};
use crate::shared::{ids::UserId, timestamp::Timestamp};
use sqlx::FromRow;
use uuid::Uuid;

/// A stored link.
#[derive(Clone, Debug, FromRow)]
pub struct PasswordLinkRow {
    pub created_at: i64,
    pub expires_at: i64,
    pub used_at: Option<i64>,
}

/// A link to add.
#[derive(Clone, Debug)]
pub struct NewPasswordLink {
    /// SHA-256 of the token.
    pub hash: [u8; 32],
    /// The account whose password it sets.
    pub user: UserId,
    /// The administrator who created it; None if it was created on the command line or requested by mail.
    pub created_by: Option<UserId>,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
}

/// Selects the link `$1` if it is valid at the time `$2`: not used, not expired, and its creator is still allowed to create it
/// (`Action::MakePasswordLink` in `accounts/policy.rs`).
macro_rules! valid {
    () => {
        "token_hash = $1 AND used_at IS NULL AND expires_at > $2 AND (created_by IS NULL OR EXISTS \
         (SELECT 1 FROM users AS maker WHERE maker.id = created_by AND maker.role = 'admin' AND maker.status = 'active'))"
    };
}

statements! {
    DELETE_OF_USER = "DELETE FROM password_links WHERE user_id = $1";
    DELETE_OF_MAKER = "DELETE FROM password_links WHERE created_by = $1";
    INSERT = "INSERT INTO password_links (token_hash, user_id, created_by, created_at, expires_at) \
        VALUES ($1, $2, $3, $4, $5)";
    OWNER = concat!("SELECT user_id FROM password_links WHERE ", valid!());
    OF_USER = "SELECT created_at, expires_at, used_at FROM password_links WHERE user_id = $1 ORDER BY created_at";
    // Tests the validity again: between opening the page and this, the link may have been used or revoked.
    CONSUME = concat!("UPDATE password_links SET used_at = $2 WHERE ", valid!());
    DELETE_PAST = "DELETE FROM password_links WHERE expires_at <= $1";
}

/// Adds a link and deletes all others of the account: only the newest is valid.
pub async fn replace(tx: &mut Tx, link: &NewPasswordLink) -> Result<(), StoreError> {
    delete_all(tx, link.user).await?;
    let created_by = link.created_by.map(|maker| maker.0);
    execute!(tx, INSERT, &link.hash[..], link.user.0, created_by, link.created_at.0, link.expires_at.0).map(drop)
}

/// Deletes all links of an account.
pub async fn delete_all(tx: &mut Tx, user: UserId) -> Result<(), StoreError> {
    execute!(tx, DELETE_OF_USER, user.0).map(drop)
}

/// Deletes all links that an account has created.
pub async fn delete_made_by(tx: &mut Tx, maker: UserId) -> Result<(), StoreError> {
    execute!(tx, DELETE_OF_MAKER, maker.0).map(drop)
}

/// The account whose password the link sets; None if the link is not valid.
pub async fn owner(conn: &mut Conn, hash: &[u8; 32], now: Timestamp) -> Result<Option<UserId>, StoreError> {
    let owner = fetch!(conn, fetch_optional as (Uuid,), OWNER, &hash[..], now.0)?;
    Ok(owner.map(|(id,)| UserId(id)))
}

/// The links of an account that have not been cleaned up yet, the oldest first.
pub async fn of_user(conn: &mut Conn, user: UserId) -> Result<Vec<PasswordLinkRow>, StoreError> {
    fetch!(conn, fetch_all as PasswordLinkRow, OF_USER, user.0)
}

/// Marks the link as used; returns whether it was valid. On PostgreSQL the caller must hold the
/// [advisory lock](super::advisory_locks) of administrators, because the creator may be demoted at the same time.
pub async fn consume(tx: &mut Tx, hash: &[u8; 32], now: Timestamp) -> Result<bool, StoreError> {
    Ok(execute!(tx, CONSUME, &hash[..], now.0)? > 0)
}

pub async fn delete_past(tx: &mut Tx, now: Timestamp) -> Result<u64, StoreError> {
    execute!(tx, DELETE_PAST, now.0)
}
