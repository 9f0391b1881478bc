//! One-time tokens: each lets its holder do one thing once, without being signed in. Only hashes are stored.

use super::statement::statements;
use super::values::{between_commas, read, stored};
use crate::shared::{Timestamp, UserId};
use sqlx::FromRow;
use uuid::Uuid;

names! {
    /// What a token is for. Each statement names the purpose, so that a token for one cannot be used for another.
    pub enum Purpose {
        /// Choosing a password.
        Password = "password",
        /// Choosing the first password of an account, in a message to its address.
        Invitation = "invitation",
        /// Confirming the address of an account.
        ConfirmEmail = "confirm_email",
        /// Confirming a new address, which replaces the current one.
        ChangeEmail = "change_email",
        /// Giving the account back to an address: undoing a change of it, or the deletion of the account by its owner.
        UndoEmailChange = "undo_email_change",
        /// Reporting a session as somebody else's.
        ReportSignIn = "report_sign_in",
        /// Confirming a registration, which creates the account.
        Registration = "registration",
    }
}

stored! { Text: Purpose |purpose| purpose.as_str(); }
read! { String: Purpose |name| Self::try_from(name)?; }

/// A stored token.
#[derive(Clone, Debug, FromRow)]
pub struct OneTimeTokenRow {
    pub purpose: Purpose,
    /// None: a registration that is not confirmed yet.
    pub user_id: Option<Uuid>,
    /// The administrator who created it; None if the owner or the command line did.
    pub created_by: Option<Uuid>,
    pub email_key: Option<String>,
    /// What the use case needs beside it, as JSON.
    pub parameters: Option<String>,
    /// Where its holder goes on, sealed.
    pub journey: Option<String>,
    pub digits_hash: Option<Vec<u8>>,
    pub browser_hash: Option<Vec<u8>>,
    pub created_at: i64,
    pub expires_at: i64,
    pub used_at: Option<i64>,
}

impl OneTimeTokenRow {
    /// The account.
    pub fn user(&self) -> Option<UserId> {
        self.user_id.map(UserId)
    }
}

/// A stored token, used or not, with its hash.
#[derive(Clone, Debug, FromRow)]
pub struct StoredTokenRow {
    #[sqlx(flatten)]
    pub token: OneTimeTokenRow,
    pub token_hash: Vec<u8>,
}

/// A token to add.
#[derive(Clone, Debug)]
pub struct NewOneTimeToken {
    /// SHA-256 of the token.
    pub hash: [u8; 32],
    pub purpose: Purpose,
    /// None: a registration that is not confirmed yet.
    pub user: Option<UserId>,
    /// The administrator who created it; None if the owner or the command line did.
    pub created_by: Option<UserId>,
    /// The key of the address that the token is about.
    pub email_key: Option<String>,
    /// What the use case needs beside it, as JSON.
    pub parameters: Option<String>,
    /// Where its holder goes on, sealed.
    pub journey: Option<String>,
    /// SHA-256 of the token and the six digits that are sent with it.
    pub digits_hash: Option<[u8; 32]>,
    /// SHA-256 of the id of the browser that asked for the token.
    pub browser_hash: Option<[u8; 32]>,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
}

/// The columns of a [`OneTimeTokenRow`].
macro_rules! columns {
    () => {
        "purpose, user_id, created_by, email_key, parameters, journey, digits_hash, browser_hash, created_at, \
         expires_at, used_at"
    };
}

/// Whether the creator of a token, if there is one, is still allowed to create it (`Action::MakePasswordLink` in
/// `accounts/policy.rs`).
macro_rules! creator_is_allowed {
    () => {
        "(created_by IS NULL OR EXISTS \
         (SELECT 1 FROM users AS maker WHERE maker.id = created_by AND maker.role = 'admin' AND maker.status = 'active'))"
    };
}
pub(super) use {columns, creator_is_allowed};

/// Selects the token `$1` with the purpose `$2` if it is valid at the time `$3`: not used, not expired, and its creator is still
/// allowed to create it.
macro_rules! valid {
    () => {
        concat!("token_hash = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > $3 AND ", creator_is_allowed!())
    };
}

