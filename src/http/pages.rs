//! Pages and error pages, rendered by Leptos.

use super::guard::{self, Entry, redirect};
use super::headers::{self, OtherOrigins};
use super::journeys::Found;
use super::rendering::{Content, render};
use super::state::AppState;
use super::stranger_pages::StrangerPages;
use super::wrong_address::{self, Place};
use super::{docs_page, journeys, logos, no_administrator, page_data};
use crate::accounts::{CurrentUser, Goal, Journey, Target, log_cause};
use crate::shared::journey::ENTER;
use crate::shared::visit::Once;
use crate::shared::{AppError, Destination, GoesTo, LocalPath, PageData, Visit};
use crate::texts::in_language;
use crate::ui::pages::error::ErrorShown;
use crate::ui::routes::{HOME, PAGES, Page};
use crate::web::cookies::Name;
use crate::web::journeys::overflow;
use crate::web::request::RequestId;
use crate::web::{language, problem, urls};
use any_spawner::Executor;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{Extensions, HeaderMap, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use leptos_router::location::RequestUrl;
use serde_json::json;

/// A route for each page in [`PAGES`], and a fallback for all other paths.
pub fn routes() -> Router<AppState> {
    // Leptos spawns tasks while rendering. The call fails if it is not the first, such as for a second router in tests.
    _ = Executor::init_tokio();
    let route = |router: Router<AppState>, page: &'static Page| {
        let show = move |State(state): State<AppState>, request: Request| show(page, state, request);
        router.route(&page.route(), get(show))
    };
    PAGES.iter().fold(Router::new(), route).fallback(not_found)
}

/// Renders a page if the visitor has access to it. A window in which it leads on to a client can return to the page that opened it.
async fn show(page: &'static Page, state: AppState, request: Request) -> Result<Response, AppError> {
    let is_for_client = request.uri().path_and_query().is_some_and(|path| urls::leads_to_client(path.as_str()));
    let response = show_or_redirect(page, state, request).await?;
    Ok(if is_for_client { headers::open_to_opener(response).await } else { response })
}

async fn show_or_redirect(page: &'static Page, state: AppState, request: Request) -> Result<Response, AppError> {
    // Programs that ask the root for JSON learn what runs here.
    if page.path == HOME.path && wants_json(request.headers()) {
        let docs = format!("{}{}", state.accounts.settings().issuer, docs_page::PATH);
        let about = json!({ "name": "vestibule", "version": env!("CARGO_PKG_VERSION"), "docs": docs });
        return Ok(Json(about).into_response());
    }
    let (uri, extensions, headers) = (request.uri(), request.extensions(), request.headers());
    if wrong_address::place(&state, extensions, headers) == Place::WithoutCookies {
        return Ok(wrong_address::page_instead(&state, uri, extensions, headers));
    }
    if page.path == HOME.path
        && let Some(elsewhere) = first_steps(&state, extensions).await?
    {
        return Ok(redirect(&elsewhere));
    }
    let (parts, body) = request.into_parts();
    let journey = match journeys::of_page(&state, page, &parts).await? {
        Found::Nothing => None,
        Found::Journey(journey) => Some(journey),
        Found::Elsewhere(response) => return Ok(response),
    };
    let request = Request::from_parts(parts, body);
    let caller = state.proxies.caller(request.extensions(), request.headers());
    // Access is checked and the data is loaded before rendering, so that errors have their own status code.
    match guard::admit(&state, page.admission, request.uri(), &caller).await? {
        Entry::Admit => {
            let data = match page_data::read(
                &state,
                page.reads,
                (request.uri(), request.headers()),
                &caller,
                journey.as_ref(),
            )
            .await
            {
                Ok(data) => data,
                Err(error) => match guard::detour(&error, request.uri()) {
                    Some(detour) => return Ok(redirect(&detour.into())),
                    None => return Err(error),
                },
            };
            let mut others = OtherOrigins::default();
            logos::add_pictures(&mut others.pictures, data.logos());
            let list = page_data::list_cookie(&state, request.uri(), &caller);
            let response = render_page(&state, request, Some(page), data, journey.as_ref(), others).await;
            Ok(headers::with_cookies(response, list))
        }
        Entry::Redirect(path) => Ok(redirect(&path)),
    }
}

