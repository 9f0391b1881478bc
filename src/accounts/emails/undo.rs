//! Undoes a change of address, with the link that was sent to the previous one, the deletion of an account by its owner, or the
//! removal of its password. The links are valid for seven days ([decision 46](../../../docs/decisions/0046-recovery.md)).
//!
//! The person who has made the change knows the password, or has a passkey, so the password becomes invalid as well, all sessions end,
//! what was added since is taken away, and the owner of the address chooses a new password.

use crate::accounts::one_time;
use crate::accounts::users::names::{names_of, write_names};
use crate::accounts::users::set_status::{self, Outcome, StatusChange};
use crate::accounts::{
    Actor, Caller, Emails, LinkHolder, LinkKind, NewToken, Repair, Repairing, UnitOfWork, User, link_invalid,
};
use crate::identity;
use crate::mail::Mail;
use crate::shared::{AppError, EventKind, Status, Timestamp, UserId, days};
use crate::store::factors::Contested;
use crate::store::one_time_tokens;
use crate::store::users::{self, Names};
use crate::store::{AdvisoryLock, OneTimeTokenRow, Purpose, StoreError, UserRow, recovery};
use std::time::Duration;

/// How long a change can be undone. For that time no other account can take the previous address.
pub(in crate::accounts) const LIFETIME: Duration = days(7);
/// For the undos of a disabled account: longer than any account is disabled.
const UNTIL_ENABLED: Duration = days(100 * 365);

impl Emails {
    /// Restores the address, ends all sessions, makes the password invalid, takes away what was added since the session began that
    /// has asked for the change, gives back what was replaced since then, and sends a link to choose another password.
    ///
    /// Works also if password and address have been changed again since, or the account has been deleted by somebody who knew its
    /// password. Later changes of the address can no longer be undone: an attacker who made them could take over the account again.
    pub async fn undo_email_change(
        &self,
        caller: &Caller,
        token: &str,
        holder: LinkHolder<'_>,
    ) -> Result<(), AppError> {
        let opened = self.links().open_link_of(caller, token, LinkKind::Undo).await?;
        self.links().check_holder(caller, &opened, holder).await?;
        let id = opened.row.user().ok_or_else(link_invalid)?;
        let job = async move |mut tx: UnitOfWork| {
            let now = tx.now();
            if !one_time_tokens::consume(&mut tx, &opened.hash, Purpose::UndoEmailChange, now).await? {
                return Err(link_invalid());
            }
            let found = users::find(&mut tx, id).await?.ok_or_else(link_invalid)?;
            tx.give_back(found, &opened.row, one_time::contested(&opened.row)).await
        };
        // Restoring an account changes its status.
        self.on_account(id, Some(AdvisoryLock::Administrators), Actor::User(id), caller, job).await
    }
}

/// What is undone, as the state of the account tells. The fates of what somebody can get in with are the same.
fn undone(row: &UserRow, email: &str) -> Repair {
    if row.status == Status::Deleted {
        Repair::DeletionUndone
    } else if identity::key(&row.email) == identity::key(email) {
        Repair::RemovalUndone
    } else {
        Repair::EmailUndone
    }
}

/// The account, restored if it is deleted: an administrator who deletes an account closes its undos, so its owner has deleted it,
/// or somebody who knew the password.
async fn active(tx: &mut UnitOfWork, row: UserRow) -> Result<UserRow, AppError> {
    match row.status {
        Status::Active => Ok(row),
        Status::Disabled => Err(link_invalid()),
        Status::Deleted => {
            let restore = StatusChange::Status(Status::Deleted, Status::Active);
            match set_status::apply(tx, row, restore, None).await? {
                Outcome::Changed(row) => Ok(*row),
                Outcome::Unchanged(_) | Outcome::NotFound | Outcome::LastAdministrator => Err(link_invalid()),
            }
        }
    }
}

