//! Undoes a change of address, with the link that was sent to the previous one.
//!
//! The person who has changed the address knows the password, so the password becomes invalid as well, all sessions end, and the
//! owner of the previous address chooses a new password.

use crate::{
    accounts::{
        Accounts, Caller, LinkError, LinkHolder, LinkKind, User, audit::Actor, one_time, throttle,
        unit_of_work::UnitOfWork, users::new_account,
    },
    passwords,
    shared::{audit::EventKind, end_reason::EndReason, timestamp::Timestamp, views::Status},
    store::{
        api_tokens, authority,
        one_time_tokens::{self, Purpose},
        sessions,
        users::{self, ProfileChange},
    },
};

impl Accounts {
    /// Restores the previous address, ends all sessions, makes the password invalid and sends a link to choose another.
    ///
    /// Works also if password and address have been changed again since. Later changes of the address can no longer be
    /// undone: an attacker who made them could take over the account again.
    pub async fn undo_email_change(
        &self,
        caller: &Caller,
        token: &str,
        holder: LinkHolder<'_>,
    ) -> Result<(), LinkError> {
        self.spend_recovery(caller).map_err(LinkError::Exceeded)?;
        let opened = self.open_link(token, LinkKind::Undo.purposes()).await?.ok_or(LinkError::Invalid)?;
        self.check_digits(caller, &opened, holder).await?;
        let (Some(id), Some(email)) = (opened.row.user(), one_time::address_in(&opened.row)) else {
            return Err(LinkError::Invalid);
        };
        let (hash, changed_at) = (opened.hash, Timestamp(opened.row.created_at));
        let job = async move |mut tx: UnitOfWork| {
            // The account before its tokens, as everywhere, so that transactions cannot deadlock.
            authority::lock_target(&mut tx, id).await?;
            let now = tx.now();
            if !one_time_tokens::consume(&mut tx, &hash, Purpose::UndoEmailChange, now).await? {
                return Err(LinkError::Invalid);
            }
            let found = users::credential(&mut tx, id).await?.filter(|found| found.user.status == Status::Active);
            let found = found.ok_or(LinkError::Invalid)?;
            let (before, password_hash) = (User::from(found.user), found.password_hash);
            // The address is free, because it was reserved while the token was valid.
            let names = new_account::names_with_email(&before, &email);
            let change = ProfileChange { names, email_verified: true, now };
            let row = users::change_profile(&mut tx, id, before.version, &change).await?;
            let user = User::from(row.ok_or(LinkError::Invalid)?);
            // The account is locked, so the password is still the one that was read.
            users::replace_password(&mut tx, id, &password_hash, passwords::UNUSABLE, now).await?;
            throttle::unlock_account(&mut tx, id).await?;
            one_time_tokens::delete_since(&mut tx, id, changed_at).await?;
            sessions::end_all(&mut tx, id, EndReason::EmailChangeUndone, now).await?;
            api_tokens::revoke_all(&mut tx, id, now).await?;
            tx.record(tx.event(EventKind::EmailChangeUndone).on(id));
            Ok(tx.send_password_link(&user).await?)
        };
        self.transact(Actor::User(id), caller, job).await
    }
}
