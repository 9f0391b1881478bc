//! Lists and ends the sessions of an account, for its owner and for administrators.

use crate::{
    accounts::{
        Accounts, Caller, ManageError, Principal,
        policy::{self, Action},
        unit_of_work::UnitOfWork,
    },
    shared::{
        audit::EventKind,
        ids::{SessionId, UserId},
        views::SessionView,
    },
    store::sessions,
};

impl Accounts {
    /// The active sessions, most recently used first.
    pub async fn list_sessions(&self, who: &Principal, id: UserId) -> Result<Vec<SessionView>, ManageError> {
        policy::permit(who, Action::ManageSessions(id))?;
        let now = self.now();
        let rows = self.db().read(move |conn| Box::pin(sessions::active(conn, id, now))).await?;
        let current = match who {
            Principal::User(current) => Some(current.session),
            Principal::Anonymous | Principal::System => None,
        };
        Ok(rows.into_iter().map(|row| row.view(current)).collect())
    }

    /// Ends one session of an account.
    pub async fn end_session_of(
        &self,
        who: &Principal,
        caller: &Caller,
        id: UserId,
        session: SessionId,
    ) -> Result<(), ManageError> {
        let job = async move |mut tx: UnitOfWork| {
            let now = tx.now();
            // The permission is for one account, and the id of the session comes from the client: it may be anyone's.
            let belongs = sessions::belongs_to(&mut tx, session, id).await?;
            if !(belongs && sessions::end(&mut tx, session, now).await?) {
                return Err(ManageError::NotFound);
            }
            tx.record(tx.event(EventKind::SessionEnd).on(id).detail(session));
            Ok(())
        };
        self.change(who, caller, Action::ManageSessions(id), job).await
    }

    /// Ends all sessions of an account except the one that makes the request.
    pub async fn end_sessions_of(&self, who: &Principal, caller: &Caller, id: UserId) -> Result<(), ManageError> {
        let current = current_session(who, id);
        let job = async move |mut tx: UnitOfWork| {
            let now = tx.now();
            let ended = match current {
                Some(current) => sessions::end_all_but(&mut tx, id, current, now).await?,
                // The actor is an administrator or the operator, whose own session belongs to another account.
                None => sessions::end_all(&mut tx, id, now).await?,
            };
            // Requests that change nothing are not recorded.
            if ended > 0 {
                tx.record(tx.event(EventKind::SessionEndOthers).on(id));
            }
            Ok(())
        };
        self.change(who, caller, Action::ManageSessions(id), job).await
    }
}

/// The session that makes the request, if it belongs to this account.
fn current_session(who: &Principal, id: UserId) -> Option<SessionId> {
    match who {
        Principal::User(current) if current.user.id == id => Some(current.session),
        _ => None,
    }
}
