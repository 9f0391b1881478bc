//! Creates the account of a registration that is confirmed with the link in its message.

use super::{User, create::NotCreated, pending_registration::PendingRegistration};
use crate::{
    accounts::{
        Accounts, Caller, LinkError, LinkHolder, audit::Actor, emails::ConfirmEmailError, one_time::Opened,
        unit_of_work::UnitOfWork,
    },
    shared::{audit::EventKind, ids::UserId},
    store::{
        advisory_locks,
        one_time_tokens::{self, Purpose},
    },
};

impl Accounts {
    /// Uses up a link with [`Purpose::Registration`] and creates its account, whose address is confirmed.
    pub(in crate::accounts) async fn complete_registration(
        &self,
        caller: &Caller,
        opened: &Opened,
        holder: LinkHolder<'_>,
    ) -> Result<User, ConfirmEmailError> {
        // It may have been closed since the message was sent.
        if !self.settings().registration_open {
            return Err(LinkError::Invalid.into());
        }
        let id = UserId(self.new_id());
        let pending = opened.row.parameters.as_deref().and_then(PendingRegistration::from_json);
        let pending = pending.ok_or(LinkError::Invalid)?;
        self.check_chosen_password(caller, opened, holder, &pending.password_hash).await?;
        let new = pending.into_account(id, self.now()).ok_or(LinkError::Invalid)?;
        let hash = opened.hash;
        let job = async move |mut tx: UnitOfWork| {
            // Each of two links of an address deletes the other, so that the transactions could deadlock.
            advisory_locks::acquire_address(&mut tx, &new.user.names.email_key).await?;
            let now = tx.now();
            // Only one of two concurrent requests consumes the link; the other changes nothing.
            if !one_time_tokens::consume(&mut tx, &hash, Purpose::Registration, now).await? {
                return Err(ConfirmEmailError::Link(LinkError::Invalid));
            }
            // They contain hashes of passwords.
            one_time_tokens::delete(&mut tx, &hash).await?;
            one_time_tokens::delete_of_email(&mut tx, &new.user.names.email_key, Purpose::Registration).await?;
            tx.record(tx.event(EventKind::UserRegister).on(id));
            match new.insert(&mut tx).await {
                Ok(row) => Ok(User::from(row)),
                // `insert` checks nothing but whether the names are taken.
                Err(NotCreated::Taken(errors) | NotCreated::Invalid(errors)) => Err(ConfirmEmailError::Taken(errors)),
                Err(NotCreated::Failed(failure)) => Err(ConfirmEmailError::Failed(failure)),
            }
        };
        // The link is the permission, and the new account itself is the actor.
        self.transact(Actor::User(id), caller, job).await
    }
}
