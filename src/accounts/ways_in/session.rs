//! In which session something is added, and when a session began that is contested.

use crate::accounts::UnitOfWork;
use crate::shared::{Timestamp, UserId, days};
use crate::store::factors::Contested;
use crate::store::sessions::{self, BeginningRow};
use crate::store::{AddedIn, StoreError};

impl UnitOfWork {
    /// Where the request comes from, and its session if it is one of this account: what it adds to the account stores both.
    pub(in crate::accounts) async fn present_session(&mut self, id: UserId) -> Result<AddedIn, StoreError> {
        let beginning = self.beginning_of(id).await?;
        let caller = self.caller();
        Ok(AddedIn {
            session_id: beginning.and(caller.who.session_of(id)).map(|session| session.0),
            session_began_at: beginning.map(|row| row.created_at),
            vouched_since: beginning.and_then(|row| row.factor_since),
            device: caller.device.clone(),
            address: caller.address.map(|address| address.to_string()),
        })
    }

    /// From when on the account is contested, if the change that is being made is undone or reported: since the session began that asks
    /// for it, or since now.
    pub(in crate::accounts) async fn contested(&mut self, id: UserId) -> Result<Contested, StoreError> {
        let beginning = self.beginning_of(id).await?;
        let since = beginning.map_or(self.now(), |row| Timestamp(row.created_at));
        let proven = beginning.and_then(|row| proven_at(&row)).unwrap_or(since);
        Ok(Contested { since, proven })
    }

    /// The beginning of the session that asks for a change of this account, if it is one of the account.
    async fn beginning_of(&mut self, id: UserId) -> Result<Option<BeginningRow>, StoreError> {
        match self.caller().who.session_of(id) {
            Some(session) => sessions::beginning(self, session).await,
            None => Ok(None),
        }
    }
}

/// When a session was last proven with a factor of its owner: one that is older than the session, or than the message about it lasts. A thief
/// with two sessions could prove one with a factor that they have added in the other.
fn proven_at(row: &BeginningRow) -> Option<Timestamp> {
    let (since, used_at) = (Timestamp(row.factor_since?), Timestamp(row.factor_used_at?));
    let is_older = since < Timestamp(row.created_at) || since <= used_at.minus(days(7));
    is_older.then_some(used_at)
}
