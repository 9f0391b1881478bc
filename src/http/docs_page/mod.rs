//! `/docs`: pages to read the API and to try it, written from the OpenAPI document. `public/docs.js` adds search and sends
//! requests ([decision 40](../../../docs/decisions/0040-api-page.md)). [`guides`] has the other documents.

mod contents;
mod guides;
mod operation;
mod schemas;
mod text;
mod trial;

use super::endpoints::document;
use super::state::AppState;
use crate::accounts::CurrentUser;
use crate::language::Language;
use crate::shared::{AppError, PublicSettings, Theme};
use crate::ui::components::drawings::write_brand;
use crate::ui::components::theme::canvas;
use crate::ui::markup::{Markup, write_markup};
use crate::web::cookies::Name;
use crate::web::problem;
use axum::Router;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderValue, header};
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
/// Files and requests of this origin only. The forms of the API are sent by its script, that of the guides by the browser.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; \
     base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'",
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
        page.add(
            "<main class=\"page grow docs\" id=\"main\"><div class=\"docs-head\"><h1>API</h1>\
             <p class=\"docs-about\">All operations of the JSON API. The page of each one says what it needs and \
             answers, and sends requests, which read and change real data. \
             <a href=\"/api/openapi.json\">OpenAPI document</a> · <a href=\"/docs/guides\">Guides</a></p></div>",
        );
        write_contents(page, document(), &operations_of(document()), None);
        page.add("<article id=\"content\" tabindex=\"-1\"><h2>About this API</h2>");
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
    let mut page = Markup::default();
    // The document is in English.
    let settings = state.settings(Language::English);
    let folder = format!("/{}", state.leptos.site_pkg_dir);
    write_head(&mut page, theme, settings, &folder, title);
    if place == Place::Api {
        write_markup!(page; "<script defer src=\"" (&folder) "/docs.js\"></script>");
    }
    page.add("</head>");
    write_header(&mut page, is_signed_in, place, settings);
    write_main(&mut page);
    if let Some(links) = &settings.links {
        page.add("<footer class=\"foot page\">");
        page.written(links);
        page.add("</footer>");
    }
    page.add("</body></html>");
    ([(header::CONTENT_SECURITY_POLICY, POLICY)], Html(page.into_html())).into_response()
}

/// `folder`: the path of the assets.
fn write_head(page: &mut Markup, theme: Theme, settings: &PublicSettings, folder: &str, title: &str) {
    let name = settings.name.as_str();
    page.add("<!doctype html><html lang=\"en\"");
    if let Some(theme) = theme.attribute() {
        write_markup!(page; " data-theme=\"" (theme) "\"");
    }
    write_markup!(
        page;
        "><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>" (title) " · " (name) "</title><meta name=\"color-scheme\" content=\"light dark\">\
         <meta name=\"theme-color\" media=\"(prefers-color-scheme: light)\" content=\"" (canvas(theme, false)) "\">\
         <meta name=\"theme-color\" media=\"(prefers-color-scheme: dark)\" content=\"" (canvas(theme, true)) "\">\
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
}

fn write_header(page: &mut Markup, is_signed_in: bool, place: Place, settings: &PublicSettings) {
    page.add(
        "<body class=\"flex min-h-dvh flex-col\"><a class=\"skip\" href=\"#content\">Skip to content</a>\
         <header class=\"top\"><div class=\"top-row\">",
    );
    write_brand(page, settings.name.as_str(), settings.brand.as_deref());
    page.add("<nav aria-label=\"Main\">");
    page.add(if is_signed_in { "<a href=\"/account\">Account</a>" } else { "<a href=\"/login\">Sign in</a>" });
    for (path, label, is_current) in [(PATH, "API", place == Place::Api), (GUIDES, "Guides", place == Place::Guides)] {
        write_markup!(page; "<a href=\"" (path) "\"");
        page.add(if is_current { " aria-current=\"page\">" } else { ">" });
        write_markup!(page; (label) "</a>");
    }
    page.add("</nav></div></header>");
}
