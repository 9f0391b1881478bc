//! stub

use super::*;
use crate::shared::{error::{AppError, ErrorCode, FieldError}, ids::UserId, requests::*, text::Text, views::*};

#[derive(Debug, thiserror::Error)]
pub enum DeleteAccountError {
    #[error(transparent)]
    Failed(#[from] Failure),
    #[error("fields break a rule")]
    Invalid(Vec<FieldError>),
    #[error("too many failures")]
    Throttled(Throttled),
}

impl From<DeleteAccountError> for AppError {
    fn from(_error: DeleteAccountError) -> Self {
        let _ = ErrorCode::ALL;
        todo!()
    }
}

impl Accounts {
    pub async fn delete_account(&self, _who: &CurrentUser, _request: DeleteAccountRequest) -> Result<(), DeleteAccountError> {
        todo!()
    }
}
