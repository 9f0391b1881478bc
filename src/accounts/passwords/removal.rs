//! An account without a password: its owner signs in with passkeys, and with a recovery code when these are lost.

use crate::accounts::factors::usable_means;
use crate::accounts::{
    Action, Caller, NewPassword, NotAllowed, Passwords, Principal, Repair, Repairing, UnitOfWork, User, no_such_account,
};
use crate::language::message;
use crate::mail::{Factor, Mail};
use crate::shared::{AppError, ErrorCode, EventKind};
use crate::store::factors::{self, passkeys};
use crate::store::users;

impl Passwords {
    /// Removes the password of the caller, who has shown with a passkey that they can sign in without it. Does nothing if there
    /// is none. Like a new password it ends their other sessions. A confirmed address gets a link that undoes it for seven days; what
    /// was sent there before stays valid.
    ///
    /// # Errors
    /// [`ErrorCode::FactorNeeded`] if the account needs one more passkey or recovery codes, or has a passkey that does not sign in alone,
    /// [`ErrorCode::StepUpRequired`] if the last proof was not by passkey, or too long ago.
    pub async fn remove_password(&self, caller: &Caller) -> Result<(), AppError> {
        let Principal::User(current) = &caller.who else { return Err(NotAllowed::Forbidden.into()) };
        // Fails with an API token.
        let (id, session) = (current.user.id, current.session()?);
        let current = current.clone();
        let job = async move |mut tx: UnitOfWork| {
            let before = factors::of(&mut tx, id).await?.ok_or_else(no_such_account)?;
            if !before.has_password {
                return Ok(());
            }
            let accounts = tx.accounts().clone();
            if !usable_means(&accounts, &mut tx, id, before).await?.can_lose_password() {
                return Err(AppError::new(ErrorCode::FactorNeeded, message::factors_password_last_way_in()));
            }
            // They would not sign in alone.
            if passkeys::of_user(&mut tx, id).await?.iter().any(|passkey| passkey.is_held) {
                return Err(AppError::new(ErrorCode::FactorNeeded, message::factors_held_passkeys()));
            }
            // After the refusals above: without a passkey there is nothing to prove it with.
            tx.accounts().require_recent_passkey(&current)?;
            let password = NewPassword::None;
            let repairing = Repairing { password, session: Some(session), ..Repairing::of(Repair::PasswordRemoved) };
            tx.repair(id, repairing).await?;
            tx.record(tx.event(EventKind::FactorRemove).on(id).detail(Factor::Password.kind()));
            let user = users::find(&mut tx, id).await?.map(User::from).ok_or_else(no_such_account)?;
            // Somebody else may have known the password, and have passkeys by now. An address that is not confirmed may be that of a
            // stranger, and gets nothing.
            if user.email_verified {
                let (name, at) = (user.greeting(), tx.now());
                let contested = tx.contested(id).await?;
                tx.offer_undo(&user, contested, |minutes| Mail::PasswordRemoved { name, at, minutes }).await?;
            }
            Ok(())
        };
        self.change(caller, Action::ManageFactors(id), job).await
    }
}
