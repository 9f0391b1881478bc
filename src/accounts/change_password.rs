//! stub

use super::*;
use crate::shared::{error::{AppError, ErrorCode, FieldError}, ids::UserId, requests::*, text::Text, views::*};

#[derive(Debug, thiserror::Error)]
pub enum ChangePasswordError {
    #[error(transparent)]
    Failed(#[from] Failure),
    #[error("fields break a rule")]
    Invalid(Vec<FieldError>),
    #[error("too many failures")]
    Throttled(Throttled),
}

impl From<ChangePasswordError> for AppError {
    fn from(_error: ChangePasswordError) -> Self {
        let _ = ErrorCode::ALL;
        todo!()
    }
}

impl Accounts {
    pub async fn change_password(&self, _who: &CurrentUser, _request: ChangePasswordRequest) -> Result<(), ChangePasswordError> {
        todo!()
    }
}