/// Where the start page leads an administrator, until the first steps are done or hidden.
async fn first_steps(state: &AppState, extensions: &Extensions) -> Result<Option<Destination>, AppError> {
    // Whoever has to add a factor does that first.
    let who = extensions.get::<CurrentUser>().filter(|who| !who.needs_factor);
    match who {
        Some(who) if state.accounts.journeys().leads_to_first_steps(&who.user).await? => {
            Ok(Some(LocalPath::first_steps().into()))
        }
        _ => Ok(None),
    }
}

/// Any other path: renders the page "not found". A path that Leptos would treat as a page, such as `/account/` or
/// `/x/../account`, is redirected to the page, so that its access control applies.
async fn not_found(State(state): State<AppState>, request: Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return problem::not_found().into_response();
    }
    if let Some(page) = normalize(request.uri()) {
        return redirect(&page.into());
    }
    let mut response = render_page(&state, request, None, PageData::Nothing, None, OtherOrigins::default()).await;
    // Another status, such as the 429 of a rejected form, is kept.
    if response.status() == StatusCode::OK {
        *response.status_mut() = StatusCode::NOT_FOUND;
    }
    response
}

/// The path as Leptos would normalize it, if that is the path of a page.
fn normalize(uri: &Uri) -> Option<LocalPath> {
    let path = uri.path_and_query()?.as_str();
    // The parser of Leptos, so that both normalize in the same way. It requires a host, which is not used.
    let url = RequestUrl::new(&format!("http://localhost{path}")).parse().ok()?;
    let path = url.path().trim_end_matches('/');
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    Page::at(path).and_then(|_| LocalPath::parse(&format!("{path}{query}")))
}

/// Renders a page, and clears the flash cookie that it shows. `journey`: of its visitor. `others`: the origins that it needs beside
/// this one.
async fn render_page(
    state: &AppState,
    request: Request,
    page: Option<&Page>,
    data: PageData,
    journey: Option<&Journey>,
    mut others: OtherOrigins,
) -> Response {
    let mut visit = Visit {
        providers: page_data::offered_providers(state).await,
        goes_to: goes_to(state, request.uri(), request.headers(), journey).await,
        ..page_data::visit(state, request.uri(), request.extensions(), request.headers())
    };
    if page.is_some_and(|page| page.path == HOME.path) && visit.user.is_none() && visit.address_note.is_none() {
        visit.address_note = no_administrator::note(&state.has_administrator, &state.accounts, visit.language).await;
    }
    let logos = visit.providers.iter().filter_map(|provider| provider.logo_uri.as_deref());
    let way_on = visit.flash.iter().filter_map(|flash| flash.way_on.as_ref());
    let going = visit.goes_to.iter().chain(way_on.map(|way| &way.goes_to));
    let logos = logos.chain(going.filter_map(|goes_to| goes_to.logo.as_deref()));
    logos::add_pictures(&mut others.pictures, logos);
    let (has_flash, has_draft) = (visit.flash.is_some(), visit.draft.is_some());
    // If the form is to be sent again later (429), the page has the status of the error and `Retry-After`.
    let rejection = visit.flash.as_ref().and_then(|flash| flash.rejection.as_ref());
    let retry_later = rejection.map(|rejection| rejection.error.clone()).filter(|error| error.code.is_wait());
    let status = data.error().map_or(StatusCode::OK, |error| problem::status_of(error.code));

    // Of existing pages only: other addresses have no end.
    let kept_as = page.and_then(|page| StrangerPages::key(page, &visit, &data, request.uri()));
    let content = Content::Page { data, files: files_of(state, page, &visit) };
    let too_many = overflow(state.cookies, request.headers());
    let mut response = render(state, request, visit, content, kept_as, &others).await;
    // Unless rendering has failed.
    if response.status() == StatusCode::OK {
        *response.status_mut() = status;
    }
    // Only if the page shows it: a password link for the page of another account stays in its cookie.
    let shown = [(Name::Flash, has_flash), (Name::Draft, has_draft)].into_iter().filter(|(_, is_shown)| *is_shown);
    response = headers::with_cookies(response, shown.filter_map(|(name, _)| state.cookies.clear(name)).chain(too_many));
    if let Some(error) = retry_later {
        *response.status_mut() = problem::status_of(error.code);
        response.headers_mut().extend(problem::retry_headers(&error));
    }
    response
}

