//! Issues the ticket with which an application's host takes over a sign-in.

use super::{secret::is_state, ticket::Ticket};
use crate::{
    accounts::{Accounts, Caller, CurrentUser, Failure},
    applications::{Address, Origin},
    shared::error::{AppError, ErrorCode},
    store::{StoreError, sessions},
};
use uuid::Uuid;

/// A ticket, and the only origin that may use it.
#[derive(Debug)]
pub struct IssuedTicket {
    pub origin: Origin,
    pub sealed: String,
}

/// Why no ticket was issued.
#[derive(Debug, thiserror::Error)]
pub enum HandOverError {
    /// Forward authentication has not written this link.
    #[error("the address or the state is malformed")]
    Malformed,
    #[error("no application has this address")]
    NoApplication,
    #[error("the user may not enter the application")]
    NotAdmitted,
    #[error(transparent)]
    Failed(#[from] Failure),
}

impl From<StoreError> for HandOverError {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

impl From<HandOverError> for AppError {
    fn from(error: HandOverError) -> Self {
        let (code, detail) = match error {
            HandOverError::Malformed => {
                (ErrorCode::Malformed, "This sign-in link is incomplete. Open the application again.")
            }
            HandOverError::NoApplication => (ErrorCode::Forbidden, "No application is registered at this address."),
            HandOverError::NotAdmitted => (
                ErrorCode::Forbidden,
                "You don't have access to this application. Ask an administrator to add you to one of its groups.",
            ),
            HandOverError::Failed(failure) => return failure.into(),
        };
        Self::new(code, detail)
    }
}

impl Accounts {
    /// A ticket for the application at the URL `to`, for the browser whose secret has the hash `state`. Changes nothing, so
    /// that a link can lead here; a refusal is recorded.
    pub async fn issue_ticket(
        &self,
        who: &CurrentUser,
        caller: &Caller,
        to: &str,
        state: &str,
    ) -> Result<IssuedTicket, HandOverError> {
        let (session, user, now) = (who.session()?, who.user.id, self.now());
        let to = Address::parse_url(to).map_err(|_| HandOverError::Malformed)?;
        if !is_state(state) {
            return Err(HandOverError::Malformed);
        }
        let applications = self.applications().await?;
        // An application on this origin needs no ticket: it sees the cookies of the session itself.
        let application = applications.at(&to).filter(|_| !self.is_own_origin(&to.origin));
        let application = application.ok_or(HandOverError::NoApplication)?;
        if !application.admits(&who.user.groups) {
            self.enter(who, application, || caller.clone()).await?;
            return Err(HandOverError::NotAdmitted);
        }
        let continuation =
            self.db().read(move |conn| Box::pin(sessions::continuation(conn, session, user, now))).await?;
        // The access token can be valid a little longer than the newest refresh token.
        let continuation = continuation.ok_or(Failure::SignedOut)?;
        let ticket = Ticket {
            id: Uuid::from_bytes(self.entropy().bytes()),
            session,
            user,
            to: to.to_string(),
            state: state.to_owned(),
            issued_at: now.0,
            remember: continuation.remember,
            session_until: continuation.expires_at,
        };
        Ok(IssuedTicket { origin: to.origin, sealed: self.seal_ticket(&ticket) })
    }
}
