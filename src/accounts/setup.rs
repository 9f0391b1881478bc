//! stub

use super::*;
use crate::shared::{error::{AppError, ErrorCode, FieldError}, ids::UserId, requests::*, text::Text, views::*};

/// Opens `/setup` once, within an hour. A secret: printed to standard output alone.
pub struct SetupToken(pub String);

#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    #[error(transparent)]
    Failed(#[from] Failure),
    #[error("fields break a rule")]
    Invalid(Vec<FieldError>),
    #[error("names are taken")]
    Taken(Vec<FieldError>),
    #[error("the link is used up or expired")]
    LinkInvalid,
}

impl From<SetupError> for AppError {
    fn from(_error: SetupError) -> Self {
        let _ = ErrorCode::ALL;
        todo!()
    }
}

impl Accounts {
    pub async fn issue_setup_token(&self) -> Result<Option<SetupToken>, Failure> {
        todo!()
    }
    pub async fn setup_token_is_valid(&self, _token: &str) -> Result<bool, Failure> {
        todo!()
    }
    pub async fn set_up(&self, _token: &str, _request: RegisterRequest, _caller: &Caller) -> Result<User, SetupError> {
        todo!()
    }
}