impl UnitOfWork {
    /// Gives an account back to the owner of the address that an undo names, and begins its recovery. The account is locked, and so are
    /// the administrators. `contested`: from when on the account is contested.
    pub(in crate::accounts) async fn give_back(
        &mut self,
        row: UserRow,
        undo: &OneTimeTokenRow,
        contested: Contested,
    ) -> Result<(), AppError> {
        let email = one_time::address_in(undo).ok_or_else(link_invalid)?;
        let changed_at = Timestamp(undo.created_at);
        let repairing = Repairing { contested, changed_at, ..Repairing::of(undone(&row, &email)) };
        let before = User::from(active(self, row).await?);
        // The address is free, because it was reserved while the undo was valid.
        let names = Names { email, ..names_of(&before) };
        let user = User::from(write_names(self, &before, &names, true).await?.ok_or_else(link_invalid)?);
        self.record(self.event(EventKind::EmailChangeUndone).on(user.id));
        self.tell_replaced(&before, &user);
        self.begin_recovery(&user, repairing).await?;
        Ok(self.prolong_undos(user.id).await?)
    }

    /// Sends `owner` a message with a link that gives the account back to the address in `owner`. `contested`: as
    /// an undo contests it. `mail`: the message, by the lifetime of the link in minutes.
    pub(in crate::accounts) async fn offer_undo(
        &mut self,
        owner: &User,
        contested: Contested,
        mail: impl FnOnce(u32) -> Mail,
    ) -> Result<(), StoreError> {
        // No browser is trusted: the one that asked for the change may be an attacker's.
        let mut undo = self.accounts().links().new_token(NewToken {
            email_key: Some(identity::key(&owner.email)),
            parameters: Some(one_time::with_address(&owner.email, contested)),
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
        recovery::prolong_undos(self, owner.id, now, undo.stored.expires_at).await?;
        self.send_owner(owner, &mail, Some(&undo.secret));
        Ok(())
    }

    /// To be called when the owner of the address of an account is known: it was confirmed, or somebody vouches for it. If that
    /// owner could have undone a change of it, this counts as that undo: all later ones in other mailboxes are closed, with which the
    /// account could be taken away again. Returns whether there was one.
    pub(in crate::accounts) async fn prove_address(&mut self, id: UserId, email: &str) -> Result<bool, StoreError> {
        let (email_key, now) = (identity::key(email), self.now());
        let Some(undone) = recovery::oldest_undo(self, id, Some(&email_key), now).await? else {
            return Ok(false);
        };
        let changed_at = Timestamp(undone.created_at);
        self.repair(id, Repairing { changed_at, ..Repairing::of(Repair::AddressProven) }).await?;
        self.prolong_undos(id).await?;
        Ok(true)
    }

    /// Keeps the open undos open for another seven days. To be called when the address changes or the account is deleted:
    /// otherwise a thief could wait until an undo has nearly ended, and then take the account away for good.
    pub(in crate::accounts) async fn prolong_undos(&mut self, id: UserId) -> Result<(), StoreError> {
        let now = self.now();
        recovery::prolong_undos(self, id, now, now.plus(LIFETIME)).await
    }

    /// Keeps the open undos open for as long as the account is disabled, because its owner can use none.
    pub(in crate::accounts) async fn suspend_undos(&mut self, id: UserId) -> Result<(), StoreError> {
        let now = self.now();
        recovery::prolong_undos(self, id, now, now.plus(UNTIL_ENABLED)).await
    }

    /// Gives the owner of an account that is active again another seven days for the open undos.
    pub(in crate::accounts) async fn resume_undos(&mut self, id: UserId) -> Result<(), StoreError> {
        let now = self.now();
        recovery::end_undos_at(self, id, now, now.plus(LIFETIME)).await
    }

    /// Tells the address that an undo has replaced. Without a link: this address has lost the account for good.
    pub(super) fn tell_replaced(&mut self, before: &User, after: &User) {
        if identity::key(&before.email) != identity::key(&after.email) {
            self.send_owner(before, &Mail::EmailChangeUndone, None);
        }
    }
}
