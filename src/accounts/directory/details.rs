//! One account, with all that administrators see of it.

use crate::accounts::invitations::invitable;
use crate::accounts::{Action, Caller, Directory, User, error};
use crate::shared::page::MayEnter;
use crate::shared::{
    AppError, ApplicationView, AuditRequest, GroupName, InvitationView, Status, UserDetailsView, UserId, WaysInView,
};
use crate::store::{invitations, users};

/// Number of recent events in the details of a user.
const RECENT_EVENTS: u32 = 8;

impl Directory {
    /// An account, deleted or not, with its sessions, API tokens, groups and recent events, for administrators.
    pub async fn show_user_details(&self, caller: &Caller, id: UserId) -> Result<UserDetailsView, AppError> {
        caller.permit(Action::ShowUser(id))?;
        let now = self.now();
        let read = self.db().read(async move |mut conn| {
            let found = users::credential(&mut conn, id).await?;
            let is_invitable = invitable(&mut conn, id).await?.is_some();
            Ok((found, invitations::of_user(&mut conn, id, now).await?, is_invitable))
        });
        let (found, invitation, is_invitable) = read.await?;
        let found = found.ok_or_else(error::no_such_account)?;
        let user = User::from(found.user);
        let sessions = self.sessions().list_sessions(caller, id).await?;
        let is_service_account = self.users().is_service_account(caller, id).await?;
        let tokens = self.api_tokens().list_api_tokens(caller, id).await?;
        let created = self.api_tokens().list_created_tokens(caller, id).await?;
        let recent =
            AuditRequest { target: id.to_string(), per_page: RECENT_EVENTS.to_string(), ..AuditRequest::default() };
        let log = self.audit().show_audit_log(caller, &recent).await?;
        let groups = self.groups().group_names(caller).await?;
        let is_active_person = user.status == Status::Active && !is_service_account;
        let can_start_over = is_active_person && caller.may(Action::StartOver(id));
        let mut enters = Vec::new();
        if is_active_person {
            let all = self.applications().list_applications(caller).await?;
            enters.extend(all.into_iter().filter_map(|application| entry_of(application, &user)));
        }
        // A program has none of these.
        let own = if is_service_account { Vec::new() } else { self.own_fields().stored_values(caller, id).await? };
        let factors = if is_service_account { None } else { Some(self.factors().of(caller, id).await?) };
        Ok(UserDetailsView {
            version: user.version,
            user: user.view_for(caller),
            sessions,
            events: log.events,
            people: log.people,
            devices: log.devices,
            titles: log.titles,
            invitation: invitation.map(InvitationView::from),
            invitable: is_invitable,
            is_service_account,
            tokens,
            created,
            other_groups: groups.iter().filter(|name| !user.groups.contains(name)).cloned().collect(),
            enters,
            factors,
            access: self.openid().list_client_access(caller, id).await?,
            identities: self.identities().list_identities(caller, id).await?.identities,
            ways: WaysInView { ways_in: self.ways_in().of(caller, id).await? },
            own,
            start_over_ends: if can_start_over { self.ways_in().ended_by_starting_over() } else { Vec::new() },
        })
    }
}

/// How a user gets into an application; none if they do not.
fn entry_of(application: ApplicationView, user: &User) -> Option<MayEnter> {
    let ApplicationView { name, title, everyone, groups, .. } = application;
    let own = groups.iter().filter(|group| user.groups.contains(group));
    let by: Vec<GroupName> = if everyone { Vec::new() } else { own.cloned().collect() };
    (everyone || !by.is_empty()).then_some(MayEnter { name, title, by })
}
