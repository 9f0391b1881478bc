//! In which session something is added, and when a session began that is contested.

use crate::accounts::UnitOfWork;
use crate::shared::{Timestamp, UserId};
use crate::store::{AddedIn, StoreError, sessions};

impl UnitOfWork {
    /// Where the request comes from, and its session if it is one of this account: what it adds to the account stores both.
    pub(in crate::accounts) async fn present_session(&mut self, id: UserId) -> Result<AddedIn, StoreError> {
        let session = self.caller().who.session_of(id);
        let session_began_at = match session {
            Some(session) => sessions::began_at(self, session).await?.map(|at| at.0),
            None => None,
        };
        let caller = self.caller();
        Ok(AddedIn {
            session_id: session.filter(|_| session_began_at.is_some()).map(|session| session.0),
            session_began_at,
            device: caller.device.clone(),
            address: caller.address.map(|address| address.to_string()),
        })
    }

    /// Since when a change that is being made is contested, if it is undone: since the session began that asks for it, or since now.
    pub(in crate::accounts) async fn contested_since(&mut self, id: UserId) -> Result<Timestamp, StoreError> {
        let began_at = match self.caller().who.session_of(id) {
            Some(session) => sessions::began_at(self, session).await?,
            None => None,
        };
        Ok(began_at.unwrap_or(self.now()))
    }
}
