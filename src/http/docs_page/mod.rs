//! `/docs`: pages to read the API and to try it, written from the OpenAPI document. `public/docs.js` adds search and sends
//! requests ([decision 40](../../../docs/decisions/0040-api-page.md)). They are in the language of the visitor. What the document says
//! is in English, in elements that say so. [`guides`] has the other documents.

mod contents;
mod guides;
mod operation;
mod schemas;
mod text;
mod trial;

use super::compression;
use super::endpoints::document;
use super::rendering::VARY;
use super::state::AppState;
use crate::accounts::CurrentUser;
use crate::language::{Language, say};
use crate::shared::{AppError, PublicSettings, Theme};
use crate::texts::in_language;
use crate::ui::components::drawings::write_brand;
use crate::ui::components::theme::canvas;
use crate::ui::markup::{Markup, html, write_markup};
use crate::web::cookies::Name;
use crate::web::{language, problem};
use axum::Router;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use contents::{operations_of, write_contents};
use guides::GUIDES;
use operation::write_operation;
use text::write_text;

/// The path of the page with all operations.
pub const PATH: &str = "/docs";
/// The path of the page of an operation.
const ONE: &str = "/docs/{operation}";
/// Files and requests of this origin only.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; \
     base-uri 'none'; object-src 'none'; form-action 'none'; frame-ancestors 'none'",
);
/// The same without a script, and with a form that searches.
const POLICY_OF_GUIDES: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; base-uri 'none'; object-src 'none'; \
     form-action 'self'; frame-ancestors 'none'",
);

/// What a page is about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// The API, with the script that tries it.
    Api,
    /// The other documents, which need no script.
    Guides,
}

pub fn routes() -> Router<AppState> {
    Router::new().route(PATH, get(show_all)).route(ONE, get(show_one)).merge(guides::routes())
}

async fn show_all(State(state): State<AppState>, request: Request) -> Response {
    respond(&state, &request, Place::Api, "API", |page| {
        write_markup!(
            page;
            "<main class=\"page grow docs\" id=\"main\"><div class=\"docs-head\"><h1>API</h1><p class=\"docs-about\">"
            (say::docs_about()) " <a href=\"/api/openapi.json\">" (say::docs_document()) "</a> · <a href=\"/docs/guides\">"
            (say::guides()) "</a></p></div>"
        );
        write_contents(page, document(), &operations_of(document()), None);
        write_markup!(page; "<article id=\"content\" tabindex=\"-1\"><h2>" (say::docs_about_api()) "</h2>");
        write_text(page, document()["info"]["description"].as_str().unwrap_or_default());
        page.add("</article></main>");
    })
}

async fn show_one(
    State(state): State<AppState>,
    Path(id): Path<String>,
    request: Request,
) -> Result<Response, AppError> {
    let operations = operations_of(document());
    let found = operations.iter().find(|operation| operation.id == id);
    let operation = found.ok_or_else(problem::not_found)?;
    let user = request.extensions().get::<CurrentUser>().map(|current| &*current.user);
    let title = format!("{} · API", operation.summary);
    Ok(respond(&state, &request, Place::Api, &title, |page| {
        page.add("<main class=\"page grow docs docs-one\" id=\"main\">");
        write_contents(page, document(), &operations, Some(operation.id));
        write_operation(page, document(), operation, user);
        page.add("</main>");
    }))
}

