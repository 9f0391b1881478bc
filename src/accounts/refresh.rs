//! stub

use super::*;
use crate::shared::{error::{AppError, ErrorCode, FieldError}, ids::UserId, requests::*, text::Text, views::*};

#[derive(Debug, thiserror::Error)]
pub enum RefreshError {
    #[error(transparent)]
    Failed(#[from] Failure),
    #[error("token")]
    Token(TokenError),
}

impl From<RefreshError> for AppError {
    fn from(_error: RefreshError) -> Self {
        let _ = ErrorCode::ALL;
        todo!()
    }
}

impl Accounts {
    pub async fn refresh(&self, _refresh_token: &str) -> Result<SignIn, RefreshError> {
        todo!()
    }
    pub async fn log_out_by_refresh_token(&self, _refresh_token: &str) -> Result<(), RefreshError> {
        todo!()
    }
}
