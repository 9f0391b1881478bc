//! Lists and ends the sessions of an account, for its owner and for administrators.

use super::device::{self, Device};
use crate::{
    accounts::{
        Accounts, Caller, ManageError, Principal,
        policy::{self, Action},
        unit_of_work::UnitOfWork,
    },
    shared::{
        audit::EventKind,
        end_reason::EndReason,
        ids::{SessionId, UserId},
        timestamp::Timestamp,
        views::SessionView,
    },
    store::sessions::{self, ActiveSessionRow},
};

impl Accounts {
    /// The active sessions, most recently used first.
    pub async fn list_sessions(&self, who: &Principal, id: UserId) -> Result<Vec<SessionView>, ManageError> {
        policy::permit(who, Action::ReadSessions(id))?;
        let now = self.now();
        let rows = self.db().read(move |conn| Box::pin(sessions::active(conn, id, now))).await?;
        Ok(rows.into_iter().map(|row| view(row, who.session_id())).collect())
    }

    /// Ends one session of an account.
    pub async fn end_session_of(
        &self,
        who: &Principal,
        caller: &Caller,
        id: UserId,
        session: SessionId,
    ) -> Result<(), ManageError> {
        let why = reason(who, id);
        let job = async move |mut tx: UnitOfWork| {
            let now = tx.now();
            // The permission is for one account, and the id of the session comes from the client: it may be anyone's.
            let belongs = sessions::belongs_to(&mut tx, session, id).await?;
            if !(belongs && sessions::end(&mut tx, session, why, now).await?) {
                return Err(ManageError::NotFound);
            }
            tx.record(tx.event(EventKind::SessionEnd).on(id).detail(session));
            Ok(())
        };
        self.change(who, caller, Action::EndSessions(id), job).await
    }

    /// Ends all sessions of an account except the one that makes the request.
    pub async fn end_sessions_of(&self, who: &Principal, caller: &Caller, id: UserId) -> Result<(), ManageError> {
        let (current, why) = (current_session(who, id), reason(who, id));
        let job = async move |mut tx: UnitOfWork| {
            let now = tx.now();
            let ended = match current {
                Some(current) => sessions::end_all_but(&mut tx, id, current, why, now).await?,
                // The actor is an administrator or the operator, whose own session belongs to another account.
                None => sessions::end_all(&mut tx, id, why, now).await?,
            };
            // Requests that change nothing are not recorded.
            if ended > 0 {
                tx.record(tx.event(EventKind::SessionEndOthers).on(id));
            }
            Ok(())
        };
        self.change(who, caller, Action::EndSessions(id), job).await
    }
}

/// The view for clients; `own` is the session of the request.
fn view(row: ActiveSessionRow, own: Option<SessionId>) -> SessionView {
    let id = SessionId(row.id);
    let Device { words, kind } = device::describe(row.device.as_deref());
    SessionView {
        id,
        current: own == Some(id),
        remember: row.remember,
        device: words,
        kind,
        address: row.address,
        created_at: Timestamp(row.created_at),
        last_used_at: Timestamp(row.last_used_at),
        expires_at: Timestamp(row.expires_at),
    }
}

/// The end reason of a session that `who` ends, as its own device shows it.
fn reason(who: &Principal, id: UserId) -> EndReason {
    if who.user_id() == Some(id) { EndReason::SignedOut } else { EndReason::Administrator }
}

/// The session that makes the request, if it belongs to this account.
fn current_session(who: &Principal, id: UserId) -> Option<SessionId> {
    match who {
        Principal::User(current) if current.user.id == id => current.session_id(),
        _ => None,
    }
}
