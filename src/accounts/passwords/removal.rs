//! An account without a password: its owner signs in with passkeys, and with a recovery code when these are lost.

use crate::accounts::error::no_such_account;
use crate::accounts::factors::{announce, keeps_way_in};
use crate::accounts::one_time::Kept;
use crate::accounts::policy::{Action, NotAllowed};
use crate::accounts::unit_of_work::UnitOfWork;
use crate::accounts::{Accounts, Caller, Principal, throttle};
use crate::language::message;
use crate::mail::{Factor, FactorChange};
use crate::passwords;
use crate::shared::audit::EventKind;
use crate::shared::error::{AppError, ErrorCode};
use crate::shared::sessions::EndReason;
use crate::store::clients::grants;
use crate::store::factors::{self, FactorsRow, trusted_browsers};
use crate::store::{sessions, users};

impl Accounts {
    /// Removes the password of the caller, who has shown with a passkey that they can sign in without it. Does nothing if there
    /// is none. Like a new password it ends their other sessions; links that were sent to choose a password become invalid.
    ///
    /// # Errors
    /// [`ErrorCode::FactorNeeded`] if the account needs one more passkey or recovery codes, [`ErrorCode::StepUpRequired`] if the
    /// last proof was not by passkey, or too long ago.
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
            // Somebody with an account at a provider alone could not prove that they can do without it.
            let without = FactorsRow { has_password: false, ..before };
            if before.passkeys == 0 || !keeps_way_in(&mut tx, id, without).await? {
                return Err(AppError::new(ErrorCode::FactorNeeded, message::factors_password_last_way_in()));
            }
            // After the refusal above: without a passkey there is nothing to prove it with.
            tx.accounts().require_recent_passkey(&current)?;
            let now = tx.now();
            users::set_password(&mut tx, id, passwords::UNUSABLE, now).await?;
            throttle::unlock_account(&mut tx, id).await?;
            trusted_browsers::delete_all(&mut tx, id).await?;
            grants::revoke_of_user(&mut tx, id, now).await?;
            // Somebody who reads the mailbox must not be able to give the account a password again.
            tx.void_links(id, Kept::Undos).await?;
            sessions::end_all_but(&mut tx, id, session, EndReason::PasswordChanged, now).await?;
            let factor = Some(Factor::Password);
            announce(&mut tx, id, EventKind::FactorRemove, factor, FactorChange::Removed).await?;
            Ok(())
        };
        self.change(caller, Action::ManageFactors(id), job).await
    }
}
