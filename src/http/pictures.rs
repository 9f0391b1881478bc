//! Pictures of users: `/avatars/{avatar_id}/{size}` shows them, and `/actions/picture` is the form that sets or removes the user's
//! own, sent as a plain form or by `public/picture.js`.
//!
//! Anyone with the URL can load a picture, and cache it for a year: a new picture has a new URL. The form is not a server function,
//! because Leptos' codec for multipart forms panics if the boundary is missing.

use super::api::IfNoneMatch;
use super::assets::YEAR;
use super::bodies;
use super::headers::FROM_ANY_ORIGIN;
use super::state::AppState;
use crate::accounts::{Accounts, User};
use crate::language::message;
use crate::shared::{AppError, AvatarId, ErrorCode, Form, LocalPath, Notice};
use crate::store::AvatarRow;
use crate::store::avatars::AvatarSize;
use crate::web::context::RequestContext;
use crate::web::problem;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use futures::stream;
use multer::Multipart;
use std::convert::Infallible;

/// For a picture that is opened as a page: it may load and run nothing.
const POLICY: HeaderValue = HeaderValue::from_static("default-src 'none'; sandbox");
/// The name of the file field.
const FIELD: &str = "picture";

pub fn routes() -> Router<AppState> {
    Router::new().route("/avatars/{avatar_id}/{size}", get(show))
}

pub fn form_routes() -> Router<AppState> {
    Router::new().route("/actions/picture", post(set)).route("/actions/picture/remove", post(remove))
}

async fn show(
    State(accounts): State<Accounts>,
    Path((name, size)): Path<(String, String)>,
    if_none_match: IfNoneMatch,
) -> Result<Response, AppError> {
    let (id, size) = parse(&name, &size).ok_or_else(problem::not_found)?;
    let picture = accounts.users().avatar(id, size).await?.ok_or_else(problem::not_found)?;
    Ok(picture_response(&if_none_match, etag(id, size), picture))
}

/// Accepts only the canonical spelling of a URL.
fn parse(name: &str, size: &str) -> Option<(AvatarId, AvatarSize)> {
    let id = name.parse::<AvatarId>().ok().filter(|id| id.to_string() == name)?;
    let size = match size {
        "64" => AvatarSize::Small,
        "256" => AvatarSize::Large,
        _ => return None,
    };
    Some((id, size))
}

/// The picture at a URL never changes, so the tag is made of the URL.
fn etag(id: AvatarId, size: AvatarSize) -> String {
    match size {
        AvatarSize::Small => format!("\"{id}-64\""),
        AvatarSize::Large => format!("\"{id}-256\""),
    }
}

fn picture_response(if_none_match: &IfNoneMatch, tag: String, picture: AvatarRow) -> Response {
    // The caller has read the picture before this check, so that a deleted one is a 404 and never a 304.
    let is_cached = if_none_match.has(&tag);
    let tag = [(header::ETAG, tag)];
    let headers = [(header::CACHE_CONTROL, YEAR), (header::CONTENT_SECURITY_POLICY, POLICY)];
    if is_cached {
        return (StatusCode::NOT_MODIFIED, tag, headers, FROM_ANY_ORIGIN).into_response();
    }
    let content_type = [(header::CONTENT_TYPE, picture.media_type)];
    (tag, headers, FROM_ANY_ORIGIN, content_type, picture.bytes).into_response()
}

async fn set(State(state): State<AppState>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let headers = parts.headers.clone();
    let context = RequestContext::of(state.web.clone(), parts);
    let mut unread = Some(body);
    let outcome = async {
        // Not awaited here: `set_avatar` reads the upload only if the user has permission and a slot for decoding is free.
        let (id, file) = (context.visitor()?.user.id, read_picture(&headers, &mut unread));
        context.accounts().users().set_avatar(&context.caller(), id, file).await
    }
    .await;
    // Not read if the visitor is signed out: drain it, because a browser reads no response while it is sending.
    if let Some(body) = unread {
        bodies::drain(body).await;
    }
    respond(context, outcome, Notice::PictureSaved)
}

