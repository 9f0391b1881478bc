//! What a form is answered with whose answer leads away from the pages of this server
//! ([decision 82](../../docs/decisions/0082-answers-that-lead-away.md)).
//!
//! Chromium holds every redirect after a form against `form-action` of the page with the form, also those that others add: that of a
//! client which leads on from its callback, to another host or to an app. Nobody here knows these, and the person would see the same
//! page again, without a word, while the client has its answer already. So the form is answered by a page, which is where a form ends,
//! and that page leads on by itself. Where it leads is no part of a form any more, and every page that has a form keeps
//! `form-action 'self'`.

use super::host_look::Forms;
use super::state::AppState;
use crate::language::{Language, say};
use crate::ui::markup::{Markup, write_markup};
use crate::ui::routes::Page;
use crate::web::language;
use crate::web::problem::wants_html;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::Response;

/// Middleware of all routes with forms of pages.
pub async fn after_forms(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let language = may_end_a_form(&request).then(|| language_of(&state, request.uri(), request.headers()));
    let response = next.run(request).await;
    match language {
        Some(language) => in_place_of_redirect(&state, language, response),
        None => response,
    }
}

/// The same for a form of a page that is not behind these layers. Programs get their redirect.
pub fn after_form(state: &AppState, uri: &Uri, headers: &HeaderMap, response: Response) -> Response {
    match wants_html(headers) {
        true => in_place_of_redirect(state, language_of(state, uri, headers), response),
        false => response,
    }
}

/// Whether a browser may have been led here by a form of this origin. Scripts ask for JSON, and go on by themselves.
fn may_end_a_form(request: &Request) -> bool {
    let headers = request.headers();
    let is_possible = match *request.method() {
        Method::POST => true,
        // A form has led back to a page, such as the sign-in page, which leads on whoever has signed in meanwhile in another tab.
        Method::GET => is_from_own_page(headers) && Page::at(request.uri().path()).is_some(),
        _ => false,
    };
    is_possible && wants_html(headers)
}

fn is_from_own_page(headers: &HeaderMap) -> bool {
    headers.get("sec-fetch-site").is_some_and(|site| site == "same-origin")
}

fn language_of(state: &AppState, uri: &Uri, headers: &HeaderMap) -> Language {
    language::of_visitor(state, None, uri, headers)
}

/// Another response stays as it is. The page has the cookies of the redirect, and its other headers.
fn in_place_of_redirect(state: &AppState, language: Language, response: Response) -> Response {
    let Some(location) = leads_away(&response) else { return response };
    let Ok(refresh) = HeaderValue::from_str(&format!("0; url={location}")) else { return response };
    let write = |out: &mut Markup| write_way_on(out, &location);
    let page = state.host_page(language, |look| look.page(say::lead_on_title(), Forms::None, write));
    let (mut parts, _) = response.into_parts();
    let (page, body) = page.into_parts();
    parts.status = StatusCode::OK;
    for replaced in [header::LOCATION, header::CONTENT_LENGTH] {
        parts.headers.remove(replaced);
    }
    // Replaces headers that both have, such as `Content-Type`.
    parts.headers.extend(page.headers);
    // Browsers follow it without JavaScript, and put what it leads to in the place of this page in their history.
    parts.headers.insert(header::REFRESH, refresh);
    Response::from_parts(parts, body)
}

/// Where a redirect leads, unless to a page of this server, where a form may end. Other addresses of this server lead on elsewhere, as
/// the authorization endpoint does, or belong to an application.
fn leads_away(response: &Response) -> Option<String> {
    let location = response.headers().get(header::LOCATION)?.to_str().ok()?;
    (response.status().is_redirection() && Page::at(location).is_none()).then(|| location.to_owned())
}

/// The link is for browsers that do not go on by themselves, or open an app only when somebody has asked for it.
fn write_way_on(out: &mut Markup, location: &str) {
    write_markup!(
        out;
        "<p>" (say::lead_on_about()) "</p><p><a href=\"" (location) "\">" (say::lead_on()) "</a></p>"
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::markup::html;
    use axum::body::Body;
    use axum::response::IntoResponse;

    fn redirect(location: &'static str) -> Response {
        (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response()
    }

    #[test]
    fn only_pages_of_this_server_end_a_form() {
        for page in ["/account", "/", "/login?next=%2Foauth%2Fauthorize%3Fa", "/account/security#codes"] {
            assert_eq!(leads_away(&redirect(page)), None, "{page}");
        }
        for elsewhere in [
            "https://wiki.example.com/callback?code=a",
            "https://id.example.com/account",
            "com.example.app:/callback?code=a",
            "/oauth/authorize?vestibule_request=a",
            "/auth/enter?to=https%3A%2F%2Fjournal.example.com%2F",
            "/auth/with/google",
            "/shop/cart",
            "//evil.example/account",
        ] {
            assert_eq!(leads_away(&redirect(elsewhere)).as_deref(), Some(elsewhere));
        }
        let created = (StatusCode::CREATED, [(header::LOCATION, "/api/users/1")]).into_response();
        assert_eq!(leads_away(&created), None);
        assert_eq!(leads_away(&StatusCode::OK.into_response()), None);
    }

    #[test]
    fn forms_and_pages_that_forms_lead_back_to_are_watched() {
        for (method, path, accept, site, expected) in [
            (Method::POST, "/actions/login", "text/html", "", true),
            (Method::POST, "/actions/login", "application/json", "same-origin", false),
            (Method::GET, "/login?next=%2Faccount", "text/html", "same-origin", true),
            // An application, or a client, sends somebody here.
            (Method::GET, "/login?next=%2Faccount", "text/html", "cross-site", false),
            (Method::GET, "/auth/with/google", "text/html", "same-origin", false),
            (Method::HEAD, "/login", "text/html", "same-origin", false),
        ] {
            let request = axum::http::Request::builder().method(method.clone()).uri(path);
            let request = request.header("accept", accept).header("sec-fetch-site", site);
            let request = request.body(Body::empty()).unwrap();
            assert_eq!(may_end_a_form(&request), expected, "{method} {path} {accept} {site}");
        }
    }

    #[test]
    fn the_address_is_escaped() {
        let link = html(|out| write_way_on(out, "https://a.example/?b='\"><script>&c"));
        assert!(link.contains("<a href=\"https://a.example/?b=&#39;&quot;&gt;&lt;script&gt;&amp;c\">"), "{link}");
    }
}
