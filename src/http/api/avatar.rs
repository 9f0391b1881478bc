//! `/api/users/{id}/avatar`: the picture of an account, sent as it is.

use super::{
    super::{content, limits},
    bearer::Bearer,
    users::{Id, shown},
};
use crate::{
    accounts::{Accounts, Caller},
    shared::error::{AppError, ErrorCode},
    web::problem::Problem,
};
use axum::{
    body::Body,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::Response,
};

/// What may be sent. Which of them it is the content decides.
const TYPES: [&str; 3] = ["image/jpeg", "image/png", "image/webp"];

pub async fn set(
    State(accounts): State<Accounts>,
    who: Bearer,
    caller: Caller,
    Id(id): Id,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    if !content::is_one_of(&headers, &TYPES) {
        let detail = "Send a picture, with Content-Type: image/jpeg, image/png or image/webp.";
        return Err(Problem(AppError::new(ErrorCode::UnsupportedMediaType, detail)));
    }
    let user = accounts.set_avatar(&who.principal(), &caller, id, limits::read_picture(body)).await?;
    Ok(shown(&accounts, &user, &who.principal()))
}

pub async fn remove(
    State(accounts): State<Accounts>,
    who: Bearer,
    caller: Caller,
    Id(id): Id,
) -> Result<StatusCode, Problem> {
    accounts.remove_avatar(&who.principal(), &caller, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
