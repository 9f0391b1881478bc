//! Lists the API tokens of an account.

use super::Scopes;
use crate::{
    accounts::{
        Accounts, ManageError, Principal,
        policy::{self, Action},
    },
    shared::{
        api_tokens::ApiTokenView,
        ids::{ApiTokenId, UserId},
        timestamp::Timestamp,
    },
    store::api_tokens::{self, ApiTokenRow},
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

fn view(row: ApiTokenRow) -> ApiTokenView {
    ApiTokenView {
        id: ApiTokenId(row.id),
        name: row.name,
        scopes: Scopes::of_stored(&row.scopes).iter().collect(),
        created_at: Timestamp(row.created_at),
        expires_at: Timestamp(row.expires_at),
        last_used_at: row.last_used_at.map(Timestamp),
        last_used_address: row.last_used_address,
    }
}
