//! Exchanges a ticket for an application session.

use super::{HandOverSecret, application_session::ApplicationSession, ticket::Ticket};
use crate::{
    accounts::{Accounts, Caller, Failure, audit::Actor, unit_of_work::UnitOfWork},
    applications::{Address, Origin},
    budgets::{Budget, Exceeded, RateLimitKey},
    shared::timestamp::Timestamp,
    store::{StoreError, used_tickets},
};
use std::time::Duration;

/// The result of a hand-over.
#[derive(Debug)]
pub struct HandedOver {
    /// The sealed application session.
    pub session: String,
    /// How long the browser keeps it. None: until it is closed.
    pub max_age: Option<Duration>,
    /// Where the user wanted to go.
    pub to: Address,
}

/// Why a ticket was not exchanged. It is used up only if it was exchanged.
#[derive(Debug, thiserror::Error)]
pub enum TicketError {
    /// Not sealed by this server, or for another origin.
    #[error("the ticket is not valid here")]
    Invalid,
    /// It is too old or was used, or its session has ended.
    #[error("the ticket has expired")]
    Expired(Box<Address>),
    #[error("the hand-over began in another browser")]
    OtherBrowser(Box<Address>),
    #[error("the user may not enter the application")]
    NotAdmitted,
    #[error("too many changes of the account")]
    Exceeded(Exceeded),
    #[error(transparent)]
    Failed(#[from] Failure),
}

impl From<StoreError> for TicketError {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

impl Accounts {
    /// Exchanges a ticket that arrives at `origin` with the secret of the browser. Checks again that the session is active and
    /// that the user may enter: a minute may have passed since the ticket was issued. Charged to the account as a change.
    pub async fn redeem_ticket(
        &self,
        caller: &Caller,
        sealed: &str,
        origin: &Origin,
        secret: Option<&HandOverSecret>,
    ) -> Result<HandedOver, TicketError> {
        let now = self.now();
        let (ticket, to) =
            self.open_ticket(sealed).filter(|(_, to)| to.origin == *origin).ok_or(TicketError::Invalid)?;
        if secret.is_none_or(|secret| secret.state() != ticket.state) {
            return Err(TicketError::OtherBrowser(Box::new(to)));
        }
        if ticket.expires_at() <= now || ticket.session_until <= now.0 {
            return Err(TicketError::Expired(Box::new(to)));
        }
        // Only the browser that has the secret comes this far. Before anything is read or written.
        self.spend(Budget::Change, RateLimitKey::Account(ticket.user)).map_err(TicketError::Exceeded)?;
        let Some(who) = self.current(ticket.session, ticket.user).await? else {
            return Err(TicketError::Expired(Box::new(to)));
        };
        let applications = self.applications().await?;
        let application = applications.at(&to).ok_or(TicketError::NotAdmitted)?;
        if !application.admits(&who.user.groups) {
            self.enter(&who, application, || caller.clone()).await?;
            return Err(TicketError::NotAdmitted);
        }
        if !self.use_up(caller, &ticket).await? {
            return Err(TicketError::Expired(Box::new(to)));
        }
        let session = self.seal_application_session(&ApplicationSession {
            session: ticket.session,
            user: ticket.user,
            origin: origin.to_string(),
            until: ticket.session_until,
        });
        let max_age = ticket.remember.then(|| now.until(Timestamp(ticket.session_until)));
        Ok(HandedOver { session, max_age, to })
    }

    /// Marks the ticket as used; returns whether it was unused. Permission is not checked again in the transaction: each request
    /// to the application checks it.
    async fn use_up(&self, caller: &Caller, ticket: &Ticket) -> Result<bool, StoreError> {
        let (hash, expires_at) = (ticket.hash(), ticket.expires_at());
        let mark = async move |mut tx: UnitOfWork| used_tickets::mark(&mut tx, &hash, expires_at).await;
        self.transact(Actor::User(ticket.user), caller, mark).await
    }
}
