//! Authenticates a request with an API token.

use super::{
    Scopes,
    secret::{self, Hash},
};
use crate::{
    accounts::{Accounts, Authority, CurrentUser, TokenError, TokenGrant, User},
    shared::{
        error::{AppError, ErrorCode},
        ids::{ApiTokenId, UserId},
        timestamp::Timestamp,
        views::Status,
    },
    store::{
        StoreError,
        api_tokens::{self, GrantRow},
    },
};
use std::sync::Arc;

/// Why an API token was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ApiTokenProblem {
    #[error("the API token is truncated or mistyped")]
    Malformed,
    #[error("there is no such API token")]
    Unknown,
    #[error("the API token has expired")]
    Expired,
    /// Or its account is disabled or deleted.
    #[error("the API token was revoked")]
    Revoked,
}

impl From<ApiTokenProblem> for AppError {
    fn from(problem: ApiTokenProblem) -> Self {
        let (code, detail) = match problem {
            ApiTokenProblem::Malformed => (
                ErrorCode::TokenMalformed,
                "The API token is incomplete or mistyped. Send it exactly as it was shown when it was created.",
            ),
            ApiTokenProblem::Unknown => {
                (ErrorCode::TokenInvalid, "There is no such API token on this server. Create a new one.")
            }
            ApiTokenProblem::Expired => (ErrorCode::TokenExpired, "The API token has expired. Create a new one."),
            ApiTokenProblem::Revoked => (
                ErrorCode::TokenRevoked,
                "The API token was revoked, or its account is disabled or deleted. Create a new one.",
            ),
        };
        Self::new(code, detail)
    }
}

/// A token that was not revoked when it was read.
#[derive(Clone, Copy, Debug)]
pub(in crate::accounts) struct ActiveApiToken {
    pub id: ApiTokenId,
    pub user: UserId,
    pub scopes: Scopes,
    pub expires_at: Timestamp,
}

impl ActiveApiToken {
    /// The rule for cached tokens, queries and transactions.
    fn check(&self, user: &User, now: Timestamp) -> Result<(), ApiTokenProblem> {
        if self.expires_at <= now {
            return Err(ApiTokenProblem::Expired);
        }
        if user.status == Status::Active { Ok(()) } else { Err(ApiTokenProblem::Revoked) }
    }

    fn grant(&self) -> Authority {
        Authority::Token(TokenGrant { id: self.id, scopes: self.scopes })
    }
}

/// A stored token with its account, unless it was revoked.
fn active(row: GrantRow) -> Option<(ActiveApiToken, User)> {
    if row.revoked_at.is_some() {
        return None;
    }
    let user = User::from(row.user);
    let token = ActiveApiToken {
        id: ApiTokenId(row.token_id),
        user: user.id,
        scopes: Scopes::of_stored(&row.scopes),
        expires_at: Timestamp(row.token_expires_at),
    };
    Some((token, user))
}

/// The account of a token, if the token is valid at `now`.
pub(in crate::accounts) fn living_token(row: GrantRow, now: Timestamp) -> Option<User> {
    active(row).filter(|(token, user)| token.check(user, now).is_ok()).map(|(_, user)| user)
}

impl Accounts {
    /// The account and the scopes of an API token.
    pub(in crate::accounts) async fn authenticate_api_token(&self, secret: &str) -> Result<CurrentUser, TokenError> {
        let hash = secret::hash_of(secret).ok_or(ApiTokenProblem::Malformed)?;
        let (token, user) = match self.session_cache().find_token_by_hash(&hash) {
            Some(found) => found,
            None => self.load_api_token(hash).await?,
        };
        // Cached tokens expire as well.
        token.check(&user, self.now())?;
        Ok(CurrentUser { user, authority: token.grant() })
    }

    /// Whether [`Accounts::authenticate`] has to query the database to find out that this bearer token is not valid.
    ///
    /// Everybody can compute the checksum of an API token. An access token has a signature, so only one that was issued
    /// here costs a query.
    pub fn costs_a_query(&self, bearer: &str) -> bool {
        let hash = secret::hash_of(bearer);
        hash.is_some_and(|hash| self.session_cache().find_token_by_hash(&hash).is_none())
    }

    /// A token and its account in their current state. None if the token is not valid or belongs to another account.
    pub(in crate::accounts) async fn current_with_token(
        &self,
        id: ApiTokenId,
        user_id: UserId,
    ) -> Result<Option<CurrentUser>, StoreError> {
        let found = match self.session_cache().find_token(id) {
            Some(found) => Some(found),
            None => {
                let row = self.db().read(move |conn| Box::pin(api_tokens::find(conn, id))).await?;
                row.and_then(active).map(|(token, user)| (token, Arc::new(user)))
            }
        };
        let now = self.now();
        let valid = found.filter(|(token, user)| token.user == user_id && token.check(user, now).is_ok());
        Ok(valid.map(|(token, user)| CurrentUser { user, authority: token.grant() }))
    }

    /// Reads a token and its account from the database and caches them.
    async fn load_api_token(&self, hash: Hash) -> Result<(ActiveApiToken, Arc<User>), TokenError> {
        // Before the read: a change during it must not be overwritten by the rows as they were.
        let version = self.session_cache().version();
        let read = self.db().read(move |conn| Box::pin(async move { api_tokens::find_by_hash(conn, &hash).await }));
        let row = read.await?.ok_or(ApiTokenProblem::Unknown)?;
        let (token, user) = active(row).ok_or(ApiTokenProblem::Revoked)?;
        let user = Arc::new(user);
        self.session_cache().insert_token(version, hash, token, &user);
        Ok((token, user))
    }
}
