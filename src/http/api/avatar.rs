//! `/api/users/{id}/avatar`: the picture of an account. The body of the request is the file.

use super::{
    super::{content_type, limits},
    bearer::Bearer,
    users::{Id, user_response},
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

/// The accepted media types. The format is detected from the content.
const TYPES: [&str; 3] = ["image/jpeg", "image/png", "image/webp"];

pub async fn set(
    State(accounts): State<Accounts>,
    who: Bearer,
    caller: Caller,
    Id(id): Id,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    if !content_type::is_one_of(&headers, &TYPES) {
        let detail = "Send a picture with Content-Type: image/jpeg, image/png or image/webp.";
        return Err(Problem(AppError::new(ErrorCode::UnsupportedMediaType, detail)));
    }
    // The upload is not awaited here: it is read only if the user has permission and a slot for decoding is free.
    let user = accounts.set_avatar(&who.principal(), &caller, id, limits::read_picture(body)).await?;
    Ok(user_response(&accounts, &user, &who.principal()))
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
