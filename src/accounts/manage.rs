//! stub

use super::*;
use crate::shared::{error::{AppError, ErrorCode, FieldError}, ids::UserId, requests::*, text::Text, views::*};

/// An account made by the operator.
#[derive(Clone, Debug)]
pub struct CreateUserRequest {
    pub username: Text,
    pub email: Text,
    pub name: Text,
    pub password: Text,
    pub role: Role,
}

#[derive(Debug, thiserror::Error)]
pub enum ManageError {
    #[error(transparent)]
    Failed(#[from] Failure),
    #[error("fields break a rule")]
    Invalid(Vec<FieldError>),
    #[error("names are taken")]
    Taken(Vec<FieldError>),
    #[error("not found")]
    NotFound,
    #[error("not allowed")]
    Forbidden,
    #[error("the last administrator")]
    LastAdministrator,
}

impl From<ManageError> for AppError {
    fn from(_error: ManageError) -> Self {
        let _ = ErrorCode::ALL;
        todo!()
    }
}

impl Accounts {
    pub async fn create_user(&self, _who: &Principal, _request: CreateUserRequest) -> Result<User, ManageError> {
        todo!()
    }
    pub async fn find_by_login(&self, _who: &Principal, _login: &str) -> Result<User, ManageError> {
        todo!()
    }
    pub async fn set_status(&self, _who: &Principal, _id: UserId, _status: Status) -> Result<User, ManageError> {
        todo!()
    }
    pub async fn set_password(&self, _who: &Principal, _id: UserId, _password: &Text) -> Result<(), ManageError> {
        todo!()
    }
}
