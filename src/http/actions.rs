//! The door of server functions: what the browser's own code calls and what forms are sent to.
//!
//! Leptos would send a plain form back to the `Referer`, wherever that is, with the error in the URL, where anyone
//! may forge it; and it would answer every error with 500. Neither happens here.

use super::{content, limits, state::AppState};
use crate::{
    shared::error::{AppError, ErrorCode},
    web::problem::{self, Problem},
};
use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    http::{HeaderName, Uri, header},
    response::{IntoResponse, Response},
    routing::post,
};
use http_body_util::BodyExt;
use leptos::{
    prelude::{FromServerFnError, provide_context},
    server_fn::{axum::server_fn_paths, error::SERVER_FN_ERROR_HEADER},
};

const FORM: &str = "application/x-www-form-urlencoded";

/// A route for each server function, and `/logout`, which is a plain address for signing out.
pub fn routes() -> Router<AppState> {
    server_fn_paths()
        .fold(Router::new(), |router, (path, _)| router.route(path, post(run)))
        .route("/logout", post(log_out))
}

async fn log_out(state: State<AppState>, mut request: Request) -> Result<Response, Problem> {
    *request.uri_mut() = Uri::from_static("/actions/logout");
    run(state, request).await
}

/// Runs the server function of this path.
async fn run(State(state): State<AppState>, request: Request) -> Result<Response, Problem> {
    let request = with_form(request).await?;
    let context = move || provide_context(state.web.clone());
    let response = leptos_axum::handle_server_fns_with_context(context, request).await.into_response();
    match failure(response).await {
        Ok(response) => Ok(response),
        Err(error) => Err(Problem(error)),
    }
}

/// The request with its body read, if that is a form.
async fn with_form(request: Request) -> Result<Request, AppError> {
    let (mut parts, body) = request.into_parts();
    let body = limits::read_body(body).await?;
    if !body.is_empty() && !content::is_one_of(&parts.headers, &[FORM]) {
        let detail = "Send a form: application/x-www-form-urlencoded.";
        return Err(AppError::new(ErrorCode::UnsupportedMediaType, detail));
    }
    parts.headers.remove(header::REFERER);
    Ok(Request::from_parts(parts, Body::from(body)))
}

/// The error of a server function, out of the body where Leptos has put it.
async fn failure(response: Response) -> Result<Response, AppError> {
    if !response.headers().contains_key(HeaderName::from_static(SERVER_FN_ERROR_HEADER)) {
        return Ok(response);
    }
    let body = response.into_body().collect().await.map_err(|_| problem::internal())?;
    Err(AppError::de(body.to_bytes()))
}
