//! stub

use super::*;
use crate::shared::{error::{AppError, ErrorCode, FieldError}, ids::UserId, requests::*, text::Text, views::*};

#[derive(Debug, thiserror::Error)]
pub enum LogInError {
    #[error(transparent)]
    Failed(#[from] Failure),
    #[error("fields break a rule")]
    Invalid(Vec<FieldError>),
    #[error("too many failures")]
    Throttled(Throttled),
    #[error("no match")]
    NoMatch,
}

impl From<LogInError> for AppError {
    fn from(_error: LogInError) -> Self {
        let _ = ErrorCode::ALL;
        todo!()
    }
}

impl Accounts {
    pub async fn log_in(&self, _request: LoginRequest, _caller: &Caller) -> Result<SignIn, LogInError> {
        todo!()
    }
}
