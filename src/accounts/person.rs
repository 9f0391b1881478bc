//! Everything about one person, for administrators.

use super::{
    Accounts, AuditError, ManageError, Principal, User,
    policy::{self, Action},
};
use crate::{
    shared::{audit::AuditRequest, directory::PersonView, ids::UserId},
    store::users,
};

/// How many events are told.
const RECENT: u32 = 8;

impl From<AuditError> for ManageError {
    fn from(error: AuditError) -> Self {
        match error {
            AuditError::Forbidden => Self::Forbidden,
            AuditError::Invalid(errors) => Self::Invalid(errors),
            AuditError::Failed(failure) => Self::Failed(failure),
        }
    }
}

impl Accounts {
    /// The account, deleted or not, where it is signed in, and what happened to it last.
    pub async fn show_person(&self, who: &Principal, id: UserId) -> Result<PersonView, ManageError> {
        policy::permit(who, Action::GovernUser(id))?;
        let row = self.db().read(move |conn| Box::pin(users::find(conn, id))).await?;
        let user = User::try_from(row.ok_or(ManageError::NotFound)?)?;
        let sessions = self.list_sessions(who, id).await?;
        let recent = AuditRequest { target: id.to_string(), per_page: RECENT.to_string(), ..AuditRequest::default() };
        let events = self.list_audit(who, &recent).await?.events;
        Ok(PersonView { version: user.version, user: user.view(), sessions, events })
    }
}
