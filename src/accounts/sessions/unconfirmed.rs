//! Signing in to an account whose email address is not confirmed (`VESTIBULE_REQUIRE_VERIFIED_EMAIL`).

use crate::{
    accounts::{Accounts, Caller, User, audit::Actor, emails::CONFIRMATION, unit_of_work::UnitOfWork},
    identity,
    shared::{ids::UserId, timestamp::Timestamp, views::Status},
    store::{
        StoreError,
        one_time_tokens::{self, Purpose},
        outbox,
        users::{self, UserRow},
    },
};
use std::time::Duration;

/// How long the owner waits for a message before another sign-in sends a new one, whose link replaces the previous one. Whoever
/// tries twice in the meantime still receives a link that works.
const ON_ITS_WAY: Duration = Duration::from_secs(15 * 60);

impl Accounts {
    /// Whether an account cannot sign in before its address is confirmed.
    pub fn must_confirm_first(&self, email_verified: bool) -> bool {
        self.settings().require_verified_email && !email_verified
    }

    /// Sends a new message with a link that confirms the address, after the right password was entered. Does nothing if one is on
    /// its way, or if the source has requested or the address has received too many.
    pub(super) async fn remind_to_confirm(&self, caller: &Caller, of: &UserRow) -> Result<(), StoreError> {
        let id = UserId(of.id);
        let job = async move |mut tx: UnitOfWork| {
            // It may have been confirmed, or the account disabled, since it was read.
            let user = users::find(&mut tx, id).await?.map(User::from);
            let Some(user) = user.filter(|user| user.status == Status::Active && !user.email_verified) else {
                return Ok(());
            };
            if is_on_its_way(&mut tx, &user).await? {
                return Ok(());
            }
            let accounts = tx.accounts();
            let charged = accounts.spend_recovery(tx.caller());
            if charged.and_then(|()| accounts.charge_recipient(&CONFIRMATION, &user.email)).is_err() {
                return Ok(());
            }
            tx.send_confirmation(&user).await
        };
        self.transact_on(id, Actor::User(id), caller, job).await
    }
}

/// Whether a link that confirms the current address was sent a moment ago or still waits to be sent, and is unused. A mail server that
/// refuses the first attempt of an unknown sender (greylisting) accepts the message later than that moment.
async fn is_on_its_way(tx: &mut UnitOfWork, user: &User) -> Result<bool, StoreError> {
    let now = tx.now();
    let link = one_time_tokens::newest(tx, user.id, Purpose::ConfirmEmail, now).await?;
    let Some(link) = link.filter(|link| link.email_key == Some(identity::key(&user.email))) else {
        return Ok(false);
    };
    let is_young = Timestamp(link.created_at).plus(ON_ITS_WAY) > now;
    Ok(is_young || outbox::is_waiting(tx, user.id, CONFIRMATION.kind(), &user.email).await?)
}
