//! Accounts at providers that are linked to accounts here, or were. Issuer and subject identify one; an address never does.
//!
//! Whatever unlinks one goes through [`delete`], which notes that it was unlinked: only its owner links it again, from
//! inside the account ([decision 75](../../../docs/decisions/0075-other-accounts.md)).

pub mod providers;
pub mod sessions;

use super::added_in::{self, AddedIn};
use super::changes::Change;
use super::statement::statements;
use super::{StoreError, Tx};
use crate::shared::{IdentityId, Timestamp, UserId};
use sqlx::FromRow;
use uuid::Uuid;

#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct IdentityRow {
    pub id: Uuid,
    pub user_id: Uuid,
    /// The name of the provider, which may be defined no longer.
    pub provider: String,
    pub issuer: String,
    pub subject: String,
    /// The address or the name there.
    pub label: Option<String>,
    pub created_at: i64,
    pub last_used_at: Option<i64>,
    /// Whether it does not sign in until the owner of the account has kept it.
    pub is_held: bool,
    #[sqlx(flatten)]
    pub added: AddedIn,
}

/// An identity that was unlinked.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct UnlinkedRow {
    pub issuer: String,
    pub subject: String,
    pub unlinked_at: i64,
}

/// An identity to link.
#[derive(Clone, Debug)]
pub struct NewIdentity {
    pub id: IdentityId,
    pub user: UserId,
    pub provider: String,
    pub issuer: String,
    pub subject: String,
    pub label: Option<String>,
    pub added: AddedIn,
    pub created_at: Timestamp,
}

macro_rules! columns {
    () => {
        concat!(
            "id, user_id, provider, issuer, subject, label, created_at, last_used_at, is_held, ",
            added_in::columns!()
        )
    };
}

statements! {
    /// The identity with this key, and with it the account that it is linked to.
    pub fn find(conn, issuer: &str, subject: &str) -> Option<IdentityRow> =
        concat!("SELECT ", columns!(), " FROM identities WHERE issuer = $1 AND subject = $2");

    /// The identities of an account, the oldest first. It has a few.
    pub fn of_user(conn, user: UserId) -> Vec<IdentityRow> =
        concat!("SELECT ", columns!(), " FROM identities WHERE user_id = $1 ORDER BY created_at, id");

    /// The identities of an account that were linked since then, in a session that began then or later.
    pub fn added_since(conn, user: UserId, since: Timestamp) -> Vec<IdentityRow> = concat!(
        "SELECT ", columns!(), " FROM identities WHERE ", added_in::since!(), " ORDER BY created_at, id");

    /// Like [`insert`], for an account of an import, which is hidden: no replica knows it yet.
    // One that is linked already, to whichever account, stays as it is.
    pub fn insert_hidden(tx, new: &NewIdentity) -> bool = concat!(
        "INSERT INTO identities (id, user_id, provider, issuer, subject, label, created_at, ", added_in::columns!(),
        ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (issuer, subject) DO NOTHING"),
        [new.id, new.user, &new.provider, &new.issuer, &new.subject, new.label.as_deref(), new.created_at,
         new.added.session_id, new.added.session_began_at, new.added.device.as_deref(), new.added.address.as_deref()];

    /// Holds the identities of an account that were linked since then.
    pub fn hold_since(tx, user: UserId, since: Timestamp) =
        "UPDATE identities SET is_held = TRUE WHERE user_id = $1 AND created_at >= $2" => Change::User(user);

    /// Keeps an identity of an account that is held; returns whether it was.
    pub fn keep(tx, id: IdentityId, user: UserId) -> bool =
        "UPDATE identities SET is_held = FALSE WHERE id = $1 AND user_id = $2 AND is_held" => Change::User(user);

    /// Stores the last use of an identity, by which name its provider is defined now, and how people recognise it.
    pub fn touch(tx, id: IdentityId, provider: &str, label: Option<&str>, now: Timestamp) =
        "UPDATE identities SET provider = $2, label = $3, last_used_at = $4 WHERE id = $1";

    fn close(tx, id: IdentityId, user: UserId, now: Timestamp) =
        "INSERT INTO unlinked_identities (issuer, subject, user_id, unlinked_at) \
         SELECT issuer, subject, user_id, $3 FROM identities WHERE id = $1 AND user_id = $2 \
         ON CONFLICT (user_id, issuer, subject) DO UPDATE SET unlinked_at = excluded.unlinked_at";

    fn unlink(tx, id: IdentityId, user: UserId) -> bool =
        "DELETE FROM identities WHERE id = $1 AND user_id = $2" => Change::User(user);

    fn open(tx, user: UserId, issuer: &str, subject: &str) =
        "DELETE FROM unlinked_identities WHERE user_id = $1 AND issuer = $2 AND subject = $3" => Change::User(user);

    /// Whether an identity was unlinked from this account, and not linked with it again.
    pub fn was_unlinked(conn, user: UserId, issuer: &str, subject: &str) -> bool = scalar
        "SELECT EXISTS (SELECT 1 FROM unlinked_identities WHERE user_id = $1 AND issuer = $2 AND subject = $3)";

    /// The identities that were unlinked from an account, the oldest first.
    pub fn unlinked_of_user(conn, user: UserId) -> Vec<UnlinkedRow> =
        "SELECT issuer, subject, unlinked_at FROM unlinked_identities WHERE user_id = $1 \
         ORDER BY unlinked_at, issuer, subject";

    /// Whether there is any identity.
    pub fn exist(conn) -> bool = scalar "SELECT EXISTS (SELECT 1 FROM identities)";

    /// How many identities there are of each provider, by its name.
    pub fn counts(conn) -> Vec<(String, i64)> =
        "SELECT provider, COUNT(*) AS identities FROM identities GROUP BY provider ORDER BY provider";
}

/// Links an identity. Returns false if it is linked already, to whichever account. Whether it may be linked is for the caller to
/// decide; afterwards it does not count as unlinked.
pub async fn insert(tx: &mut Tx, new: &NewIdentity) -> Result<bool, StoreError> {
    let is_new = insert_hidden(tx, new).await?;
    open(tx, new.user, &new.issuer, &new.subject).await?;
    Ok(is_new)
}

/// Unlinks an identity, for good unless its owner links it again. Returns whether the account had it.
pub async fn delete(tx: &mut Tx, id: IdentityId, user: UserId, now: Timestamp) -> Result<bool, StoreError> {
    close(tx, id, user, now).await?;
    unlink(tx, id, user).await
}