statements! {
    /// Deletes the unused tokens of an account with these purposes; of password links those that were sent to its address.
    /// `handed_over`: also password links that were not.
    pub fn delete_unused(tx, user: UserId, purposes: impl Iterator<Item = Purpose>, handed_over: bool) =
        "DELETE FROM one_time_tokens WHERE user_id = $1 AND used_at IS NULL AND (CASE \
         WHEN purpose = 'password' AND email_key IS NULL THEN $3 ELSE $2 LIKE '%,' || purpose || ',%' END)",
        [user, between_commas(purposes), handed_over];

    /// Deletes the unused tokens of an account with this purpose.
    pub fn delete_of_purpose(tx, user: UserId, purpose: Purpose) =
        "DELETE FROM one_time_tokens WHERE user_id = $1 AND purpose = $2 AND used_at IS NULL";

    /// Deletes registrations of an address, so that there is room for one more: that of the same browser, and the oldest, so that
    /// at most `limit` will be there.
    pub fn make_room(tx, email_key: &str, browser_hash: Option<&[u8; 32]>, limit: u32) =
        "DELETE FROM one_time_tokens WHERE email_key = $1 AND purpose = 'registration' AND (browser_hash = $2 \
         OR token_hash IN (SELECT token_hash FROM one_time_tokens WHERE email_key = $1 AND purpose = 'registration' \
         ORDER BY created_at DESC, token_hash LIMIT 1000 OFFSET $3))", [email_key, browser_hash, i64::from(limit) - 1];

    /// The newest registration of an address by this browser; None if none is valid.
    pub fn of_browser(conn, email_key: &str, browser_hash: &[u8; 32], now: Timestamp)
        -> Option<OneTimeTokenRow> = concat!(
        "SELECT ", columns!(), " FROM one_time_tokens WHERE email_key = $1 AND purpose = 'registration' \
         AND browser_hash = $2 AND used_at IS NULL AND expires_at > $3 ORDER BY created_at DESC LIMIT 1");

    /// Deletes the unused tokens about an address with this purpose.
    pub fn delete_of_email(tx, email_key: &str, purpose: Purpose) =
        "DELETE FROM one_time_tokens WHERE email_key = $1 AND purpose = $2 AND used_at IS NULL";

    /// Deletes all tokens that an account has created for others.
    pub fn delete_made_by(tx, maker: UserId) = "DELETE FROM one_time_tokens WHERE created_by = $1";

    /// Adds a token.
    pub fn insert(tx, new: &NewOneTimeToken) =
        "INSERT INTO one_time_tokens (token_hash, purpose, user_id, created_by, email_key, parameters, journey, \
         digits_hash, browser_hash, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        [&new.hash, new.purpose, new.user, new.created_by, new.email_key.as_deref(), new.parameters.as_deref(),
         new.journey.as_deref(), new.digits_hash.as_ref(), new.browser_hash.as_ref(), new.created_at, new.expires_at];

    /// The token with this hash and purpose; None if it is not valid.
    pub fn find(conn, hash: &[u8; 32], purpose: Purpose, now: Timestamp) -> Option<OneTimeTokenRow> =
        concat!("SELECT ", columns!(), " FROM one_time_tokens WHERE ", valid!());

    /// The newest token of an account with this purpose; None if none is valid.
    pub fn newest(conn, user: UserId, purpose: Purpose, now: Timestamp) -> Option<OneTimeTokenRow> = concat!(
        "SELECT ", columns!(), " FROM one_time_tokens WHERE user_id = $1 AND purpose = $2 AND used_at IS NULL \
         AND expires_at > $3 ORDER BY created_at DESC LIMIT 1");

    /// At most `limit` tokens of an account that are valid at `now`, the newest first.
    pub fn open_of_user(conn, user: UserId, now: Timestamp, limit: u32) -> Vec<OneTimeTokenRow> = concat!(
        "SELECT ", columns!(), " FROM one_time_tokens WHERE user_id = $1 AND used_at IS NULL AND expires_at > $2 AND ",
        creator_is_allowed!(), " ORDER BY created_at DESC, token_hash LIMIT $3");

    /// The tokens of an account that have not been cleaned up yet, the oldest first, after the one with this time of creation and
    /// this hash.
    pub fn of_user(conn, user: UserId, after: (i64, Vec<u8>), limit: u32) -> Vec<StoredTokenRow> = concat!(
        "SELECT ", columns!(), ", token_hash FROM one_time_tokens WHERE user_id = $1 AND (created_at, token_hash) > ($2, $3) \
         ORDER BY created_at, token_hash LIMIT $4"), [user, after.0, &after.1, limit];

    /// Marks the token as used; returns whether it was valid. On PostgreSQL the caller must hold the
    /// [advisory lock](super::locks::AdvisoryLock) of administrators if the token may have a creator, who may be demoted at the same
    /// time.
    // Tests the validity again: between opening the page and this, the token may have been used or revoked.
    pub fn consume(tx, hash: &[u8; 32], purpose: Purpose, now: Timestamp) -> bool =
        concat!("UPDATE one_time_tokens SET used_at = $3 WHERE ", valid!());

    /// Counts an attempt to guess the digits, or the password of a registration; returns how many there have been, or None if the
    /// token is used or deleted.
    pub fn count_attempt(tx, hash: &[u8; 32]) -> Option<i64> = scalar
        "UPDATE one_time_tokens SET digit_attempts = digit_attempts + 1 WHERE token_hash = $1 AND used_at IS NULL \
         RETURNING digit_attempts";

    /// Takes back an attempt that was counted, but not made.
    pub fn refund_attempt(tx, hash: &[u8; 32]) =
        "UPDATE one_time_tokens SET digit_attempts = digit_attempts - 1 WHERE token_hash = $1 AND used_at IS NULL";

    /// Deletes a token; returns whether there was one.
    pub fn delete(tx, hash: &[u8; 32]) -> bool = "DELETE FROM one_time_tokens WHERE token_hash = $1";

    /// Deletes at most `limit` expired tokens; returns their number.
    pub fn delete_past(tx, now: Timestamp, limit: u32) -> u64 =
        "DELETE FROM one_time_tokens WHERE token_hash IN \
         (SELECT token_hash FROM one_time_tokens WHERE expires_at <= $1 LIMIT $2)";
}
