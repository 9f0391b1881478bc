//! stub

use super::*;
use crate::shared::{error::{AppError, ErrorCode, FieldError}, ids::UserId, requests::*, text::Text, views::*};

#[derive(Debug, thiserror::Error)]
pub enum RegisterError {
    #[error(transparent)]
    Failed(#[from] Failure),
    #[error("fields break a rule")]
    Invalid(Vec<FieldError>),
    #[error("names are taken")]
    Taken(Vec<FieldError>),
    #[error("registration is closed")]
    Closed,
}

impl From<RegisterError> for AppError {
    fn from(_error: RegisterError) -> Self {
        let _ = ErrorCode::ALL;
        todo!()
    }
}

impl Accounts {
    pub async fn register(&self, _request: RegisterRequest, _caller: &Caller) -> Result<User, RegisterError> {
        todo!()
    }
}
