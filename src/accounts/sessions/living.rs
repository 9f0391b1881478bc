//! Whether a session can be used: one rule, for what is read from memory, from the database, and inside of a transaction.

use crate::{
    accounts::User,
    shared::{timestamp::Timestamp, views::Status},
    store::sessions::SessionRow,
};

/// The account of a session, if both can be used at `now`.
pub(in crate::accounts) fn living(row: SessionRow, now: Timestamp) -> Option<User> {
    let (has_ended, expires_at) = (row.ended_at.is_some(), Timestamp(row.session_expires_at));
    let user = User::from(row.user);
    (!has_ended && is_usable(&user, expires_at, now)).then_some(user)
}

/// Whether a session of `user` that has not been ended can be used at `now`.
pub(super) fn is_usable(user: &User, expires_at: Timestamp, now: Timestamp) -> bool {
    expires_at > now && user.status == Status::Active
}
