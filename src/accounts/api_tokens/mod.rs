//! API tokens: credentials for programs ([decision 36](../../../docs/decisions/0036-api-tokens.md)).
//!
//! What an administrator has created for programs stays valid when they are disabled, deleted or no longer an administrator,
//! so that programs go on; another administrator decides whether it should. It also outlives the account of its creator, whose id
//! stays in it, so it is found by this id until nothing of it is left.
//!
//! Other nouns ask `ApiTokens` for `authenticate_api_token`, `costs_a_query`, `current_with_token`, `list_api_tokens`,
//! `list_created_tokens` and `revoke_api_token`.

mod authenticate;
mod create;
mod scopes;
mod trial;

pub(super) use authenticate::{ActiveApiToken, active_token_user, is_api_token};
pub use scopes::Scopes;

use super::completion::run_to_completion;
use super::policy::Action;
use super::unit_of_work::UnitOfWork;
use super::{ApiTokens, Caller, User, error};
use crate::shared::{
    ApiTokenId, ApiTokenView, AppError, CreatedTokenView, CreatedTokensView, CreatorView, EventKind, Role, Status,
    Timestamp, UserId,
};
use crate::store::api_tokens::{self, CreatorRow, ListedTokenRow};
use crate::store::created_tokens::{self, CreatedTokenRow};
use crate::store::users;

/// Maximum number of tokens in the list of those that an account has created, and in the transaction that revokes them.
const MAX_CREATED: i64 = 1_000;

impl ApiTokens {
    /// The tokens of an account that have neither expired nor been revoked, the newest first.
    pub async fn list_api_tokens(&self, caller: &Caller, id: UserId) -> Result<Vec<ApiTokenView>, AppError> {
        caller.permit(Action::ManageApiTokens(id))?;
        let now = self.now();
        let rows = self.db().read(async move |mut conn| api_tokens::active(&mut conn, id, now).await).await?;
        Ok(rows.into_iter().map(view).collect())
    }

    /// The account that a token belongs to, for the command line.
    pub async fn owner_of_api_token(&self, caller: &Caller, token: ApiTokenId) -> Result<UserId, AppError> {
        caller.permit(Action::OperateUsers)?;
        let owner = self.db().read(async move |mut conn| api_tokens::owner(&mut conn, token).await).await?;
        owner.ok_or_else(error::no_such_account)
    }

    /// Revokes a token of an account. It is refused from the next request on.
    ///
    /// # Errors
    /// “Not found” also if the account has no such token, or if it was revoked before.
    pub async fn revoke_api_token(&self, caller: &Caller, id: UserId, token: ApiTokenId) -> Result<(), AppError> {
        let job = async move |mut tx: UnitOfWork| {
            let now = tx.now();
            // The permission is for one account, and the id of the token comes from the client: it may be anyone's.
            if !api_tokens::revoke(&mut tx, token, id, now).await? {
                return Err(error::no_such_account());
            }
            tx.record(tx.event(EventKind::ApiTokenRevoke).on(id).detail(token));
            Ok(())
        };
        self.change(caller, Action::ManageApiTokens(id), job).await
    }

    /// The service accounts that an account has created, and the tokens of service accounts that it has created.
    ///
    /// # Errors
    /// “Not found” if there is no such account, unless it was purged and something of this is left.
    pub async fn list_created_tokens(&self, caller: &Caller, creator: UserId) -> Result<CreatedTokensView, AppError> {
        caller.permit(Action::ManageCreatedTokens(creator))?;
        let now = self.now();
        let read = self.db().read(async move |mut conn| {
            let exists = users::find(&mut conn, creator).await?.is_some();
            Ok((exists, created_tokens::active(&mut conn, creator, now, MAX_CREATED).await?))
        });
        let (exists, tokens) = read.await?;
        let service_accounts = self.users().service_accounts_created_by(creator).await?;
        if !exists && tokens.is_empty() && service_accounts.is_empty() {
            return Err(error::no_such_account());
        }
        Ok(CreatedTokensView { service_accounts, tokens: tokens.into_iter().map(created_view).collect() })
    }

    /// The tokens of service accounts that an account has created and that are still valid although it is not an active
    /// administrator any more.
    pub async fn tokens_left_by(&self, caller: &Caller, user: &User) -> Result<Vec<CreatedTokenView>, AppError> {
        if user.role == Role::Admin && user.status == Status::Active {
            return Ok(Vec::new());
        }
        Ok(self.list_created_tokens(caller, user.id).await?.tokens)
    }

    /// Revokes the tokens of service accounts that an account has created; returns how many.
    ///
    /// # Errors
    /// As [`ApiTokens::list_created_tokens`].
    pub async fn revoke_created_tokens(&self, caller: &Caller, creator: UserId) -> Result<u64, AppError> {
        let (api_tokens, caller) = (self.clone(), caller.clone());
        // In a task, so that a request that is dropped leaves none.
        run_to_completion(async move {
            let mut total = 0;
            loop {
                let job = async move |mut tx: UnitOfWork| revoke_some(&mut tx, creator).await;
                let revoked = api_tokens.change(&caller, Action::ManageCreatedTokens(creator), job).await?;
                total += revoked;
                if revoked < MAX_CREATED as u64 {
                    break;
                }
            }
            if total == 0 {
                // To tell an account that has created no tokens from one that never existed.
                api_tokens.list_created_tokens(&caller, creator).await?;
            }
            Ok(total)
        })
        .await
    }
}

async fn revoke_some(tx: &mut UnitOfWork, creator: UserId) -> Result<u64, AppError> {
    let now = tx.now();
    let revoked = created_tokens::revoke(tx, creator, Timestamp(0), now, MAX_CREATED).await?;
    for (token, account) in &revoked {
        tx.record(tx.event(EventKind::ApiTokenRevoke).on(*account).detail(token));
    }
    Ok(revoked.len() as u64)
}

fn view(row: ListedTokenRow) -> ApiTokenView {
    let ListedTokenRow { token: row, creator: by } = row;
    ApiTokenView {
        id: ApiTokenId(row.id),
        name: row.name,
        scopes: Scopes::of_stored(&row.scopes).iter().collect(),
        created_at: Timestamp(row.created_at),
        expires_at: Timestamp(row.expires_at),
        last_used_at: row.last_used_at.map(Timestamp),
        last_used_address: row.last_used_address,
        created_by: creator(by),
    }
}

fn created_view(row: CreatedTokenRow) -> CreatedTokenView {
    CreatedTokenView { account_id: UserId(row.account_id), username: row.account_username, token: view(row.listed) }
}

/// None: the command line.
pub(super) fn creator(row: CreatorRow) -> Option<CreatorView> {
    let CreatorRow { created_by, creator_username: username, by_administrator: is_administrator } = row;
    created_by.map(|id| CreatorView { id: UserId(id), username, is_administrator })
}
