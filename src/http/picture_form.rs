//! `/actions/picture`: the form that sets or removes the user's picture, sent as a plain form or by
//! `public/picture.js`.
//!
//! Not a server function: Leptos' codec for multipart forms panics if the boundary is missing.

use super::{content_type, limits, state::AppState};
use crate::{
    accounts::{Principal, User},
    shared::{
        error::{AppError, ErrorCode},
        fields,
        next::LocalPath,
        visit::{Form, Notice},
    },
    web::{context::RequestContext, problem::Problem},
};
use axum::{
    Json, Router,
    body::{Body, Bytes},
    extract::{Request, State},
    http::HeaderMap,
    response::Response,
    routing::post,
};
use futures::stream;
use multer::Multipart;
use std::convert::Infallible;

/// The name of the file field.
const FIELD: &str = "picture";

pub fn routes() -> Router<AppState> {
    Router::new().route("/actions/picture", post(set)).route("/actions/picture/remove", post(remove))
}

async fn set(State(state): State<AppState>, request: Request) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    let headers = parts.headers.clone();
    let context = RequestContext::of(state.web.clone(), parts);
    let mut unread = Some(body);
    let outcome = match context.visitor() {
        Ok(who) => {
            let (principal, id) = (Principal::User(who.clone()), who.user.id);
            // Not awaited here: `set_avatar` reads the upload only if the user has permission and a slot for
            // decoding is free.
            let file = read_picture(&headers, &mut unread);
            context.accounts().set_avatar(&principal, &context.caller(), id, file).await.map_err(AppError::from)
        }
        Err(error) => Err(error),
    };
    // Not read if the visitor is signed out: drain it, because a browser reads no response while it is sending.
    if let Some(body) = unread {
        limits::drain(body).await;
    }
    respond(context, outcome, Notice::PictureSaved)
}

async fn remove(State(state): State<AppState>, request: Request) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    let context = RequestContext::of(state.web.clone(), parts);
    // The form has no fields, but its body must be read: a browser reads no response while it is sending.
    limits::read_body(body).await?;
    let outcome = match context.visitor() {
        Ok(who) => {
            let (principal, id) = (Principal::User(who.clone()), who.user.id);
            context.accounts().remove_avatar(&principal, &context.caller(), id).await.map_err(AppError::from)
        }
        Err(error) => Err(error),
    };
    respond(context, outcome, Notice::PictureRemoved)
}

fn respond(context: RequestContext, outcome: Result<User, AppError>, notice: Notice) -> Result<Response, Problem> {
    let back = LocalPath::account();
    let answer = match outcome {
        Ok(user) => context.accept(user.view(), &back, Some(notice)),
        Err(error) => context.reject(error, Form::Picture, back, &[])?,
    };
    Ok(context.respond(Json(answer)))
}

/// The file in the form. Its name and media type are ignored: the format is detected from the content.
async fn read_picture(headers: &HeaderMap, body: &mut Option<Body>) -> Result<Bytes, AppError> {
    let boundary = content_type::multipart_boundary(headers)?;
    let form = limits::read_picture_form(body.take().unwrap_or_default()).await?;
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

fn form_error(_: multer::Error) -> AppError {
    AppError::new(ErrorCode::Malformed, "The form could not be read. Send it again.")
}

fn file_missing() -> AppError {
    let problem = fields::Problem::new("required", "Choose a picture first.");
    AppError::fields(ErrorCode::ValidationFailed, vec![problem.of(FIELD)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::{HeaderValue, header};
    use futures::executor::block_on;
    use proptest::{collection::vec, prelude::*};

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
