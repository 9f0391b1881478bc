//! Means of proof beside the password: passkeys, authenticator codes, recovery codes, and browsers that need none.

pub mod authenticators;
pub mod handles;
pub mod passkeys;
pub mod recovery_codes;
pub mod replaced;
pub mod spent;
pub mod trusted_browsers;

use super::statement::statements;
use super::{AddedIn, Conn, Statement, StoreError};
use crate::shared::possible::Means;
use crate::shared::{FactorKind, SessionId, Timestamp, UserId};
use authenticators::AuthenticatorRow;
use passkeys::{PasskeyRow, is_usable};
use recovery_codes::RecoveryCodesRow;
use sqlx::FromRow;
use uuid::Uuid;

/// The statements of the files of this folder.
pub(super) const LISTED: &[(&str, &[Statement])] = &[
    ("factors", STATEMENTS),
    ("factors::authenticators", authenticators::STATEMENTS),
    ("factors::handles", handles::STATEMENTS),
    ("factors::passkeys", passkeys::STATEMENTS),
    ("factors::recovery_codes", recovery_codes::STATEMENTS),
    ("factors::replaced", replaced::STATEMENTS),
    ("factors::spent", spent::STATEMENTS),
    ("factors::trusted_browsers", trusted_browsers::STATEMENTS),
];

/// Whether the account with the column `id` has an authenticator app, or a passkey that can be used. Passkeys have an `id` as well, so
/// their owner is named differently.
macro_rules! has_second_factor {
    () => {
        concat!(
            "(EXISTS (SELECT 1 FROM authenticators WHERE user_id = id) \
             OR EXISTS (SELECT 1 FROM (SELECT user_id AS owner FROM passkeys WHERE ",
            $crate::store::factors::passkeys::is_usable!(),
            ") AS owned WHERE owner = id))"
        )
    };
}
pub(super) use has_second_factor;

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
    /// Linked identities that are not held.
    pub identities: i64,
    pub has_password: bool,
    /// Whether the password was made invalid: its owner has not chosen to have none, and gets a link for a new one.
    pub has_invalid_password: bool,
    /// How often the account was disabled, closed or deleted.
    pub suspensions: i64,
}

impl FactorsRow {
    /// How many of a kind can be used.
    pub fn usable(&self, kind: FactorKind) -> u64 {
        match kind {
            FactorKind::Passkey => count(self.passkeys),
            FactorKind::Authenticator => self.has_authenticator.into(),
            FactorKind::RecoveryCodes => count(self.recovery_codes_left),
        }
    }

    /// Whether the account has no password because its owner wants none, or has chosen none yet. One that was made invalid is no choice.
    pub fn needs_no_password(&self) -> bool {
        !self.has_password && !self.has_invalid_password
    }
}

/// One that is about to be removed may be gone already.
fn count(number: i64) -> u64 {
    u64::try_from(number).unwrap_or_default()
}

/// Without what only accounts at providers and the address say. All linked identities count, also those of closed providers.
impl From<FactorsRow> for Means {
    fn from(row: FactorsRow) -> Self {
        let (has_password, identities) = (row.has_password, count(row.identities));
        Self { has_password, identities, ..Self::of_factors(|kind| row.usable(kind)) }
    }
}

/// From when on an account is contested, by its owner with an undo or a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Contested {
    /// When the session began in which the contested change was made. Zero: everything is contested.
    pub since: Timestamp,
    /// When that session was last proven with a factor that was not added in it; otherwise as `since`. Factors that belong to the account
    /// since before then are the owner's: they stay as second factors.
    pub proven: Timestamp,
}

impl Contested {
    /// The one that began earlier of two.
    #[must_use]
    pub fn earlier(self, other: Self) -> Self {
        if other.since < self.since { other } else { self }
    }
}

/// The origin of a factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromRow)]
pub struct FactorOrigin {
    pub created_at: i64,
    /// The session in which it was added, if it is known.
    pub session_id: Option<Uuid>,
    /// See [`AddedIn`](crate::store::AddedIn).
    pub vouched_since: Option<i64>,
}

impl FactorOrigin {
    /// Makes the origin of a factor that was added at `created_at`, in milliseconds.
    pub fn of(created_at: i64, added: &AddedIn) -> Self {
        Self { created_at, session_id: added.session_id, vouched_since: added.vouched_since }
    }

    /// Since when it belongs to the account, as a proof in `session` shows. None: it was added in that session, and nothing but itself
    /// says whose it is.
    pub fn belongs_since(&self, session: Option<SessionId>) -> Option<Timestamp> {
        let is_of_session = session.is_some_and(|session| self.session_id == Some(session.0));
        let created_at = (!is_of_session).then_some(self.created_at);
        self.vouched_since.or(created_at).map(Timestamp)
    }
}

/// What an account has, with what is shown of each.
#[derive(Clone, Debug)]
pub struct HeldFactors {
    pub row: FactorsRow,
    pub passkeys: Vec<PasskeyRow>,
    pub authenticator: Option<AuthenticatorRow>,
    pub recovery_codes: Option<RecoveryCodesRow>,
}

impl HeldFactors {
    /// None if the account does not exist.
    pub async fn of(conn: &mut Conn, user: UserId) -> Result<Option<Self>, StoreError> {
        let Some(row) = of(conn, user).await? else { return Ok(None) };
        Ok(Some(Self {
            row,
            passkeys: passkeys::of_user(conn, user).await?,
            authenticator: authenticators::of(conn, user).await?,
            recovery_codes: recovery_codes::of_user(conn, user).await?,
        }))
    }
}

statements! {
    /// None if the account does not exist.
    pub fn of(conn, user: UserId) -> Option<FactorsRow> = concat!(
        "SELECT (SELECT COUNT(*) FROM passkeys WHERE user_id = users.id AND ", is_usable!(), ") AS passkeys, \
        (SELECT COUNT(*) FROM passkeys WHERE user_id = users.id AND NOT (", is_usable!(), ")) AS passkeys_elsewhere, \
        EXISTS (SELECT 1 FROM authenticators WHERE user_id = users.id) AS has_authenticator, \
        (SELECT COUNT(*) FROM recovery_codes WHERE user_id = users.id AND used_at IS NULL) AS recovery_codes_left, \
        (SELECT COUNT(*) FROM identities WHERE user_id = users.id AND NOT is_held) AS identities, \
         password_hash NOT LIKE '!%' AS has_password, password_hash LIKE '!_%' AS has_invalid_password, \
         suspensions FROM users WHERE id = $1");

    /// The active sessions of an account that began before it had a second factor, with the methods of their last proof; except `own`.
    // Without a factor there is no such session: the comparison with NULL is not true.
    pub fn earlier_sessions(conn, user: UserId, own: SessionId, now: Timestamp) -> Vec<(SessionId, String)> = concat!(
        "SELECT id, methods FROM sessions WHERE user_id = $1 AND id <> $2 AND ended_at IS NULL AND expires_at > $3 \
         AND created_at < (SELECT MIN(created_at) FROM (SELECT created_at FROM passkeys WHERE user_id = $1 AND ", is_usable!(),
        " UNION ALL SELECT created_at FROM authenticators WHERE user_id = $1) AS factors)");
}
