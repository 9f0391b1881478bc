//! Passkeys. What is stored of one is public: the private key stays with its owner.

use super::{Contested, FactorOrigin, replaced};
use crate::shared::{PasskeyId, Timestamp, UserId};
use crate::store::added_in::{self, AddedIn};
use crate::store::changes::Change;
use crate::store::statement::statements;
use crate::store::{StoreError, Tx};
use sqlx::FromRow;
use uuid::Uuid;

#[derive(Clone, Debug, FromRow)]
pub struct PasskeyRow {
    pub id: Uuid,
    pub user_id: Uuid,
    pub credential_id: Vec<u8>,
    /// As JSON.
    pub credential: String,
    pub rp_id: String,
    pub name: String,
    pub aaguid: Option<Uuid>,
    /// Whether it can exist on several devices.
    pub is_synced: bool,
    /// Whether there is a copy on another device.
    pub is_backed_up: bool,
    pub sign_count: i64,
    pub version: i64,
    pub created_at: i64,
    pub last_used_at: Option<i64>,
    #[sqlx(flatten)]
    pub added: AddedIn,
    /// Whether it belongs to the present domain.
    pub is_usable: bool,
    /// Whether it is a second factor only, until its owner has used it after a password: it has outlasted a recovery of the account, and
    /// may be on the device of a thief.
    pub is_held: bool,
}

impl PasskeyRow {
    pub fn origin(&self) -> FactorOrigin {
        FactorOrigin::of(self.created_at, &self.added)
    }
}

/// A passkey, and what authenticators know its account by.
#[derive(Clone, Debug, FromRow)]
pub struct KnownPasskeyRow {
    #[sqlx(flatten)]
    pub passkey: PasskeyRow,
    pub handle: Option<Vec<u8>>,
}

/// A passkey to add.
#[derive(Clone, Debug)]
pub struct NewPasskey {
    pub id: PasskeyId,
    pub user: UserId,
    pub credential_id: Vec<u8>,
    /// As JSON.
    pub credential: String,
    pub rp_id: String,
    pub name: String,
    pub aaguid: Option<Uuid>,
    /// Whether it can exist on several devices.
    pub is_synced: bool,
    /// Whether there is a copy on another device.
    pub is_backed_up: bool,
    pub sign_count: i64,
    pub added: AddedIn,
    pub created_at: Timestamp,
}

/// What a use changes.
#[derive(Clone, Debug)]
pub struct UsedPasskey {
    /// As JSON.
    pub credential: String,
    /// Whether it can exist on several devices.
    pub is_synced: bool,
    /// Whether there is a copy on another device.
    pub is_backed_up: bool,
    pub sign_count: i64,
    pub at: Timestamp,
}

/// Whether a row of `passkeys` belongs to the present domain. Others count for nothing, wherever somebody asks for passkeys. Before
/// the first start of a server all count.
macro_rules! is_usable {
    () => {
        "passkeys.rp_id = COALESCE((SELECT present.rp_id FROM relying_party AS present), passkeys.rp_id)"
    };
}
pub(in crate::store) use is_usable;

macro_rules! columns {
    () => {
        concat!(
            "id, user_id, credential_id, credential, rp_id, name, aaguid, is_synced, is_backed_up, sign_count, version, \
             created_at, last_used_at, session_id, session_began_at, device, address, vouched_since, is_held, ",
            $crate::store::factors::passkeys::is_usable!(),
            " AS is_usable"
        )
    };
}

