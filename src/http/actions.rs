//! The routes of server functions, for the browser's code and for plain forms.
//!
//! Leptos redirects a plain form to the `Referer`, with the error in the URL, where anyone can forge it, and responds
//! to every error with 500. This module prevents both.

use super::state::AppState;
use super::{bodies, guard, headers};
use crate::actions;
use crate::shared::{AppError, Handle, LocalPath};
use crate::ui::routes::Page;
use crate::web::language;
use crate::web::problem::{self, wants_html};
use crate::web::urls::{detour, leads_to_client};
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use http_body_util::BodyExt;
use leptos::prelude::{FromServerFnError, provide_context};
use leptos::server_fn::error::SERVER_FN_ERROR_HEADER;

/// The routes of server functions that change something.
pub fn change_routes() -> Router<AppState> {
    actions::changes().fold(Router::new(), |routes, path| routes.route(path, post(run)))
}

/// The routes of the other server functions, and `/logout` as a fixed address for signing out.
pub fn other_routes() -> Router<AppState> {
    actions::others().fold(Router::new(), |routes, path| routes.route(path, post(run))).route("/logout", post(log_out))
}

async fn log_out(state: State<AppState>, mut request: Request) -> Result<Response, AppError> {
    // Leptos looks up the server function by the path of the request.
    *request.uri_mut() = Uri::from_static("/actions/logout");
    run(state, request).await
}

/// Runs the server function of this path.
async fn run(State(state): State<AppState>, request: Request) -> Result<Response, AppError> {
    let form_page = page_of_form(request.headers());
    let request = read_form(request).await?;
    let language = language::of_request(&state, request.uri(), request.extensions(), request.headers());
    let context = move || {
        provide_context(state.web.clone());
        provide_context(language);
    };
    let response = leptos_axum::handle_server_fns_with_context(context, request).await.into_response();
    let location = response.headers().get(header::LOCATION).and_then(|location| location.to_str().ok());
    let response = match location.is_some_and(leads_to_client) {
        true => headers::open_to_opener(response).await,
        false => response,
    };
    match (extract_error(response).await, form_page) {
        // Functions that keep what was typed redirect themselves, with `SentForm::reject`.
        (Err(error), Some(page)) => match detour(error.code, &Handle::from(page)) {
            // After 303, the browser requests the page with GET. `authenticate` adds why the session has ended.
            Some(detour) => Ok(guard::redirect_with(StatusCode::SEE_OTHER, &detour.into())),
            None => Err(error),
        },
        (outcome, _) => outcome,
    }
}

/// The page with the plain form that was sent: the one that the browser names, or else the account page. None for the
/// browser's code, which reads errors itself.
fn page_of_form(headers: &HeaderMap) -> Option<LocalPath> {
    if !wants_html(headers) {
        return None;
    }
    let referer = headers.get(header::REFERER).and_then(|referer| referer.to_str().ok());
    let referer = referer.and_then(|referer| referer.parse::<Uri>().ok());
    // Only path and query, so the page is one of this origin whatever the header says.
    let page = referer.as_ref().and_then(Uri::path_and_query).map_or("", |page| page.as_str());
    Some(if Page::at(page).is_some() { LocalPath::or_account(page) } else { LocalPath::account() })
}

/// Reads the body, which must be a form or empty.
async fn read_form(request: Request) -> Result<Request, AppError> {
    let (mut parts, body) = request.into_parts();
    let body = bodies::read_page_form(&parts.headers, body).await?;
    // Without it, Leptos does not redirect there.
    parts.headers.remove(header::REFERER);
    Ok(Request::from_parts(parts, Body::from(body)))
}

/// Returns the error of a server function, which Leptos serializes into the body of its response.
async fn extract_error(response: Response) -> Result<Response, AppError> {
    // Leptos sets this header on errors only. Its status code says nothing, because it is 500 for every error.
    if !response.headers().contains_key(HeaderName::from_static(SERVER_FN_ERROR_HEADER)) {
        return Ok(response);
    }
    let body = response.into_body().collect().await.map_err(|_| problem::internal())?;
    Err(AppError::de(body.to_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use leptos::server_fn::axum::server_fn_paths;

    #[test]
    fn each_server_function_is_listed_once() {
        let mut listed: Vec<_> = actions::changes().chain(actions::others()).collect();
        let mut known: Vec<_> = server_fn_paths().map(|(path, _)| path).collect();
        listed.sort_unstable();
        known.sort_unstable();
        assert_eq!(listed, known);
    }
}
