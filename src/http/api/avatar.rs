//! `/api/users/{id}/avatar`: the picture of an account. The body of the request is the file.

use super::{
    super::{
        content_type, limits,
        openapi::{Access, Endpoint, Tag, examples},
    },
    bearer::Bearer,
    etag::ETAG,
    users::{Id, user_response},
};
use crate::{
    accounts::{Accounts, Caller},
    shared::{
        api_tokens::Scope,
        error::{AppError, ErrorCode},
    },
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

pub fn endpoints() -> Vec<Endpoint> {
    let endpoints = [
        Endpoint::put("/api/users/{id}/avatar", set, "setPicture", "Set the picture")
            .about("The picture is cropped to a square and stored in two sizes; its address is `avatar_url`.")
            .file_body(&TYPES, "A JPEG, PNG or WebP file of at most 5 MiB.")
            .returns(200, "The account.", &examples::user())
            .with_header("ETag", ETAG)
            .errors(&[ErrorCode::ValidationFailed]),
        Endpoint::delete("/api/users/{id}/avatar", remove, "removePicture", "Remove the picture")
            .done(204, "The account has no picture."),
    ];
    let scopes = &[Scope::Own, Scope::UsersWrite];
    let described = |endpoint: Endpoint| endpoint.tag(Tag::Users).access(Access::OwnerOrAdministrator).scopes(scopes);
    endpoints.into_iter().map(described).collect()
}

async fn set(
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

async fn remove(
    State(accounts): State<Accounts>,
    who: Bearer,
    caller: Caller,
    Id(id): Id,
) -> Result<StatusCode, Problem> {
    accounts.remove_avatar(&who.principal(), &caller, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
