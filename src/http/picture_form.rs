//! The door of pictures that a browser sends: as a plain form, or by the script of the page (`public/picture.js`).
//!
//! No server functions, though they stand beside them: those take no files without a codec of their own, which panics
//! on a form without a boundary.

use super::{content, limits, state::AppState};
use crate::{
    accounts::{Principal, User},
    shared::{
        error::{AppError, ErrorCode},
        fields,
        next::LocalPath,
        visit::{Form, Notice},
    },
    web::{problem::Problem, reply::Exchange},
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

/// The name of the file in the form.
const FIELD: &str = "picture";

pub fn routes() -> Router<AppState> {
    Router::new().route("/actions/picture", post(set)).route("/actions/picture/remove", post(remove))
}

async fn set(State(state): State<AppState>, request: Request) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    let headers = parts.headers.clone();
    let exchange = Exchange::of(state.web, parts);
    let mut unread = Some(body);
    let outcome = match exchange.visitor() {
        Ok(who) => {
            let (asking, id) = (Principal::User(who.clone()), who.user.id);
            let file = picture_in(&headers, &mut unread);
            exchange.accounts().set_avatar(&asking, &exchange.caller(), id, file).await.map_err(AppError::from)
        }
        Err(error) => Err(error),
    };
    if let Some(body) = unread {
        limits::hear_out(body).await;
    }
    answer(exchange, outcome, Notice::PictureSaved)
}

async fn remove(State(state): State<AppState>, request: Request) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    let exchange = Exchange::of(state.web, parts);
    limits::read_body(body).await?;
    let outcome = match exchange.visitor() {
        Ok(who) => {
            let (asking, id) = (Principal::User(who.clone()), who.user.id);
            exchange.accounts().remove_avatar(&asking, &exchange.caller(), id).await.map_err(AppError::from)
        }
        Err(error) => Err(error),
    };
    answer(exchange, outcome, Notice::PictureRemoved)
}

fn answer(exchange: Exchange, outcome: Result<User, AppError>, notice: Notice) -> Result<Response, Problem> {
    let back = LocalPath::account();
    let answer = match outcome {
        Ok(user) => exchange.accept(user.view(), &back, Some(notice)),
        Err(error) => exchange.reject(error, Form::Picture, back, &[])?,
    };
    Ok(exchange.respond(Json(answer)))
}

/// The file in the form. The name that it had is not looked at, nor the type that a browser made of that.
async fn picture_in(headers: &HeaderMap, body: &mut Option<Body>) -> Result<Bytes, AppError> {
    let boundary = content::boundary(headers)?;
    let form = limits::read_picture_form(body.take().unwrap_or_default()).await?;
    let mut form = Multipart::new(stream::iter([Ok::<_, Infallible>(form)]), boundary);
    while let Some(field) = form.next_field().await.map_err(unreadable)? {
        if field.name() == Some(FIELD) {
            let file = field.bytes().await.map_err(unreadable)?;
            return if file.is_empty() { Err(nothing_chosen()) } else { Ok(file) };
        }
    }
    Err(nothing_chosen())
}

fn unreadable(_: multer::Error) -> AppError {
    AppError::new(ErrorCode::Malformed, "The form could not be read. Send it again.")
}

fn nothing_chosen() -> AppError {
    let problem = fields::Problem::new("required", "Choose a picture first.");
    AppError::fields(ErrorCode::ValidationFailed, vec![problem.of(FIELD)])
}
