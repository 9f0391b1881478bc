//! The sessions of an account that have begun without a second factor, before it had one: whoever knew the password may have begun
//! them. They are offered to be ended when the first factor is added.

use super::own_session;
use crate::accounts::{Action, Caller, Factors, UnitOfWork};
use crate::shared::{AppError, EndReason, EventKind, Expected, Fields, Methods, SessionId, Timestamp, UserId};
use crate::store::{Conn, StoreError, factors, sessions};

/// What becomes of them when a factor is added.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Earlier {
    GoOn,
    End,
}

impl Earlier {
    /// By the field `end_other_sessions`.
    pub(super) fn parse(fields: &mut Fields, value: &Expected<bool>) -> Self {
        match fields.flag("end_other_sessions", value) {
            Some(true) => Self::End,
            Some(false) | None => Self::GoOn,
        }
    }

    /// Ends them, or lets them go on. Returns how many go on.
    pub(super) async fn settle(self, tx: &mut UnitOfWork, id: UserId, own: SessionId) -> Result<u64, StoreError> {
        let now = tx.now();
        let others = others(tx, id, own, now).await?;
        match self {
            Self::GoOn => Ok(others.len() as u64),
            Self::End => {
                for session in others {
                    if sessions::end(tx, session, EndReason::SignedOut, now).await? {
                        tx.record(tx.event(EventKind::SessionEnd).on(id).detail(session));
                    }
                }
                Ok(0)
            }
        }
    }
}

impl Factors {
    /// How many of them go on, beside the session of the request.
    pub async fn sessions_without_factor(&self, caller: &Caller) -> Result<u64, AppError> {
        let (user, own) = own_session(caller)?;
        let (id, now) = (user.id, self.now());
        caller.permit(Action::ReadSessions(id))?;
        Ok(self.db().read(async move |mut conn| others(&mut conn, id, own, now).await).await?.len() as u64)
    }

    /// Ends them, except the session of the request.
    pub async fn end_sessions_without_factor(&self, caller: &Caller) -> Result<(), AppError> {
        let (user, own) = own_session(caller)?;
        let id = user.id;
        let job = async move |mut tx: UnitOfWork| {
            Earlier::End.settle(&mut tx, id, own).await?;
            Ok(())
        };
        self.change(caller, Action::ManageSessions(id), job).await
    }
}

async fn others(conn: &mut Conn, id: UserId, own: SessionId, now: Timestamp) -> Result<Vec<SessionId>, StoreError> {
    let rows = factors::earlier_sessions(conn, id, own, now).await?;
    // Those in which the factor has been shown since are its owner's.
    let without = rows.into_iter().filter(|(_, methods)| !Methods::parse(methods).have_second_factor());
    Ok(without.map(|(session, _)| session).collect())
}
