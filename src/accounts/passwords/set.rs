//! Sets the password of any account, from the command line.

use crate::{
    accounts::{
        Accounts, Caller, Failure, ManageError, Principal,
        policy::{self, Action},
        service_accounts, throttle,
        unit_of_work::UnitOfWork,
    },
    mail::Mail,
    passwords::Priority,
    shared::{audit::EventKind, end_reason::EndReason, fields::Fields, ids::UserId, text::Text},
    store::{
        api_tokens,
        one_time_tokens::{self, Kept},
        sessions, users,
    },
};

impl Accounts {
    /// Sets a password without the current one. Ends all sessions and any lockout, and revokes API tokens and all one-time
    /// links, including those that undo a change of address.
    pub async fn set_password(
        &self,
        who: &Principal,
        caller: &Caller,
        id: UserId,
        password: &Text,
    ) -> Result<(), ManageError> {
        policy::permit(who, Action::OperateUsers)?;
        let found = self.db().read(move |conn| Box::pin(users::credential(conn, id))).await?;
        let found = found.ok_or(ManageError::NotFound)?;
        if service_accounts::is_address(&found.user.email) {
            return Err(ManageError::ServiceAccount);
        }
        let mut fields = Fields::default();
        let own = [found.user.username.as_str(), &found.user.email];
        let chosen = self.parse_chosen_password(&mut fields, "password", password, own);
        fields.finish().map_err(ManageError::Invalid)?;
        let hash = self
            .passwords()
            .hash(&chosen.unwrap_or_default(), Priority::other(caller.address))
            .await
            .map_err(Failure::from)?;
        let job = async move |mut tx: UnitOfWork| {
            let now = tx.now();
            // The account was deleted since it was read.
            if !users::set_password(&mut tx, id, &hash, now).await? {
                return Err(ManageError::NotFound);
            }
            throttle::unlock_account(&mut tx, id).await?;
            one_time_tokens::delete_unused(&mut tx, id, Kept::Nothing).await?;
            sessions::end_all(&mut tx, id, EndReason::PasswordChanged, now).await?;
            api_tokens::revoke_all(&mut tx, id, now).await?;
            tx.notify(id, |user| Mail::PasswordChanged { name: user.greeting(), at: now }).await?;
            tx.record(tx.event(EventKind::UserSetPassword).on(id));
            Ok(())
        };
        self.change(who, caller, Action::OperateUsers, job).await
    }
}