async fn remove(State(state): State<AppState>, request: Request) -> Result<Response, AppError> {
    let (parts, body) = request.into_parts();
    let context = RequestContext::of(state.web.clone(), parts);
    // The form has no fields, but its body must be read: a browser reads no response while it is sending.
    bodies::read_body(body).await?;
    let removed =
        async { context.accounts().users().remove_avatar(&context.caller(), context.visitor()?.user.id).await }.await;
    Ok(respond(context, removed, Notice::PictureRemoved))
}

fn respond(context: RequestContext, outcome: Result<User, AppError>, notice: Notice) -> Response {
    let form = context.form(Form::Picture, LocalPath::account());
    let answer = form.finish(outcome.map(|user| user.view()), notice);
    context.respond(answer)
}

/// The file in the form. Its name and media type are ignored: the format is detected from the content.
async fn read_picture(headers: &HeaderMap, body: &mut Option<Body>) -> Result<Bytes, AppError> {
    let boundary = bodies::multipart_boundary(headers)?;
    let form = bodies::read_picture_form(body.take().unwrap_or_default()).await?;
    // multer accepts streams only; the form is already in memory.
    let mut form = Multipart::new(stream::iter([Ok::<_, Infallible>(form)]), boundary);
    while let Some(field) = form.next_field().await.map_err(form_error)? {
        if field.name() == Some(FIELD) {
            let file = field.bytes().await.map_err(form_error)?;
            // A browser sends an empty field if no file is chosen.
            return if file.is_empty() { Err(file_missing()) } else { Ok(file) };
        }
    }
    Err(file_missing())
}

fn file_missing() -> AppError {
    bodies::file_missing(FIELD, message::request_picture_missing())
}

fn form_error(_: multer::Error) -> AppError {
    AppError::new(ErrorCode::Malformed, message::request_form_unreadable())
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::executor::block_on;
    use proptest::collection::vec;
    use proptest::prelude::*;

    /// The file in a form with this `Content-Type` and body, and whether the body was read.
    fn file_in(content_type: &str, body: Vec<u8>) -> (Result<Bytes, AppError>, bool) {
        let headers = HeaderMap::from_iter([(header::CONTENT_TYPE, HeaderValue::from_str(content_type).unwrap())]);
        let mut unread = Some(Body::from(body));
        let file = block_on(read_picture(&headers, &mut unread));
        (file, unread.is_none())
    }

    fn part(name: &str, content: &[u8]) -> Vec<u8> {
        let head = format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"x\"\r\n\r\n");
        [head.as_bytes(), content, b"\r\n"].concat()
    }

    proptest! {
        #[test]
        fn a_file_arrives_unchanged(content in vec(any::<u8>(), 1..200), before in vec(any::<u8>(), 0..50)) {
            let form = [part("other", &before), part(FIELD, &content), b"--b--\r\n".to_vec()].concat();
            let (file, was_read) = file_in("multipart/form-data; boundary=b", form);
            // The boundary may be in the content, which browsers avoid by choosing a long one.
            prop_assume!(![&before, &content].iter().any(|bytes| bytes.windows(3).any(|bytes| bytes == b"--b")));
            prop_assert_eq!(file.unwrap(), content);
            prop_assert!(was_read);
        }

        #[test]
        fn a_form_that_is_cut_off_has_no_file(content in vec(any::<u8>(), 1..100), at: prop::sample::Index) {
            let form = part(FIELD, &content);
            prop_assume!(!content.windows(3).any(|bytes| bytes == b"--b"));
            let (file, _) = file_in("multipart/form-data; boundary=b", form[..at.index(form.len())].to_vec());
            prop_assert!(file.is_err());
        }

        #[test]
        fn no_form_causes_a_panic(
            content_type in "multipart/form-data(; ?boundary=\"?[ -~]{0,10}\"?)?|[ -~]{0,30}",
            lines in vec("--b(--)?|Content-[a-zA-Z]{0,12}: ?[ -~]{0,30}|[ -~]{0,20}", 0..6),
            bytes in vec(any::<u8>(), 0..60),
        ) {
            for body in [lines.join("\r\n").into_bytes(), bytes] {
                _ = file_in("multipart/form-data; boundary=b", body.clone());
                let (file, was_read) = file_in(&content_type, body);
                // Otherwise the caller drains it.
                let is_refused = file.is_err_and(|error| error.code == ErrorCode::UnsupportedMediaType);
                prop_assert_eq!(is_refused, !was_read);
            }
        }
    }
}
