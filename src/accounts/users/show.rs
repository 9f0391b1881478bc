//! The details of one user, for administrators.

use super::{ManageError, User};
use crate::{
    accounts::{
        Accounts, Principal,
        policy::{self, Action},
    },
    shared::{audit::AuditRequest, directory::UserDetailsView, ids::UserId},
    store::users,
};

/// Number of recent events.
const RECENT_EVENTS: u32 = 8;

impl Accounts {
    /// An account, deleted or not, with its sessions and recent events.
    pub async fn show_user_details(&self, who: &Principal, id: UserId) -> Result<UserDetailsView, ManageError> {
        policy::permit(who, Action::GovernUser(id))?;
        let row = self.db().read(move |conn| Box::pin(users::find(conn, id))).await?;
        let user = User::from(row.ok_or(ManageError::NotFound)?);
        let sessions = self.list_sessions(who, id).await?;
        let recent =
            AuditRequest { target: id.to_string(), per_page: RECENT_EVENTS.to_string(), ..AuditRequest::default() };
        let events = self.list_audit(who, &recent).await?.events;
        Ok(UserDetailsView { version: user.version, user: user.view_for(who), sessions, events })
    }
}
