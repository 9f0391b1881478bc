//! Begins the recovery of an account whose password somebody else knows.

use crate::{
    accounts::{User, throttle, unit_of_work::UnitOfWork},
    passwords,
    store::{StoreError, api_tokens, one_time_tokens, users},
};

impl UnitOfWork {
    /// Makes the password invalid, revokes all API tokens and all links for others, and sends the owner a link to choose another password. The caller has
    /// locked the account, and deletes the links and ends the sessions that the other person may have.
    pub(in crate::accounts) async fn begin_recovery(&mut self, user: &User) -> Result<(), StoreError> {
        let (id, now) = (user.id, self.now());
        users::set_password(self, id, passwords::UNUSABLE, now).await?;
        throttle::unlock_account(self, id).await?;
        api_tokens::revoke_all(self, id, now).await?;
        // Invitations and password links for other accounts: the other person may have been the one who created them.
        one_time_tokens::delete_made_by(self, id).await?;
        // Not charged to the budget of the address: an attacker could use that up to prevent the recovery.
        self.send_password_link(user).await
    }
}
