//! The links that give an account back to an address, for seven days ([decision
//! 46](../../../docs/decisions/0046-recovery.md)).

use crate::{
    accounts::{
        Recipient, User,
        one_time::{self, NewToken},
        unit_of_work::UnitOfWork,
    },
    identity,
    mail::Mail,
    shared::{ids::UserId, timestamp::Timestamp},
    store::{
        StoreError,
        one_time_tokens::{self, Purpose},
    },
};
use std::time::Duration;

/// How long a change can be undone. For that time no other account can take the previous address.
const LIFETIME: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// For the undos of a disabled account: longer than any account is disabled.
const UNTIL_ENABLED: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);

impl UnitOfWork {
    /// Sends `owner` a message with a link that gives the account back to the address in `owner`. `mail`: the message, by the
    /// lifetime of the link in minutes.
    pub(in crate::accounts) async fn offer_undo(
        &mut self,
        owner: &User,
        mail: impl FnOnce(u32) -> Mail,
    ) -> Result<(), StoreError> {
        // No browser is trusted: the one that asked for the change may be an attacker's.
        let mut undo = self.accounts().new_token(NewToken {
            email_key: Some(identity::key(&owner.email)),
            parameters: Some(one_time::with_address(&owner.email)),
            with_digits: true,
            ..NewToken::of(owner.id, Purpose::UndoEmailChange, LIFETIME)
        });
        let mail = mail(undo.minutes());
        let now = self.now();
        if let Some(last) = one_time_tokens::newest(self, owner.id, Purpose::UndoEmailChange, now).await? {
            // An undo deletes the later ones, so their order must not depend on the clocks of replicas.
            undo.stored.created_at = undo.stored.created_at.max(Timestamp(last.created_at + 1));
        }
        self.store_token(&undo.stored).await?;
        one_time_tokens::prolong_undos(self, owner.id, now, undo.stored.expires_at).await?;
        self.send(&mail, &Recipient::owner(owner), Some(&undo.secret));
        Ok(())
    }

    /// To be called when the owner of the address of an account is known: it was confirmed, or somebody vouches for it. If that owner
    /// could have undone a change of it, this counts as that undo: it is closed, and so are all later ones, with which the
    /// account could be taken away again. Returns whether there was one.
    pub(in crate::accounts) async fn close_undos_since(&mut self, id: UserId, email: &str) -> Result<bool, StoreError> {
        let (email_key, now) = (identity::key(email), self.now());
        let Some(undone) = one_time_tokens::oldest_undo(self, id, Some(&email_key), now).await? else {
            return Ok(false);
        };
        one_time_tokens::delete_since(self, id, Timestamp(undone.created_at)).await?;
        self.prolong_undos(id).await?;
        Ok(true)
    }

    /// Keeps the open undos open for another seven days. To be called when the address changes or the account is deleted: nobody
    /// can wait until an undo has nearly ended, and then take the account away for good.
    pub(in crate::accounts) async fn prolong_undos(&mut self, id: UserId) -> Result<(), StoreError> {
        let now = self.now();
        one_time_tokens::prolong_undos(self, id, now, now.plus(LIFETIME)).await
    }

    /// Keeps the open undos open for as long as the account is disabled, because its owner can use none.
    pub(in crate::accounts) async fn suspend_undos(&mut self, id: UserId) -> Result<(), StoreError> {
        let now = self.now();
        one_time_tokens::prolong_undos(self, id, now, now.plus(UNTIL_ENABLED)).await
    }

    /// Gives the owner of an account that is active again another seven days for the open undos.
    pub(in crate::accounts) async fn resume_undos(&mut self, id: UserId) -> Result<(), StoreError> {
        let now = self.now();
        one_time_tokens::end_undos_at(self, id, now, now.plus(LIFETIME)).await
    }

    /// Tells the address that an undo has replaced. Without a link: this address has lost the account for good.
    pub(super) fn tell_replaced(&mut self, before: &User, after: &User) {
        // One that is not confirmed may be that of a stranger.
        if before.email_verified && identity::key(&before.email) != identity::key(&after.email) {
            self.send(&Mail::EmailChangeUndone, &Recipient::owner(before), None);
        }
    }
}
