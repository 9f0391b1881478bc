//! Decides whether a session is active. The rule is the same for cached sessions, queries and transactions.

use crate::{
    accounts::User,
    shared::{timestamp::Timestamp, views::Status},
    store::sessions::SessionRow,
};

/// The account of a session, if the session is active at `now`.
pub(in crate::accounts) fn living(row: SessionRow, now: Timestamp) -> Option<User> {
    let (has_ended, expires_at) = (row.ended_at.is_some(), Timestamp(row.session_expires_at));
    let user = User::from(row.user);
    (!has_ended && is_usable(&user, expires_at, now)).then_some(user)
}

/// Whether a session that was not ended is active at `now`: it has not expired, and its account is active.
pub(super) fn is_usable(user: &User, expires_at: Timestamp, now: Timestamp) -> bool {
    expires_at > now && user.status == Status::Active
}
