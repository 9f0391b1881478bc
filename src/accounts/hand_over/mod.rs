//! The hand-over of a sign-in to an application on another host (`docs/decisions/0045-hand-over.md`):
//!
//! 1. The application's host gives the browser a secret, and the sign-in page gets a hash of it.
//! 2. The signed-in user gets a ticket for the application, bound to that hash.
//! 3. The application's host exchanges the ticket, once and only with the secret, for an application session.
//! 4. Each request to the application is authenticated with the application session.
//!
//! No other noun asks `HandOvers` for anything.

mod ticket;

pub use ticket::HandOverSecret;

use super::audit::Actor;
use super::error::session_ended;
use super::journey::Step;
use super::unit_of_work::UnitOfWork;
use super::{Caller, CurrentUser, HandOvers};
use crate::applications::{Address, Origin};
use crate::budgets::{Budget, RateLimitKey};
use crate::language::message;
use crate::shared::{AppError, ErrorCode, SessionId, Timestamp, UserId};
use crate::store::{applications, refresh_tokens};
use serde::{Deserialize, Serialize};
use std::slice;
use std::time::Duration;
use ticket::{Ticket, is_state};
use uuid::Uuid;

const SESSION_PURPOSE: &str = "application session 1";

/// A ticket, and the only origin that may use it.
#[derive(Debug)]
pub struct IssuedTicket {
    pub origin: Origin,
    pub sealed: String,
}

/// What became of a ticket. It is used up only if it was exchanged.
#[derive(Debug)]
pub enum Redeemed {
    Session(HandedOver),
    /// Not sealed by this server, or for another origin.
    Invalid,
    /// It is too old or was used, or its session has ended. With the address where the user wanted to go.
    Expired(Address),
    /// The hand-over began in another browser.
    OtherBrowser(Address),
    /// The user may not enter the application.
    NotAdmitted,
}

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

/// The application session: what a browser has on the host of an application in place of the tokens of its session. It is nothing
/// without the session, and ends with it.
#[derive(Serialize, Deserialize)]
struct ApplicationSession {
    session: SessionId,
    user: UserId,
    /// The only origin where it is valid.
    origin: String,
    /// When the session would have expired if it had not been refreshed, in milliseconds since 1970. The user is handed over
    /// again then.
    until: i64,
}

