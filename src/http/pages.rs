//! Pages, rendered by Leptos with the visit in them.

use super::{
    guard::{self, Entry},
    headers, page_data,
    state::AppState,
    visit,
};
use crate::{
    accounts::CurrentUser,
    shared::{error::AppError, next::LocalPath, page::PageData, visit::Visit},
    ui::{
        pages::error::ErrorShown,
        routes::{PAGES, Page},
        shell::shell,
    },
    web::{
        address,
        cookies::Name,
        problem::{self, Problem},
    },
};
use any_spawner::Executor;
use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
    routing::get,
};
use leptos::{config::LeptosOptions, nonce::use_nonce, prelude::*};
use leptos_axum::ResponseOptions;
use leptos_router::location::RequestUrl;

/// A route for each page of the table, and the page for all other addresses.
pub fn routes() -> Router<AppState> {
    // What renders spawns; it fails only where that has been set up before, as for a second router.
    _ = Executor::init_tokio();
    let route = |router: Router<AppState>, page: &'static Page| {
        let show = move |State(state): State<AppState>, request: Request| show(page, state, request);
        router.route(&page.path.replace(":id", "{id}"), get(show))
    };
    PAGES.iter().fold(Router::new(), route).fallback(unknown)
}

/// A page, for those who are admitted to it.
async fn show(page: &'static Page, state: AppState, request: Request) -> Result<Response, Problem> {
    let visitor = request.extensions().get::<CurrentUser>().cloned();
    match guard::admit(&state, page.admission, request.uri(), visitor.as_ref()).await? {
        Entry::Admit => {
            let data = page_data::read(&state, page.reads, request.uri(), visitor.as_ref()).await?;
            Ok(visited(&state, request, Some(page), data).await)
        }
        Entry::Redirect(path) => Ok(redirect(&path)),
    }
}

/// An address that is no page's: not found, in the app's own words. One that Leptos would take for a page's, as
/// `/account/` or `/x/../account`, leads to the page itself, where the guard stands.
async fn unknown(State(state): State<AppState>, request: Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Problem(problem::not_found()).into_response();
    }
    if let Some(page) = straightened(request.uri()) {
        return redirect(&page);
    }
    let mut response = visited(&state, request, None, PageData::Nothing).await;
    if response.status() == StatusCode::OK {
        *response.status_mut() = StatusCode::NOT_FOUND;
    }
    response
}

fn straightened(uri: &Uri) -> Option<LocalPath> {
    let crooked = uri.path_and_query()?.as_str();
    let url = RequestUrl::new(&format!("http://localhost{crooked}")).parse().ok()?;
    let path = url.path().trim_end_matches('/');
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    Page::at(path).and_then(|_| LocalPath::parse(&format!("{path}{query}")))
}

/// Renders the app with its visit. What the last form had to say has now been said.
async fn visited(state: &AppState, request: Request, page: Option<&Page>, data: PageData) -> Response {
    let visit = visit::of(state, request.uri(), request.extensions(), request.headers());
    let rejection = visit.flash.as_ref().and_then(|flash| flash.rejection.as_ref());
    let wait = rejection.map(|rejection| rejection.error.clone()).filter(|error| error.code.is_wait());
    let status = data.error().map_or(StatusCode::OK, |error| problem::status_of(error.code));
    let said = visit.flash.is_some();
    let mut response = render(state, request, visit, Shown::Page(data, files_of(state, page))).await;
    *response.status_mut() = status;
    if said {
        response.headers_mut().extend(state.cookies.clear(Name::Flash).map(|cookie| (header::SET_COOKIE, cookie)));
    }
    if let Some(error) = wait {
        *response.status_mut() = problem::status_of(error.code);
        response.headers_mut().extend(problem::when_to_retry(&error));
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
    let mut visit = visit::of(state, request.uri(), request.extensions(), request.headers());
    visit.flash = None;
    let shown =
        ErrorShown { code: error.code, retry_after: problem::retry_after(error), request_id: error.request_id.clone() };
    render(state, request, visit, Shown::Error(shown)).await
}

/// The files of the part of the program that a page belongs to.
fn files_of(state: &AppState, page: Option<&Page>) -> Vec<String> {
    page.and_then(Page::part).map(|part| state.assets.files_of(part.name)).unwrap_or_default()
}

/// What a document has in it.
#[derive(Clone)]
enum Shown {
    /// With its data and the files that it needs besides the frame.
    Page(PageData, Vec<String>),
    Error(ErrorShown),
}

async fn render(state: &AppState, request: Request, visit: Visit, shown: Shown) -> Response {
    let options = LeptosOptions::clone(&state.leptos);
    let part = match &shown {
        Shown::Page(_, files) => Some(files.clone()),
        Shown::Error(_) => None,
    };
    let watched = state.assets.are_watched();
    let context = move || {
        provide_context(visit.clone());
        match &shown {
            Shown::Page(data, _) => provide_context(data.clone()),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::App;
    use std::collections::BTreeSet;

    #[test]
    fn the_router_of_the_browser_has_the_pages_of_the_table() {
        let (routes, _) = leptos_axum::generate_route_list_with_exclusions_and_ssg_and_context(
            || view! { <App /> },
            None,
            || provide_context(Visit::default()),
        );
        let routes: BTreeSet<_> = routes.iter().map(|route| route.path().replace("{id}", ":id")).collect();
        assert_eq!(routes, PAGES.iter().map(|page| page.path.to_owned()).collect());
    }
}
