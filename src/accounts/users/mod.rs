//! Accounts: how one is found and shown.

mod create;
mod delete;
mod export_data;
pub(super) mod names;
pub(super) mod new_account;
mod pending_registration;
mod profile_change;
mod register;
pub(super) mod set_status;
mod update;
mod user;
mod usernames;

pub use create::SetupLink;
pub(super) use delete::erase;
pub use export_data::OwnData;
pub(super) use pending_registration::chosen_password;
pub(super) use profile_change::cancel_pending;
pub use register::Registered;
pub use user::User;
pub(super) use usernames::{UsernameRights, number_username, proposed};

use super::invitations::invitable;
use super::policy::{self, Action};
use super::{Accounts, Caller, CurrentUser, Principal, error, one_time};
use crate::identity;
use crate::shared::{
    AppError, AuditRequest, InvitationView, Status, Timestamp, UserDetailsView, UserId, UserView, WaysInView,
};
use crate::store::one_time_tokens;
use crate::store::users;
use crate::store::{Conn, Purpose, StoreError, UserRow, invitations};

/// Number of recent events in the details of a user.
const RECENT_EVENTS: u32 = 8;

impl Accounts {
    /// The account of the request, as its owner sees it. Reads nothing.
    pub fn own_account(&self, who: &CurrentUser) -> Result<UserView, AppError> {
        policy::permit(&Principal::User(who.clone()), Action::ReadUser(who.user.id))?;
        Ok(who.user.view().absolute(&self.settings().issuer))
    }

    /// An account that the caller may read, with the address that waits for its confirmation.
    pub async fn find_user(&self, caller: &Caller, id: UserId) -> Result<User, AppError> {
        caller.permit(Action::ReadUser(id))?;
        let now = self.now();
        let found = self.db().read(async move |mut conn| {
            let Some(row) = users::find(&mut conn, id).await? else { return Ok(None) };
            with_pending_email(&mut conn, row, now).await.map(Some)
        });
        let user = found.await?.ok_or_else(error::no_such_account)?;
        // Only actors who may list all accounts see a deleted one.
        let hidden = user.status == Status::Deleted && !caller.may(Action::ListUsers);
        if hidden { Err(error::no_such_account()) } else { Ok(user) }
    }

    /// The account with this username, email address or id, including deleted ones.
    pub async fn find_by_login(&self, caller: &Caller, login: &str) -> Result<User, AppError> {
        caller.permit(Action::OperateUsers)?;
        Ok(User::from(self.find_row(login).await?.ok_or_else(error::no_such_account)?))
    }

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
        let sessions = self.list_sessions(caller, id).await?;
        let is_service_account = self.is_service_account(caller, id).await?;
        let tokens = self.list_api_tokens(caller, id).await?;
        let created = self.list_created_tokens(caller, id).await?;
        let recent =
            AuditRequest { target: id.to_string(), per_page: RECENT_EVENTS.to_string(), ..AuditRequest::default() };
        let log = self.show_audit_log(caller, &recent).await?;
        let groups = self.group_names(caller).await?;
        let is_active_person = user.status == Status::Active && !is_service_account;
        let can_start_over = is_active_person && caller.may(Action::StartOver(id));
        // A program has none.
        let factors = if is_service_account { None } else { Some(self.factors(caller, id).await?) };
        Ok(UserDetailsView {
            version: user.version,
            user: user.view_for(caller),
            sessions,
            events: log.events,
            people: log.people,
            devices: log.devices,
            invitation: invitation.map(InvitationView::from),
            invitable: is_invitable,
            is_service_account,
            tokens,
            created,
            other_groups: groups.iter().filter(|name| !user.groups.contains(name)).cloned().collect(),
            factors,
            access: self.list_client_access(caller, id).await?,
            identities: self.list_identities(caller, id).await?.identities,
            ways: WaysInView { ways_in: self.ways_in(caller, id).await? },
            start_over_ends: if can_start_over { self.ended_by_starting_over() } else { Vec::new() },
        })
    }

    /// The fields that the caller may see, with absolute URLs, for the API and exports.
    pub fn view_of(&self, user: &User, caller: &Caller) -> UserView {
        user.view_for(caller).absolute(&self.settings().issuer)
    }

    pub(super) async fn find_row(&self, login: &str) -> Result<Option<UserRow>, StoreError> {
        let (id, key) = (login.parse::<UserId>().ok(), identity::key(login));
        self.db()
            .read(async move |mut conn| match id {
                Some(id) => users::find(&mut conn, id).await,
                None => users::find_by_key(&mut conn, &key).await,
            })
            .await
    }
}

impl User {
    /// The fields that the caller may see. Only administrators and the command line see the external ID.
    pub fn view_for(&self, caller: &Caller) -> UserView {
        let lists_all = caller.may(Action::ListUsers);
        UserView { external_id: self.external_id.clone().filter(|_| lists_all), ..self.view() }
    }
}

/// The account, with the address that waits for its confirmation.
async fn with_pending_email(conn: &mut Conn, row: UserRow, now: Timestamp) -> Result<User, StoreError> {
    let mut user = User::from(row);
    user.all.pending_email = pending_email(conn, user.id, now).await?;
    Ok(user)
}

/// The new address of an account while it is not confirmed; None if no change is pending.
async fn pending_email(conn: &mut Conn, id: UserId, now: Timestamp) -> Result<Option<String>, StoreError> {
    let token = one_time_tokens::newest(conn, id, Purpose::ChangeEmail, now).await?;
    Ok(token.as_ref().and_then(one_time::address_in))
}
