//! Everything about one person, for administrators.

use super::{ManageError, User};
use crate::{
    accounts::{
        Accounts, Principal,
        policy::{self, Action},
    },
    shared::{audit::AuditRequest, directory::PersonView, ids::UserId},
    store::users,
};

/// How many events are told.
const RECENT: u32 = 8;

impl Accounts {
    /// The account, deleted or not, where it is signed in, and what happened to it last.
    pub async fn show_person(&self, who: &Principal, id: UserId) -> Result<PersonView, ManageError> {
        policy::permit(who, Action::GovernUser(id))?;
        let row = self.db().read(move |conn| Box::pin(users::find(conn, id))).await?;
        let user = User::from(row.ok_or(ManageError::NotFound)?);
        let sessions = self.list_sessions(who, id).await?;
        let recent = AuditRequest { target: id.to_string(), per_page: RECENT.to_string(), ..AuditRequest::default() };
        let events = self.list_audit(who, &recent).await?.events;
        Ok(PersonView { version: user.version, user: user.view_for(who), sessions, events })
    }
}
