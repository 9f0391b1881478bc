//! Tells the holder of a token why its session is over.

use crate::{
    accounts::{Accounts, TokenError},
    shared::{end_reason::EndReason, ids::UserId, views::Status},
    store::sessions,
};

/// A session that is over: whose it was, and why.
#[derive(Clone, Copy, Debug)]
pub struct EndedSession {
    pub user: UserId,
    pub why: EndReason,
}

impl Accounts {
    /// Why the session of an access or refresh token is over, even if the token has expired. Only for tokens with a
    /// valid signature: nobody else learns anything about a session.
    pub async fn why_ended(&self, token: &str) -> Result<EndedSession, TokenError> {
        let (user, session) = self.session_of(token).await?;
        let row = self.db().read(move |conn| Box::pin(sessions::ending(conn, session, user))).await?;
        let why = match row {
            Some(row) if row.ended_at.is_some() => {
                row.end_reason.and_then(|reason| reason.parse().ok()).unwrap_or(EndReason::Unknown)
            }
            Some(row) if row.status == Status::Disabled => EndReason::AccountDisabled,
            Some(row) if row.status == Status::Deleted => EndReason::AccountDeleted,
            // Deleted with its account or because it had expired, or it could no longer be renewed.
            Some(_) | None => EndReason::Expired,
        };
        Ok(EndedSession { user, why })
    }
}
