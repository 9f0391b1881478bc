//! Redirects, and pages that a browser shows on the host of an application. They contain their style, because that host has none of
//! our files.

use super::super::state::AppState;
use crate::accounts::User;
use crate::applications::{Address, Origin};
use crate::shared::error::AppError;
use crate::shared::visit::PublicSettings;
use crate::ui::markup::{Markup, write_markup};
use crate::web::problem::{self, Problem};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest as _, Sha256};
use std::sync::LazyLock;

// The colours of the browser are named, because tools that measure contrast take an unnamed background for white.
const STYLE: &str = "html{background:Canvas;color:CanvasText}\
                     body{font:1rem/1.5 system-ui,sans-serif;max-width:32rem;margin:15vh auto;padding:0 1.5rem}\
                     h1{font-size:1.5rem;line-height:1.25}button{font:inherit;padding:.5rem 1.25rem}";

/// The hash of the style in base64.
static STYLE_HASH: LazyLock<String> = LazyLock::new(|| BASE64_STANDARD.encode(Sha256::digest(STYLE)));
/// Of pages without forms.
static POLICY: LazyLock<Option<HeaderValue>> = LazyLock::new(|| policy("'none'"));

/// Allows the style, forms to these targets, and nothing else.
fn policy(form_targets: &str) -> Option<HeaderValue> {
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{}'; base-uri 'none'; form-action {form_targets}; frame-ancestors 'none'",
        *STYLE_HASH
    );
    HeaderValue::from_str(&policy).ok()
}

/// A redirect to an absolute URL.
pub fn redirect(status: StatusCode, url: &str) -> Result<Response, Problem> {
    let location = HeaderValue::from_str(url).map_err(|_| Problem(problem::internal()))?;
    Ok((status, [(header::LOCATION, location)]).into_response())
}

/// A link on a page.
pub struct Link<'a> {
    pub href: &'a str,
    pub text: &'static str,
}

/// An error, which is a page with a link to Vestibule if the client shows pages.
pub fn refused(state: &AppState, headers: &HeaderMap, error: AppError) -> Result<Response, Problem> {
    let issuer = &state.accounts.settings().issuer;
    respond(headers, error, &Link { href: &format!("{issuer}/"), text: "Your applications" })
}

/// An error, which is a page with this link if the client shows pages. An error of the server is always left to the middleware.
pub fn respond(headers: &HeaderMap, error: AppError, link: &Link<'_>) -> Result<Response, Problem> {
    let status = problem::status_of(error.code);
    if !problem::wants_html(headers) || status.is_server_error() {
        return Err(Problem(error));
    }
    let page = Html(write(error.code.title(), &error.detail, link));
    let policy = POLICY.clone().map(|policy| (header::CONTENT_SECURITY_POLICY, policy));
    let mut response = (status, page).into_response();
    response.headers_mut().extend(policy);
    Ok(response)
}

/// What the page that asks before a sign-out shows.
pub struct Question<'a> {
    pub user: &'a User,
    /// The path of the form.
    pub action: &'a str,
    /// Where the page is.
    pub origin: &'a Origin,
    /// Where the sign-out leads, if it is not the root of `origin`.
    pub after: Option<&'a Address>,
}

/// Asks whether the user wants to sign out, with a plain form.
pub fn ask(state: &AppState, question: &Question<'_>) -> Response {
    // Browsers compare the redirects after a form as well. The root of the application leads on to the sign-in page.
    let issuer = &state.accounts.settings().issuer;
    let after = question.after.map(|after| format!(" {}", after.origin)).unwrap_or_default();
    let mut response = Html(write_question(question, &state.settings)).into_response();
    let policy = policy(&format!("'self' {issuer}{after}"));
    response.headers_mut().extend(policy.map(|policy| (header::CONTENT_SECURITY_POLICY, policy)));
    response
}

fn write(title: &str, text: &str, link: &Link<'_>) -> String {
    let mut page = Markup::default();
    write_head(&mut page, title);
    write_markup!(page; "<p>" (text) "</p><p><a href=\"" (link.href) "\">" (link.text) "</a></p></main></body></html>");
    page.into_html()
}

fn write_question(question: &Question<'_>, settings: &PublicSettings) -> String {
    let Question { user, action, origin, .. } = question;
    let installation = settings.name.as_str();
    let mut page = Markup::default();
    write_head(&mut page, "Sign out?");
    write_markup!(
        page;
        "<p>You are signed in as " (&user.username) ". Signing out ends your session here, at " (installation) ", and in all other \
         applications that you have opened with it.</p><form method=\"post\" action=\"" (action) "\"><button>Sign out</button>\
         </form><p><a href=\"" (&format!("{origin}/")) "\">Stay signed in</a></p>"
    );
    page.written(settings.links.as_deref().unwrap_or_default());
    page.add("</main></body></html>");
    page.into_html()
}

/// Everything up to the heading.
fn write_head(page: &mut Markup, title: &str) {
    write_markup!(
        page;
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><title>" (title) "</title><style>"
    );
    page.add(STYLE);
    write_markup!(page; "</style></head><body><main><h1>" (title) "</h1>");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::error::ErrorCode;

    #[test]
    fn the_policy_allows_the_style_of_the_page_and_text_is_escaped() {
        let html = HeaderMap::from_iter([(header::ACCEPT, HeaderValue::from_static("text/html"))]);
        let error = || AppError::new(ErrorCode::Forbidden, "<b>No</b>.");
        let link = Link { href: "https://a.example/\"><script>", text: "Back" };
        let response = respond(&html, error(), &link).unwrap();
        let policy = response.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        let page = write("Title", "<b>No</b>.", &link);
        let style = page.split("<style>").nth(1).unwrap().split("</style>").next().unwrap();
        assert!(policy.contains(&format!("'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(style)))), "{policy}");
        assert!(!policy.contains("unsafe"));
        assert!(!page.contains("<script>") && !page.contains("<b>"), "{page}");
        assert!(respond(&HeaderMap::new(), error(), &link).is_err(), "a program gets JSON");
    }
}
