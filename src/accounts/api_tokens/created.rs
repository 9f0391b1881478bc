//! What an administrator has created for programs. It stays valid when they are disabled, deleted or no longer an administrator,
//! so that programs go on; another administrator decides whether it should. It also outlives the account of its creator, whose id
//! stays in it, so it is found by this id until nothing of it is left.

use super::list::view;
use crate::{
    accounts::{
        Accounts, Caller, ManageError, Principal, User,
        completion::run_to_completion,
        policy::{self, Action},
        unit_of_work::UnitOfWork,
    },
    shared::{
        api_tokens::{CreatedTokenView, CreatedTokensView},
        audit::EventKind,
        ids::UserId,
        views::{Role, Status},
    },
    store::{
        api_tokens::{self, CreatedTokenRow},
        users,
    },
};

/// Maximum number of tokens in a list, and in the transaction that revokes them.
const MAX_TOKENS: i64 = 1_000;

impl Accounts {
    /// The service accounts that an account has created, and the tokens of service accounts that it has created.
    ///
    /// # Errors
    /// [`ManageError::NotFound`] if there is no such account, unless it was purged and something of this is left.
    pub async fn list_created_tokens(
        &self,
        who: &Principal,
        creator: UserId,
    ) -> Result<CreatedTokensView, ManageError> {
        policy::permit(who, Action::ManageCreatedTokens(creator))?;
        let now = self.now();
        let read = self.db().read(move |conn| {
            Box::pin(async move {
                let exists = users::find(conn, creator).await?.is_some();
                Ok((exists, api_tokens::created_for_others(conn, creator, now, MAX_TOKENS).await?))
            })
        });
        let (exists, tokens) = read.await?;
        let service_accounts = self.service_accounts_created_by(creator).await?;
        if !exists && tokens.is_empty() && service_accounts.is_empty() {
            return Err(ManageError::NotFound);
        }
        Ok(CreatedTokensView { service_accounts, tokens: tokens.into_iter().map(to_view).collect() })
    }

    /// The tokens of service accounts that an account has created and that are still valid although it is not an active
    /// administrator any more.
    pub async fn tokens_left_by(&self, who: &Principal, user: &User) -> Result<Vec<CreatedTokenView>, ManageError> {
        if user.role == Role::Admin && user.status == Status::Active {
            return Ok(Vec::new());
        }
        Ok(self.list_created_tokens(who, user.id).await?.tokens)
    }

    /// Revokes the tokens of service accounts that an account has created; returns how many.
    ///
    /// # Errors
    /// As [`Accounts::list_created_tokens`].
    pub async fn revoke_created_tokens(
        &self,
        who: &Principal,
        caller: &Caller,
        creator: UserId,
    ) -> Result<u64, ManageError> {
        let (accounts, who, caller) = (self.clone(), who.clone(), caller.clone());
        // In a task, so that a request that is dropped leaves none.
        run_to_completion(async move {
            let mut total = 0;
            loop {
                let job = async move |mut tx: UnitOfWork| revoke_some(&mut tx, creator).await;
                let revoked = accounts.change(&who, &caller, Action::ManageCreatedTokens(creator), job).await?;
                total += revoked;
                if revoked < MAX_TOKENS as u64 {
                    break;
                }
            }
            if total == 0 {
                // To tell an account that has created no tokens from one that never existed.
                accounts.list_created_tokens(&who, creator).await?;
            }
            Ok(total)
        })
        .await
    }
}

async fn revoke_some(tx: &mut UnitOfWork, creator: UserId) -> Result<u64, ManageError> {
    let now = tx.now();
    let revoked = api_tokens::revoke_created_for_others(tx, creator, now, MAX_TOKENS).await?;
    for (token, account) in &revoked {
        tx.record(tx.event(EventKind::ApiTokenRevoke).on(*account).detail(token));
    }
    Ok(revoked.len() as u64)
}

fn to_view(row: CreatedTokenRow) -> CreatedTokenView {
    CreatedTokenView { account_id: UserId(row.account_id), username: row.account_username, token: view(row.listed) }
}
