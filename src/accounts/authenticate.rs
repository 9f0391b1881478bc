//! stub

use super::*;
use crate::shared::{error::{AppError, ErrorCode, FieldError}, ids::UserId, requests::*, text::Text, views::*};

#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    #[error(transparent)]
    Failed(#[from] Failure),
    #[error("malformed")]
    Malformed,
    #[error("expired")]
    Expired,
    #[error("revoked")]
    Revoked,
    #[error("invalid")]
    Invalid,
}

impl From<TokenError> for AppError {
    fn from(_error: TokenError) -> Self {
        let _ = ErrorCode::ALL;
        todo!()
    }
}

impl Accounts {
    pub async fn authenticate(&self, _access_token: &str) -> Result<CurrentUser, TokenError> {
        todo!()
    }
}
