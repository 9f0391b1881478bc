//! Accounts: how one is found and shown.
//!
//! Other nouns ask `Users` for `answer_by_mail`, `change_status`, `complete_registration`, `find_row`, `find_typed`, `find_user`,
//! `is_service_account`, `new_account`, `parse_own_fields`, `refuse_taken`, `service_accounts_created_by`, `username_rights` and
//! `view_of`.

mod create;
mod delete;
mod export_data;
mod former;
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
pub(super) use profile_change::{cancel_pending, set_own_values};
pub use register::Registered;
pub use user::User;
pub(super) use usernames::{UsernameRights, number_username, proposed};

use super::policy::Action;
use super::{Caller, Users, error, one_time};
use crate::identity;
use crate::language::message;
use crate::shared::{AppError, Status, Timestamp, UserId, UserView};
use crate::store::one_time_tokens;
use crate::store::users;
use crate::store::{Conn, Purpose, StoreError, UserRow};

impl Users {
    /// The account of the request, as its owner sees it. Reads nothing.
    pub fn own_account(&self, caller: &Caller, own: &User) -> Result<UserView, AppError> {
        caller.permit(Action::ReadUser(own.id))?;
        Ok(own.view().absolute(&self.settings().issuer))
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
        if hidden {
            Err(error::no_such_account())
        } else {
            self.with_own_fields(caller, user).await.map_err(AppError::from)
        }
    }

    /// The account with the fields of one's own that the caller sees. Reads nothing while none is defined.
    pub(super) async fn with_own_fields(&self, caller: &Caller, mut user: User) -> Result<User, StoreError> {
        user.all.fields = self.own_fields().visible_of(caller, user.id).await?;
        Ok(user)
    }

    /// The account with this username, email address or id, including deleted ones.
    pub async fn find_by_login(&self, caller: &Caller, login: &str) -> Result<User, AppError> {
        caller.permit(Action::OperateUsers)?;
        let user = User::from(self.find_row(login).await?.ok_or_else(error::no_such_account)?);
        Ok(self.with_own_fields(caller, user).await?)
    }

    /// The account of whom an administrator has typed the username, the email address or the id, also a deleted one.
    ///
    /// # Errors
    /// If there is none, in the words of a page that tries something as somebody.
    pub(super) async fn find_typed(&self, login: &str) -> Result<User, AppError> {
        let row = self.find_row(login.trim()).await?;
        Ok(User::from(row.ok_or_else(|| AppError::not_found(message::client_preview_unknown()))?))
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
