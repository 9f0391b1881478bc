//! Finds an account by id, username or email address.

use super::{UpdateProfileError, User, pending_email::pending_email};
use crate::{
    accounts::{
        Accounts, CurrentUser, ManageError, Principal,
        policy::{self, Action},
    },
    identity,
    shared::{
        ids::UserId,
        views::{Status, UserView},
    },
    store::{
        StoreError,
        users::{self, UserRow},
    },
};

impl Accounts {
    /// The account of the request, as its owner sees it. Reads nothing.
    pub fn own_account(&self, who: &CurrentUser) -> Result<UserView, ManageError> {
        policy::permit(&Principal::User(who.clone()), Action::ReadUser(who.user.id))?;
        Ok(who.user.view().absolute(&self.settings().issuer))
    }

    /// An account that `who` may read, with the address that waits for its confirmation.
    pub async fn find_user(&self, who: &Principal, id: UserId) -> Result<User, UpdateProfileError> {
        policy::permit(who, Action::ReadUser(id))?;
        let now = self.now();
        let found = self.db().read(move |conn| {
            Box::pin(async move {
                let Some(row) = users::find(conn, id).await? else { return Ok(None) };
                Ok(Some(User { pending_email: pending_email(conn, id, now).await?, ..User::from(row) }))
            })
        });
        let user = found.await?.ok_or(UpdateProfileError::NotFound)?;
        // Only actors who may list all accounts see a deleted one.
        let hidden = user.status == Status::Deleted && !policy::allows(who, Action::ListUsers);
        if hidden { Err(UpdateProfileError::NotFound) } else { Ok(user) }
    }

    /// The account with this username, email address or id, including deleted ones.
    pub async fn find_by_login(&self, who: &Principal, login: &str) -> Result<User, ManageError> {
        policy::permit(who, Action::OperateUsers)?;
        Ok(User::from(self.find_row(login).await?.ok_or(ManageError::NotFound)?))
    }

    pub(in crate::accounts) async fn find_row(&self, login: &str) -> Result<Option<UserRow>, StoreError> {
        let (id, key) = (login.parse::<UserId>().ok(), identity::key(login));
        self.db()
            .read(move |conn| {
                Box::pin(async move {
                    match id {
                        Some(id) => users::find(conn, id).await,
                        None => users::find_by_key(conn, &key).await,
                    }
                })
            })
            .await
    }
}
