//! Means of proof beside the password: passkeys, authenticator codes, recovery codes, and browsers that need none.

pub mod authenticators;
pub mod handles;
pub mod passkeys;
pub mod recovery_codes;
pub mod spent;
pub mod trusted_browsers;

use super::changes::Change;
use super::statement::{execute, fetch, statements};
use super::{Conn, StoreError, Tx};
use crate::shared::ids::UserId;
use crate::shared::timestamp::Timestamp;
use passkeys::is_usable;
use sqlx::FromRow;

/// Which means of proof an account has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromRow)]
pub struct FactorsRow {
    /// Those of the present domain.
    pub passkeys: i64,
    /// Those of an earlier domain, which cannot be used: they count for nothing.
    pub passkeys_elsewhere: i64,
    pub has_authenticator: bool,
    /// Those that were not used.
    pub recovery_codes_left: i64,
    /// Linked accounts at providers.
    pub identities: i64,
    pub has_password: bool,
}

statements! {
    OF = concat!(
        "SELECT (SELECT COUNT(*) FROM passkeys WHERE user_id = users.id AND ", is_usable!(), ") AS passkeys, \
        (SELECT COUNT(*) FROM passkeys WHERE user_id = users.id AND NOT (", is_usable!(), ")) AS passkeys_elsewhere, \
        EXISTS (SELECT 1 FROM authenticators WHERE user_id = users.id) AS has_authenticator, \
        (SELECT COUNT(*) FROM recovery_codes WHERE user_id = users.id AND used_at IS NULL) AS recovery_codes_left, \
        (SELECT COUNT(*) FROM identities WHERE user_id = users.id) AS identities, \
        password_hash <> '!' AS has_password FROM users WHERE id = $1");
    PASSKEYS_SINCE = "DELETE FROM passkeys WHERE user_id = $1 AND created_at >= $2";
    AUTHENTICATORS_SINCE = "DELETE FROM authenticators WHERE user_id = $1 AND created_at >= $2";
    RECOVERY_CODES_SINCE = "DELETE FROM recovery_codes WHERE user_id = $1 AND created_at >= $2";
}

/// None if the account does not exist.
pub async fn of(conn: &mut Conn, user: UserId) -> Result<Option<FactorsRow>, StoreError> {
    fetch!(conn, fetch_optional as FactorsRow, OF, user.0)
}

/// Deletes what was added since then. Returns how many passkeys, apps and recovery codes that were.
pub async fn delete_since(tx: &mut Tx, user: UserId, since: Timestamp) -> Result<u64, StoreError> {
    let mut deleted = execute!(tx, PASSKEYS_SINCE, user.0, since.0)?;
    deleted += execute!(tx, AUTHENTICATORS_SINCE, user.0, since.0)?;
    deleted += execute!(tx, RECOVERY_CODES_SINCE, user.0, since.0)?;
    announce(tx, user);
    Ok(deleted)
}

/// Announces that the factors of an account have changed: what is known of its sessions is read again.
fn announce(tx: &mut Tx, user: UserId) {
    tx.changed(Change::User(user));
}
