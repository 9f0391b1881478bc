//! stub

use super::*;
use crate::shared::{error::{AppError, ErrorCode, FieldError}, ids::UserId, requests::*, text::Text, views::*};

#[derive(Debug, thiserror::Error)]
pub enum UpdateProfileError {
    #[error(transparent)]
    Failed(#[from] Failure),
    #[error("fields break a rule")]
    Invalid(Vec<FieldError>),
    #[error("names are taken")]
    Taken(Vec<FieldError>),
    #[error("too many failures")]
    Throttled(Throttled),
    #[error("not found")]
    NotFound,
    #[error("not allowed")]
    Forbidden,
    #[error("changed since")]
    Conflict,
}

impl From<UpdateProfileError> for AppError {
    fn from(_error: UpdateProfileError) -> Self {
        let _ = ErrorCode::ALL;
        todo!()
    }
}

impl Accounts {
    pub async fn find_user(&self, _who: &Principal, _id: UserId) -> Result<User, UpdateProfileError> {
        todo!()
    }
    pub async fn update_profile(&self, _who: &Principal, _id: UserId, _request: UpdateUserRequest, _if_version: Option<i64>) -> Result<User, UpdateProfileError> {
        todo!()
    }
}
