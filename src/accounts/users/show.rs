//! The details of one user, for administrators.

use super::{ManageError, User};
use crate::{
    accounts::{
        Accounts, Principal,
        policy::{self, Action},
    },
    passwords,
    shared::{
        audit::AuditRequest, directory::UserDetailsView, ids::UserId, invitations::InvitationView, views::Status,
    },
    store::{invitations, users},
};

/// Number of recent events.
const RECENT_EVENTS: u32 = 8;

impl Accounts {
    /// An account, deleted or not, with its sessions, API tokens, groups and recent events.
    pub async fn show_user_details(&self, who: &Principal, id: UserId) -> Result<UserDetailsView, ManageError> {
        policy::permit(who, Action::GovernUser(id))?;
        let now = self.now();
        let read = self.db().read(move |conn| {
            Box::pin(
                async move { Ok((users::credential(conn, id).await?, invitations::of_user(conn, id, now).await?)) },
            )
        });
        let (found, invitation) = read.await?;
        let found = found.ok_or(ManageError::NotFound)?;
        let has_password = found.password_hash != passwords::UNUSABLE;
        let user = User::from(found.user);
        let sessions = self.list_sessions(who, id).await?;
        let is_service_account = self.is_service_account(who, id).await?;
        let tokens = self.list_api_tokens(who, id).await?;
        let created = self.list_created_tokens(who, id).await?;
        let recent =
            AuditRequest { target: id.to_string(), per_page: RECENT_EVENTS.to_string(), ..AuditRequest::default() };
        let events = self.list_audit(who, &recent).await?.events;
        let groups = self.group_names(who).await?;
        Ok(UserDetailsView {
            version: user.version,
            user: user.view_for(who),
            sessions,
            events,
            invitation: invitation.map(InvitationView::from),
            invitable: user.status == Status::Active && !has_password && !is_service_account,
            is_service_account,
            tokens,
            created,
            other_groups: groups.iter().filter(|name| !user.groups.contains(name)).cloned().collect(),
        })
    }
}
