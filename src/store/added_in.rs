//! In which session a way into an account was added, and from where.

use sqlx::FromRow;
use uuid::Uuid;

/// The session in which something was added. All are None for what an import or a command has added, and for what was added before
/// this was stored. The session may be deleted before what was added in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, FromRow)]
pub struct AddedIn {
    pub session_id: Option<Uuid>,
    pub session_began_at: Option<i64>,
    /// The `User-Agent`.
    pub device: Option<String>,
    pub address: Option<String>,
    /// Since when the factor belongs to the account with which the session was proven. None: with none, or the row is of something that
    /// no factor vouches for. Stored with passkeys and authenticator apps only.
    #[sqlx(default)]
    pub vouched_since: Option<i64>,
}

/// The columns of an [`AddedIn`].
macro_rules! columns {
    () => {
        "session_id, session_began_at, device, address"
    };
}
pub(super) use columns;

/// Selects rows of the account `$1` that were added at `$2` or later, in a session that began then or later. An unknown time counts as
/// that late.
macro_rules! since {
    () => {
        "user_id = $1 AND created_at >= $2 AND COALESCE(session_began_at, created_at) >= $2"
    };
}
pub(super) use since;

/// Since when a factor belongs to its account: since it was added or, if the session was proven with a factor, since that one does.
macro_rules! belongs_since {
    () => {
        "COALESCE(vouched_since, created_at)"
    };
}
pub(super) use belongs_since;
