//! The sessions of an account, for its owner and for administrators.

use super::{
    Accounts, Caller, ManageError, Principal,
    policy::{self, Action},
};
use crate::{
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
        policy::permit(who, Action::ManageSessions(id))?;
        let event = self.event(EventKind::SessionEnd, who, caller).on(id).detail(session);
        let (recorded, now) = (event.clone(), self.now());
        let ended = self.db().write(move |conn| {
            Box::pin(async move {
                let theirs = sessions::belongs_to(conn, session, id).await?;
                let ended = theirs && sessions::end(conn, session, now).await?;
                if ended {
                    recorded.record(conn).await?;
                }
                Ok(ended)
            })
        });
        if !ended.await? {
            return Err(ManageError::NotFound);
        }
        self.view().forget_sessions(&[session]);
        event.log();
        Ok(())
    }

    /// Ends every session of an account, save the one that asks.
    pub async fn end_sessions_of(&self, who: &Principal, caller: &Caller, id: UserId) -> Result<(), ManageError> {
        policy::permit(who, Action::ManageSessions(id))?;
        let event = self.event(EventKind::SessionEndOthers, who, caller).on(id);
        let (recorded, now, kept) = (event.clone(), self.now(), kept(who, id));
        let ended = self.db().write(move |conn| {
            Box::pin(async move {
                recorded.record(conn).await?;
                match kept {
                    Some(kept) => sessions::end_all_but(conn, id, kept, now).await,
                    None => sessions::end_all(conn, id, now).await,
                }
            })
        });
        self.view().forget_sessions(&ended.await?);
        event.log();
        Ok(())
    }
}

/// The session that asks, when it is one of those.
fn kept(who: &Principal, id: UserId) -> Option<SessionId> {
    match who {
        Principal::User(current) if current.user.id == id => Some(current.session),
        _ => None,
    }
}
