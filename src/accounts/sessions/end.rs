//! The sessions of an account, for its owner and for administrators.

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
    /// The sessions that are alive, the one used last first.
    pub async fn list_sessions(&self, who: &Principal, id: UserId) -> Result<Vec<SessionView>, ManageError> {
        policy::permit(who, Action::ManageSessions(id))?;
        let now = self.now();
        let rows = self.db().read(move |conn| Box::pin(sessions::alive(conn, id, now))).await?;
        let own = match who {
            Principal::User(current) => Some(current.session),
            Principal::Anonymous | Principal::System => None,
        };
        Ok(rows.into_iter().map(|row| row.view(own)).collect())
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
            let theirs = sessions::belongs_to(&mut tx, session, id).await?;
            if !(theirs && sessions::end(&mut tx, session, now).await?) {
                return Err(ManageError::NotFound);
            }
            tx.record(tx.event(EventKind::SessionEnd).on(id).detail(session));
            Ok(())
        };
        self.change(who, caller, Action::ManageSessions(id), job).await
    }

    /// Ends every session of an account, except the one that asks. Records nothing where there was no other.
    pub async fn end_sessions_of(&self, who: &Principal, caller: &Caller, id: UserId) -> Result<(), ManageError> {
        let kept = kept(who, id);
        let job = async move |mut tx: UnitOfWork| {
            let now = tx.now();
            let ended = match kept {
                Some(kept) => sessions::end_all_but(&mut tx, id, kept, now).await?,
                None => sessions::end_all(&mut tx, id, now).await?,
            };
            if ended > 0 {
                tx.record(tx.event(EventKind::SessionEndOthers).on(id));
            }
            Ok(())
        };
        self.change(who, caller, Action::ManageSessions(id), job).await
    }
}

/// The session that asks, when it is one of those.
fn kept(who: &Principal, id: UserId) -> Option<SessionId> {
    match who {
        Principal::User(current) if current.user.id == id => Some(current.session),
        _ => None,
    }
}