/// What the pages on a journey say of its goal. None if that is a page of this server, or if nothing is verified.
async fn goes_to(state: &AppState, uri: &Uri, headers: &HeaderMap, journey: Option<&Journey>) -> Option<GoesTo> {
    // If the database does not answer, the page opens all the same.
    let behind = match urls::beyond_repair(&urls::handle_in(uri)) {
        Some(next) => journeys::at(state, headers, &next).await.inspect_err(log_cause).ok()?,
        None => None,
    };
    let journey = behind.as_ref().or(journey)?;
    let target = state.accounts.journeys().target(&journey.goal).await.inspect_err(log_cause).ok()?;
    // A request that is refused leads to no client, whatever client it names.
    if matches!((&journey.goal, &target), (Goal::Authorize(_), Target::Gone(_))) {
        return None;
    }
    target.goes_to()
}

/// Middleware that renders errors as pages if a browser displays the response. Those for the browser's code get words in the
/// language of the visitor.
pub async fn render_errors(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let is_displayed = is_displayed(&request);
    let id = request.extensions().get::<RequestId>().copied();
    // Cloned for the error page, because `next.run` consumes the request.
    let (uri, headers) = (request.uri().clone(), request.headers().clone());
    let mut response = next.run(request).await;
    if !is_displayed {
        put_into_words(&state, &uri, &headers, &mut response);
        return response;
    }
    let Some(error) = problem::take_error(&mut response, id) else {
        return response;
    };
    // `authenticate` adds the user to error responses, so that the page has the header of a signed-in user.
    let visitor = response.extensions_mut().remove::<CurrentUser>();
    let page = error_page(&state, uri, headers, visitor, &error).await;
    problem::with_headers_of(response, page, &error)
}

/// Puts the error of a response into words, before it is rendered as JSON.
fn put_into_words(state: &AppState, uri: &Uri, headers: &HeaderMap, response: &mut Response) {
    // `authenticate` adds the user to error responses.
    let language = language::of_request(state, uri, response.extensions(), headers);
    if let Some(error) = problem::take_error(response, None) {
        response.extensions_mut().insert(in_language(language, || error.in_words()));
    }
}

/// Whether a browser displays the response: if it accepts HTML, or for GET requests that do not ask for JSON.
fn is_displayed(request: &Request) -> bool {
    problem::wants_html(request.headers()) || (request.method().is_safe() && !accepts_json(request.headers()))
}

/// Whether the client asks for JSON and not for HTML.
fn wants_json(headers: &HeaderMap) -> bool {
    accepts_json(headers) && !problem::wants_html(headers)
}

fn accepts_json(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok());
    accept.is_some_and(|accept| accept.contains("json"))
}

/// Renders an error page, which is static: it is not hydrated.
async fn error_page(
    state: &AppState,
    uri: Uri,
    headers: HeaderMap,
    visitor: Option<CurrentUser>,
    error: &AppError,
) -> Response {
    // The original request has been consumed. Rendering needs only its URL, headers and user.
    let mut request = Request::new(Body::empty());
    if let Some(visitor) = visitor {
        request.extensions_mut().insert(visitor);
    }
    *request.uri_mut() = uri;
    *request.headers_mut() = headers;
    let mut visit = page_data::visit(state, request.uri(), request.extensions(), request.headers());
    // Both stay in their cookies for the next page, because an error page does not clear them.
    (visit.flash, visit.once) = (None, Once::default());
    visit.draft = None;
    // On the way to an application or a client there are several reasons, which the address alone does not tell.
    let path = request.uri().path();
    let leads_on = path == ENTER || path.starts_with("/oauth/");
    let is_explained = leads_on && matches!(error.code.status(), 400 | 401 | 403);
    let error = ErrorShown {
        code: error.code,
        detail: is_explained.then(|| error.detail.clone()),
        retry_after: problem::retry_after(error),
        request_id: error.request_id.as_deref().map(str::to_owned),
    };
    render(state, request, visit, Content::Error(error), None, &OtherOrigins::default()).await
}

/// The files of the lazy module that a page has for a visitor, and of its texts.
fn files_of(state: &AppState, page: Option<&Page>, visit: &Visit) -> Vec<String> {
    let Some(part) = page.and_then(|page| page.part(visit.user.is_some())) else { return Vec::new() };
    let texts = part.readers().map(|readers| readers.file(visit.language));
    state.assets.files_of(part.name).into_iter().chain(texts).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::App;
    use leptos::prelude::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_router_in_the_browser_has_the_same_pages() {
        let (routes, _) = leptos_axum::generate_route_list_with_exclusions_and_ssg_and_context(
            || view! { <App /> },
            None,
            || provide_context(Visit::default()),
        );
        let routes: BTreeSet<_> = routes.iter().map(|route| route.path().to_owned()).collect();
        assert_eq!(routes, PAGES.iter().map(Page::route).collect());
    }
}