/// A page with this title, and with what `write_main` writes between its header and its footer.
fn respond(
    state: &AppState,
    request: &Request,
    place: Place,
    title: &str,
    write_main: impl FnOnce(&mut Markup),
) -> Response {
    let theme = state.cookies.read(request.headers(), Name::Theme).map(Theme::parse).unwrap_or_default();
    let is_signed_in = request.extensions().get::<CurrentUser>().is_some();
    let language = language::of_request(state, request.uri(), request.extensions(), request.headers());
    let settings = state.settings(language);
    let look = Look { language, theme, settings, folder: state.assets.folder() };
    let html = in_language(language, || {
        html(|page| {
            look.write_head(page, place, title);
            write_header(page, is_signed_in, place, settings);
            write_main(page);
            if let Some(links) = &settings.links {
                page.add("<footer class=\"foot page\">");
                page.written(links);
                page.add("</footer>");
            }
            page.add("</body></html>");
        })
    });
    let policy = if place == Place::Api { POLICY } else { POLICY_OF_GUIDES };
    let headers = [(header::CONTENT_SECURITY_POLICY, policy), (header::VARY, VARY)];
    if !compression::is_accepted(request.headers()) {
        return (headers, Html(html)).into_response();
    }
    match compression::gzip_padded(html.as_bytes(), &*state.entropy) {
        Ok(compressed) => (headers, [compression::GZIP], Html(compressed)).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// What a page looks like.
struct Look<'a> {
    language: Language,
    theme: Theme,
    settings: &'a PublicSettings,
    /// The path of the assets.
    folder: String,
}

impl Look<'_> {
    fn write_head(&self, page: &mut Markup, place: Place, title: &str) {
        let Self { language, theme, settings, folder } = self;
        let name = settings.name.as_str();
        write_markup!(page; "<!doctype html><html lang=\"" (language.as_str()) "\"");
        if let Some(theme) = theme.attribute() {
            write_markup!(page; " data-theme=\"" (theme) "\"");
        }
        write_markup!(
            page;
            "><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
             <title>" (title) " · " (name) "</title><meta name=\"color-scheme\" content=\"light dark\">\
             <meta name=\"theme-color\" media=\"(prefers-color-scheme: light)\" content=\"" (canvas(*theme, false)) "\">\
             <meta name=\"theme-color\" media=\"(prefers-color-scheme: dark)\" content=\"" (canvas(*theme, true)) "\">\
             <link rel=\"stylesheet\" href=\"" (folder) "/vestibule.css\">\
             <link rel=\"stylesheet\" href=\"" (folder) "/docs.css\">"
        );
        if let Some(own) = &settings.stylesheet {
            write_markup!(page; "<link rel=\"stylesheet\" href=\"" (own) "\">");
        }
        match &settings.icon {
            Some(own) => write_markup!(page; "<link rel=\"icon\" href=\"" (own) "\" type=\"image/png\">"),
            None => {
                write_markup!(page; "<link rel=\"icon\" href=\"" (folder) "/favicon.svg\" type=\"image/svg+xml\">");
            }
        }
        if place == Place::Api {
            write_markup!(page; "<script defer src=\"" (folder) "/docs.js\"");
            write_words(page);
            page.add("></script>");
        }
        page.add("</head>");
    }
}

/// What `docs.js` says, as attributes of its element. A name in braces is what it fills in.
fn write_words(page: &mut Markup) {
    let words = [
        ("none", say::docs_found_none().to_owned()),
        ("found", say::docs_found("{count}")),
        ("valid", say::docs_token_valid("{scopes}", "{until}")),
        ("unreachable", say::docs_unreachable().to_owned()),
        ("expired", say::docs_token_expired().to_owned()),
        ("ended", say::docs_token_ended().to_owned()),
        ("waiting", say::docs_waiting().to_owned()),
        ("answered", say::docs_answered("{ms}", "{status}")),
        ("failed", say::docs_failed("{error}")),
    ];
    for (name, text) in &words {
        write_markup!(page; " data-" (name) "=\"" (text) "\"");
    }
}

fn write_header(page: &mut Markup, is_signed_in: bool, place: Place, settings: &PublicSettings) {
    write_markup!(
        page;
        "<body class=\"flex min-h-dvh flex-col\"><a class=\"skip\" href=\"#content\">" (say::skip_to_content()) "</a>\
         <header class=\"top\"><div class=\"top-row\">"
    );
    write_brand(page, settings.name.as_str(), settings.brand.as_deref());
    let (path, label) = if is_signed_in { ("/account", say::account()) } else { ("/login", say::sign_in()) };
    write_markup!(
        page;
        "<nav aria-label=\"" (say::nav_main()) "\"><a href=\"" (path) "\">" (label) "</a>"
    );
    for (path, label, its_place) in [(PATH, "API", Place::Api), (GUIDES, say::guides(), Place::Guides)] {
        write_markup!(page; "<a href=\"" (path) "\"");
        page.add(if its_place == place { " aria-current=\"page\">" } else { ">" });
        write_markup!(page; (label) "</a>");
    }
    page.add("</nav></div></header>");
}
