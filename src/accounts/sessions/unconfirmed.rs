//! Signing in to an account whose email address is not confirmed (`VESTIBULE_REQUIRE_VERIFIED_EMAIL`).

use crate::{
    accounts::{Accounts, Caller, User, audit::Actor, unit_of_work::UnitOfWork},
    shared::{ids::UserId, views::Status},
    store::{
        StoreError,
        users::{self, UserRow},
    },
};

impl Accounts {
    /// Whether an account cannot sign in before its address is confirmed.
    pub fn must_confirm_first(&self, email_verified: bool) -> bool {
        self.settings().require_verified_email && !email_verified
    }

    /// Sends a new message with a link that confirms the address, after the right password was entered. Does nothing if the
    /// address has received too many.
    pub(super) async fn remind_to_confirm(&self, caller: &Caller, of: &UserRow) -> Result<(), StoreError> {
        if self.spend_mail(&of.email).is_err() {
            return Ok(());
        }
        let id = UserId(of.id);
        let job = async move |mut tx: UnitOfWork| {
            // It may have been confirmed, or the account disabled, since it was read.
            let now = users::find(&mut tx, id).await?.map(User::from);
            match now.filter(|now| now.status == Status::Active && !now.email_verified) {
                Some(user) => tx.send_confirmation(&user).await,
                None => Ok(()),
            }
        };
        self.transact(Actor::User(id), caller, job).await
    }
}
