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
    let context = RequestContext::of(state.web, parts);
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
    let context = RequestContext::of(state.web, parts);
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
