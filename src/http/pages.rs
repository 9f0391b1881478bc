//! Pages, rendered by Leptos with the visit in them.

use super::{
    guard::{self, Admission},
    headers,
    page_data::PageRead,
    state::AppState,
    visit,
};
use crate::{
    accounts::CurrentUser,
    shared::{
        error::{AppError, ErrorCode},
        next::LocalPath,
        visit::Visit,
    },
    ui::{App, lazy::LazyPage, pages::error::ErrorShown, shell::shell},
    web::{
        address,
        cookies::Name,
        problem::{self, Problem},
    },
};
use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
    routing::get,
};
use leptos::{nonce::use_nonce, prelude::*};
use leptos_axum::ResponseOptions;
use leptos_router::location::RequestUrl;
use std::sync::Arc;

/// The addresses that the app's router knows.
#[derive(Clone)]
pub struct Pages(Arc<[String]>);

impl Pages {
    /// Walks the app's router. Server functions have routes of their own.
    pub fn list() -> Self {
        let (pages, _) = leptos_axum::generate_route_list_with_exclusions_and_ssg_and_context(
            || view! { <App /> },
            None,
            || provide_context(Visit::default()),
        );
        Self(pages.iter().map(|page| page.path().to_owned()).collect())
    }
}

/// A route for each page, and the page for all other addresses.
pub fn routes(pages: &Pages) -> Router<AppState> {
    let routes = pages.0.iter().fold(Router::new(), |router, path| router.route(path, get(page)));
    routes.fallback(unknown)
}

/// A page, for whom it is meant.
async fn page(State(state): State<AppState>, request: Request) -> Result<Response, Problem> {
    let visitor = request.extensions().get::<CurrentUser>().cloned();
    match guard::admit(&state, request.uri(), visitor.as_ref()).await? {
        Admission::Enter => {
            let read = PageRead::of(&state, request.uri(), visitor.as_ref()).await?;
            Ok(visited(&state, request, read).await)
        }
        Admission::Lead(path) => Ok(redirect(&path)),
    }
}

/// An address that is no page's: not found, in the app's own words. One that Leptos would take for a page's, as
/// `/account/` or `/x/../account`, leads to the page itself, where the guard stands.
async fn unknown(State(state): State<AppState>, request: Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Problem(problem::not_found()).into_response();
    }
    if let Some(page) = straightened(&state.pages, request.uri()) {
        return redirect(&page);
    }
    let mut response = visited(&state, request, PageRead::default()).await;
    if response.status() == StatusCode::OK {
        *response.status_mut() = StatusCode::NOT_FOUND;
    }
    response
}

fn straightened(pages: &Pages, uri: &Uri) -> Option<LocalPath> {
    let crooked = uri.path_and_query()?.as_str();
    let url = RequestUrl::new(&format!("http://localhost{crooked}")).parse().ok()?;
    let path = url.path().trim_end_matches('/');
    let known = pages.0.iter().any(|page| page == path);
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    known.then(|| LocalPath::parse(&format!("{path}{query}"))).flatten()
}

/// Renders the app with its visit. What the last form had to say has now been said.
async fn visited(state: &AppState, request: Request, read: PageRead) -> Response {
    let visit = visit::of(state, request.extensions(), request.headers());
    let throttled = visit.flash.as_ref().and_then(|flash| flash.rejection.as_ref()).and_then(|rejection| {
        let too_many = rejection.error.code == ErrorCode::TooManyAttempts;
        too_many.then(|| problem::retry_after(&rejection.error)).flatten()
    });
    let (said, status) = (visit.flash.is_some(), read.status());
    let mut response = render(state, request, visit, Shown::Page(read)).await;
    *response.status_mut() = status;
    if said {
        response.headers_mut().extend(state.cookies.clear(Name::Flash).map(|cookie| (header::SET_COOKIE, cookie)));
    }
    if let Some(seconds) = throttled {
        *response.status_mut() = StatusCode::TOO_MANY_REQUESTS;
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// The page of an error. It stands alone: nothing of it hydrates.
pub async fn error_page(
    state: &AppState,
    uri: Uri,
    headers: HeaderMap,
    visitor: Option<CurrentUser>,
    error: &AppError,
) -> Response {
    let mut request = Request::new(Body::empty());
    if let Some(visitor) = visitor {
        request.extensions_mut().insert(visitor);
    }
    *request.uri_mut() = uri;
    *request.headers_mut() = headers;
    let mut visit = visit::of(state, request.extensions(), request.headers());
    visit.flash = None;
    let shown =
        ErrorShown { code: error.code, retry_after: problem::retry_after(error), request_id: error.request_id.clone() };
    render(state, request, visit, Shown::Error(shown)).await
}

/// What a document has in it.
#[derive(Clone)]
enum Shown {
    Page(PageRead),
    Error(ErrorShown),
}

async fn render(state: &AppState, request: Request, visit: Visit, shown: Shown) -> Response {
    let options = LeptosOptions::clone(&state.leptos);
    let page = LazyPage::at(request.uri().path());
    let part =
        matches!(shown, Shown::Page(_)).then(|| page.map(|page| state.assets.files_of(page.part)).unwrap_or_default());
    let watched = state.assets.are_watched();
    let context = move || {
        provide_context(visit.clone());
        match &shown {
            Shown::Page(read) => read.provide(),
            Shown::Error(error) => provide_context(error.clone()),
        }
        let policy = use_nonce().and_then(|nonce| headers::page_policy(&nonce, watched));
        if let (Some(policy), Some(response)) = (policy, use_context::<ResponseOptions>()) {
            response.insert_header(header::CONTENT_SECURITY_POLICY, policy);
        }
    };
    let render = leptos_axum::render_app_async_with_context(context, move || shell(options.clone(), part.clone()));
    render(request).await
}

/// Sends the browser to another page.
pub fn redirect(path: &LocalPath) -> Response {
    let mut response = StatusCode::FOUND.into_response();
    response.headers_mut().extend(address::location(path).map(|location| (header::LOCATION, location)));
    response
}
