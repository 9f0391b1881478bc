//! Files: `/api/users/{id}/avatar` is the picture of an account, where the body of the request is the file;
//! `/api/users/import` and `/api/users/export` are for many users.

use super::user_response;
use crate::budgets::Budget;
use crate::http::api::etag::ETAG;
use crate::http::api::extract::{Bearer, Id, Query};
use crate::http::api::json::{Answer, Json};
use crate::http::openapi::{Access, Endpoint, Tag, examples};
use crate::http::{bodies, download};
use crate::language::message;
use crate::shared::api_tokens::Scope;
use crate::shared::{AppError, ErrorCode, ExportRequest, ImportReport, ImportRequest};
use axum::body::Body;
use axum::http::HeaderMap;
use axum::response::Response;

/// The accepted media types of pictures. The format is detected from the content.
const PICTURE_TYPES: [&str; 3] = ["image/jpeg", "image/png", "image/webp"];
/// The accepted media types of imports. The format is detected from the content.
const FILE_TYPES: [&str; 4] = ["text/csv", "application/x-ndjson", "application/jsonl", "application/octet-stream"];

pub(super) fn endpoints() -> impl Iterator<Item = Endpoint> {
    let endpoints = [
        Endpoint::put("/api/users/{id}/avatar", set, "setPicture", "Set the picture")
            .about("The picture is cropped to a square and stored in two sizes; its address is `avatar_url`.")
            .file_body(&PICTURE_TYPES, "A JPEG, PNG or WebP file of at most 5 MiB.")
            .returns(200, "The account.", &examples::user())
            .with_header("ETag", ETAG)
            .errors(&[ErrorCode::ValidationFailed]),
        Endpoint::delete("/api/users/{id}/avatar", remove, "removePicture", "Remove the picture")
            .done(204, "The account has no picture."),
    ];
    let scopes = &[Scope::Own, Scope::UsersWrite];
    let described =
        move |endpoint: Endpoint| endpoint.tag(Tag::USERS).access(Access::OwnerOrAdministrator).scopes(scopes);
    endpoints.into_iter().map(described).chain(file_endpoints())
}

fn file_endpoints() -> impl Iterator<Item = Endpoint> {
    let endpoints = [
        Endpoint::post("/api/users/import", import, "importUsers", "Import users from a file")
            .about(
                "The format is detected from the content. Hashes of passwords from other systems are imported as well. Unknown \
                 parameters are rejected.",
            )
            .asks()
            .scopes(&[Scope::UsersWrite])
            .query::<ImportRequest>()
            .file_body(&FILE_TYPES, "A CSV or JSON Lines file of at most 1 GiB.")
            .returns(200, "A report with the errors of each row.", &examples::import_report())
            .errors(&[ErrorCode::ImportRunning]),
        Endpoint::get("/api/users/export", export, "exportUsers", "Export users to a file")
            .asks()
            .scopes(&[Scope::UsersRead])
            .query::<ExportRequest>()
            .returns_file("The file.", examples::users_file()),
    ];
    let described = |endpoint: Endpoint| {
        endpoint.tag(Tag::FILES).access(Access::Administrator).charged(Budget::File).without_timeout()
    };
    endpoints.into_iter().map(described)
}

async fn set(who: Bearer, Id(id): Id, headers: HeaderMap, body: Body) -> Result<Response, AppError> {
    if !bodies::has_type(&headers, &PICTURE_TYPES) {
        return Err(AppError::new(ErrorCode::UnsupportedMediaType, message::request_no_picture()));
    }
    // The upload is not awaited here: it is read only if the user has permission and a slot for decoding is free.
    let user = who.accounts.users().set_avatar(&who.caller, id, bodies::read_picture(body)).await?;
    Ok(user_response(&who.accounts, &user, &who.caller))
}

async fn remove(who: Bearer, Id(id): Id) -> Result<(), AppError> {
    who.accounts.users().remove_avatar(&who.caller, id).await.map(drop)
}

async fn import(
    who: Bearer,
    Query(request): Query<ImportRequest>,
    headers: HeaderMap,
    body: Body,
) -> Answer<ImportReport> {
    if !bodies::has_type(&headers, &FILE_TYPES) {
        return Err(AppError::new(ErrorCode::UnsupportedMediaType, message::request_no_table()));
    }
    // A misspelt `dry_run` would import the file instead of checking it.
    request.unknown.refuse()?;
    let file = bodies::read_import(body)?;
    who.accounts.imports().import_users(&who.caller, &request, file).await.map(Json)
}

async fn export(who: Bearer, Query(request): Query<ExportRequest>) -> Result<Response, AppError> {
    who.accounts.directory().export_users(&who.caller, &request).await.map(download::users)
}