statements! {
    /// # Errors
    /// A unique violation if the credential is registered already, with any account.
    pub fn insert(tx, new: &NewPasskey) = concat!(
        "INSERT INTO passkeys (id, user_id, credential_id, credential, rp_id, name, aaguid, is_synced, is_backed_up, \
         sign_count, created_at, ", added_in::columns!(),
        ", vouched_since) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)"),
        [new.id, new.user, &new.credential_id, &new.credential, &new.rp_id, &new.name, new.aaguid, new.is_synced,
         new.is_backed_up, new.sign_count, new.created_at, new.added.session_id, new.added.session_began_at,
         new.added.device.as_deref(), new.added.address.as_deref(), new.added.vouched_since] => Change::User(new.user);

    /// Those of an account, the oldest first.
    pub fn of_user(conn, user: UserId) -> Vec<PasskeyRow> =
        concat!("SELECT ", columns!(), " FROM passkeys WHERE user_id = $1 ORDER BY created_at, id");

    pub fn by_id(conn, id: PasskeyId) -> Option<PasskeyRow> =
        concat!("SELECT ", columns!(), " FROM passkeys WHERE id = $1");

    pub fn by_credential(conn, credential_id: &[u8]) -> Option<KnownPasskeyRow> =
        concat!("SELECT ", columns!(), ", (SELECT handle FROM user_handles WHERE user_id = passkeys.user_id) \
        AS handle FROM passkeys WHERE credential_id = $1");

    /// Returns whether the account has it.
    pub fn rename(tx, id: PasskeyId, user: UserId, name: &str) -> bool =
        "UPDATE passkeys SET name = $3 WHERE id = $1 AND user_id = $2";

    /// Stores a use; returns whether the passkey is a second factor only. None: it was used or removed since its row had this version.
    // Of two uses at once, one has checked its signature against a row that has changed since.
    pub fn record_use(tx, id: PasskeyId, version: i64, used: &UsedPasskey) -> Option<bool> = scalar
        "UPDATE passkeys SET credential = $3, is_synced = $4, is_backed_up = $5, sign_count = $6, last_used_at = $7, \
         version = version + 1 WHERE id = $1 AND version = $2 RETURNING is_held",
        [id, version, &used.credential, used.is_synced, used.is_backed_up, used.sign_count, used.at];

    fn delete(tx, id: PasskeyId, user: UserId) -> bool =
        "DELETE FROM passkeys WHERE id = $1 AND user_id = $2" => Change::User(user);

    // Passkeys that were added with the proof of a factor from before `proven` stay.
    fn delete_since(tx, user: UserId, since: Timestamp, proven: Timestamp) -> u64 = concat!(
        "DELETE FROM passkeys WHERE ", added_in::since!(), " AND ", added_in::belongs_since!(), " >= $3") => Change::User(user);

    fn hold_since(tx, user: UserId, since: Timestamp) =
        concat!("UPDATE passkeys SET is_held = TRUE WHERE ", added_in::since!()) => Change::User(user);

    /// Lets a passkey sign in alone again: its owner has used it after their password.
    pub fn release(tx, id: PasskeyId) = "UPDATE passkeys SET is_held = FALSE WHERE id = $1";

    fn present_domain(conn) -> Option<String> = scalar "SELECT rp_id FROM relying_party";

    fn store_domain(tx, rp_id: &str) =
        "INSERT INTO relying_party (id, rp_id) VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET rp_id = $1"
        => Change::RelyingParty;

    /// How many belong to another domain, so that browsers do not offer them.
    // Two ranges of the index, which are usually empty.
    pub fn count_elsewhere(conn, rp_id: &str) -> i64 = scalar
        "SELECT (SELECT COUNT(*) FROM passkeys WHERE rp_id < $1) + (SELECT COUNT(*) FROM passkeys WHERE rp_id > $1)";
}

/// Removes a passkey. It is kept for an undo. `by`: the session that asks for it. Returns whether the account had it.
pub async fn remove(
    tx: &mut Tx,
    id: PasskeyId,
    user: UserId,
    by: &AddedIn,
    now: Timestamp,
) -> Result<bool, StoreError> {
    replaced::keep_passkey(tx, id, user, by, now).await?;
    delete(tx, id, user).await
}

/// Deletes the passkeys that were added since the account is contested, and gives back those that were removed since, or forgets them.
/// Passkeys that stay or come back are second factors only. Returns how many were deleted.
pub async fn end(tx: &mut Tx, user: UserId, contested: Contested, gives_back: bool) -> Result<u64, StoreError> {
    let Contested { since, proven } = contested;
    let deleted = delete_since(tx, user, since, proven).await?;
    if gives_back {
        hold_since(tx, user, since).await?;
        replaced::give_back_passkeys(tx, user, contested).await?;
    } else {
        replaced::forget_passkeys(tx, user).await?;
    }
    Ok(deleted)
}

/// Sets the domain whose passkeys count, for all processes; empty: none do. Returns the one before, if it was another one.
pub async fn set_present_domain(tx: &mut Tx, rp_id: &str) -> Result<Option<String>, StoreError> {
    let before = present_domain(tx).await?;
    if before.as_deref() == Some(rp_id) {
        return Ok(None);
    }
    store_domain(tx, rp_id).await?;
    Ok(before)
}
