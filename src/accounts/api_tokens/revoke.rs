//! Revokes an API token.

use crate::{
    accounts::{Accounts, Caller, ManageError, Principal, policy::Action, unit_of_work::UnitOfWork},
    shared::{
        audit::EventKind,
        ids::{ApiTokenId, UserId},
    },
    store::api_tokens,
};

impl Accounts {
    /// Revokes a token of an account. It is refused from the next request on.
    ///
    /// # Errors
    /// [`ManageError::NotFound`] also if the account has no such token, or if it was revoked before.
    pub async fn revoke_api_token(
        &self,
        who: &Principal,
        caller: &Caller,
        id: UserId,
        token: ApiTokenId,
    ) -> Result<(), ManageError> {
        let job = async move |mut tx: UnitOfWork| {
            let now = tx.now();
            // The permission is for one account, and the id of the token comes from the client: it may be anyone's.
            if !api_tokens::revoke(&mut tx, token, id, now).await? {
                return Err(ManageError::NotFound);
            }
            tx.record(tx.event(EventKind::ApiTokenRevoke).on(id).detail(token));
            Ok(())
        };
        self.change(who, caller, Action::ManageApiTokens(id), job).await
    }
}
