//! Lists the API tokens of an account.

use super::Scopes;
use crate::{
    accounts::{
        Accounts, ManageError, Principal,
        policy::{self, Action},
    },
    shared::{
        api_tokens::{ApiTokenView, CreatorView},
        ids::{ApiTokenId, UserId},
        timestamp::Timestamp,
    },
    store::api_tokens::{self, CreatorRow, ListedTokenRow},
};

impl Accounts {
    /// The tokens of an account that have neither expired nor been revoked, the newest first.
    pub async fn list_api_tokens(&self, who: &Principal, id: UserId) -> Result<Vec<ApiTokenView>, ManageError> {
        policy::permit(who, Action::ManageApiTokens(id))?;
        let now = self.now();
        let rows = self.db().read(move |conn| Box::pin(api_tokens::living(conn, id, now))).await?;
        Ok(rows.into_iter().map(view).collect())
    }

    /// The account that a token belongs to, for the command line.
    pub async fn owner_of_api_token(&self, who: &Principal, token: ApiTokenId) -> Result<UserId, ManageError> {
        policy::permit(who, Action::OperateUsers)?;
        let owner = self.db().read(move |conn| Box::pin(api_tokens::owner(conn, token))).await?;
        owner.ok_or(ManageError::NotFound)
    }
}

pub(super) fn view(row: ListedTokenRow) -> ApiTokenView {
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

/// None: the command line.
pub(in crate::accounts) fn creator(row: CreatorRow) -> Option<CreatorView> {
    let CreatorRow { created_by, creator_username: username, by_administrator: is_administrator } = row;
    created_by.map(|id| CreatorView { id: UserId(id), username, is_administrator })
}