impl HandOvers {
    /// A ticket for the application at the URL `to`, for the browser whose secret has the hash `state`. Changes nothing, so
    /// that a link can lead here; a refusal is recorded.
    ///
    /// # Errors
    /// [`no_application`] and [`not_admitted`], if another proof or factor is demanded first, and if forward authentication has not
    /// written the link.
    pub async fn issue_ticket(
        &self,
        who: &CurrentUser,
        caller: &Caller,
        to: &str,
        state: &str,
    ) -> Result<IssuedTicket, AppError> {
        let (session, user, now) = (who.session()?, who.user.id, self.now());
        let to = Address::parse_doubtful_url(to).map_err(|_| malformed())?;
        if !is_state(state) {
            return Err(malformed());
        }
        let applications = self.applications().all().await?;
        // An application on this origin needs no ticket: it sees the cookies of the session itself.
        let entrance = applications.entrance(&to).filter(|_| !self.is_own_origin(&to.origin));
        let (application, demand) = entrance.ok_or_else(no_application)?;
        let owes = self.owed_by(who, slice::from_ref(&application.name)).await?;
        let step = Step::entering(who, application, demand, owes, self.now());
        if let Some(error) = self.missing_at(&step, who).await? {
            return Err(error);
        }
        if step != Step::End {
            self.applications().note_entry(who, application, false, || caller.clone()).await?;
            return Err(not_admitted());
        }
        let continuation = self
            .db()
            .read(async move |mut conn| refresh_tokens::continuation(&mut conn, session, user, now).await)
            .await?;
        // The access token can be valid a little longer than the newest refresh token.
        let continuation = continuation.ok_or_else(session_ended)?;
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

    /// Exchanges a ticket that arrives at `origin` with the secret of the browser. Checks again that the session is active and
    /// that the user may enter: a minute may have passed since the ticket was issued. Charged to the account as a change.
    pub async fn redeem_ticket(
        &self,
        caller: &Caller,
        sealed: &str,
        origin: &Origin,
        secret: Option<&HandOverSecret>,
    ) -> Result<Redeemed, AppError> {
        let now = self.now();
        let Some((ticket, to)) = self.open_ticket(sealed).filter(|(_, to)| to.origin == *origin) else {
            return Ok(Redeemed::Invalid);
        };
        if secret.is_none_or(|secret| secret.state() != ticket.state) {
            return Ok(Redeemed::OtherBrowser(to));
        }
        if ticket.expires_at() <= now || ticket.session_until <= now.0 {
            return Ok(Redeemed::Expired(to));
        }
        // Only the browser that has the secret comes this far. Before anything is read or written.
        self.spend(Budget::Change, RateLimitKey::Account(ticket.user))?;
        let Some(who) = self.sessions().current(ticket.session, ticket.user).await? else {
            return Ok(Redeemed::Expired(to));
        };
        let applications = self.applications().all().await?;
        let Some((application, demand)) = applications.entrance(&to) else { return Ok(Redeemed::NotAdmitted) };
        let owes = self.owed_by(&who, slice::from_ref(&application.name)).await?;
        let step = Step::entering(&who, application, demand, owes, self.now());
        // Demanded since the ticket was issued: the way begins again, and leads to where it is given.
        if step.missing(&who).is_some() {
            return Ok(Redeemed::Expired(to));
        }
        if step != Step::End {
            self.applications().note_entry(&who, application, false, || caller.clone()).await?;
            return Ok(Redeemed::NotAdmitted);
        }
        if !self.use_up(caller, &ticket).await? {
            return Ok(Redeemed::Expired(to));
        }
        let session = ApplicationSession {
            session: ticket.session,
            user: ticket.user,
            origin: origin.to_string(),
            until: ticket.session_until,
        };
        let max_age = ticket.remember.then(|| now.until(Timestamp(ticket.session_until)));
        Ok(Redeemed::Session(HandedOver { session: self.seal(SESSION_PURPOSE, &session), max_age, to }))
    }

    /// The user of a sealed application session at `origin`. None if it is not valid there, or if the session is not active.
    /// Usually needs no query.
    pub async fn authenticate_application_session(
        &self,
        sealed: &str,
        origin: &Origin,
    ) -> Result<Option<CurrentUser>, AppError> {
        match self.open_application_session(sealed, origin).filter(|opened| opened.until > self.now().0) {
            Some(opened) => Ok(self.sessions().current(opened.session, opened.user).await?),
            None => Ok(None),
        }
    }

    /// The user whose session is to end with a sealed application session at `origin`. Unlike for other requests, the session
    /// counts as long as it is active, also after `until`: it can have been refreshed since, and signing out means all of it.
    pub async fn user_of_application_session(
        &self,
        sealed: &str,
        origin: &Origin,
    ) -> Result<Option<CurrentUser>, AppError> {
        match self.open_application_session(sealed, origin) {
            Some(opened) => Ok(self.sessions().current(opened.session, opened.user).await?),
            None => Ok(None),
        }
    }

    /// Marks the ticket as used; returns whether it was unused. Permission is not checked again in the transaction: each request
    /// to the application checks it.
    async fn use_up(&self, caller: &Caller, ticket: &Ticket) -> Result<bool, AppError> {
        let (hash, expires_at) = (ticket.hash(), ticket.expires_at());
        let mark = async move |mut tx: UnitOfWork| Ok(applications::use_ticket(&mut tx, &hash, expires_at).await?);
        self.transact(Actor::User(ticket.user), caller, mark).await
    }

    /// None if the text was not sealed by this server, or is for another origin.
    fn open_application_session(&self, sealed: &str, origin: &Origin) -> Option<ApplicationSession> {
        let opened: ApplicationSession = self.open_sealed(SESSION_PURPOSE, sealed)?;
        (opened.origin == origin.to_string()).then_some(opened)
    }
}

/// No application is at the address to which a sign-in should be handed over.
pub fn no_application() -> AppError {
    AppError::forbidden(message::enter_no_application())
}

/// The application does not admit the user.
pub fn not_admitted() -> AppError {
    AppError::forbidden(message::enter_not_admitted())
}

/// Forward authentication has not written this link.
fn malformed() -> AppError {
    AppError::new(ErrorCode::Malformed, message::enter_link_incomplete())
}
