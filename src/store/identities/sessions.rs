//! Which sessions began at a provider: they end when it says that somebody has signed out there.

use crate::shared::{SessionId, Timestamp};
use crate::store::statement::statements;
use sqlx::FromRow;
use uuid::Uuid;

/// A session that has not ended, and its account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromRow)]
pub struct IdentitySessionRow {
    pub session_id: Uuid,
    pub user_id: Uuid,
}

/// At most `$4` sessions that began at a provider in this way, and that have not ended at `$3`.
macro_rules! began {
    ($how:literal) => {
        concat!(
            "SELECT began.session_id, sessions.user_id FROM identity_sessions AS began \
             JOIN sessions ON sessions.id = began.session_id WHERE ",
            $how,
            " AND sessions.ended_at IS NULL AND sessions.expires_at > $3 ORDER BY began.session_id LIMIT $4"
        )
    };
}

statements! {
    /// Notes at which provider a session began, or where its user has last proved who they are, by issuer and subject. `sid`: the
    /// session there. A session that began with one identity goes on to end with it, although its user has proved another one since.
    pub fn note(tx, session: SessionId, identity: (&str, &str), sid: Option<&str>, now: Timestamp) =
        "INSERT INTO identity_sessions (session_id, issuer, subject, sid, created_at) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (session_id) DO UPDATE SET sid = $4, created_at = $5 \
         WHERE identity_sessions.issuer = $2 AND identity_sessions.subject = $3",
        [session, identity.0, identity.1, sid, now];

    /// At most `limit` sessions of an account at a provider.
    pub fn of_subject(conn, issuer: &str, subject: &str, now: Timestamp, limit: u32)
        -> Vec<IdentitySessionRow> = began!("began.issuer = $1 AND began.subject = $2");

    /// The same for those of which the provider has not said in which session there they began.
    pub fn of_subject_without_sid(conn, issuer: &str, subject: &str, now: Timestamp, limit: u32)
        -> Vec<IdentitySessionRow> = began!("began.issuer = $1 AND began.subject = $2 AND began.sid IS NULL");

    /// At most `limit` sessions that began in one session at a provider.
    pub fn of_sid(conn, issuer: &str, sid: &str, now: Timestamp, limit: u32) -> Vec<IdentitySessionRow> =
        began!("began.issuer = $1 AND began.sid = $2");
}
