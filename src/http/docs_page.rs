//! `/docs`: a page to read the API and to try it. The server lists all operations; with JavaScript, a viewer replaces
//! the list. No other page loads the viewer ([decision 40](../../docs/decisions/0040-api-page.md)).

use super::endpoints::document;
use super::state::AppState;
use crate::accounts::CurrentUser;
use crate::shared::visit::{PublicSettings, Theme};
use crate::ui::components::drawings::write_brand;
use crate::ui::components::theme::canvas;
use crate::ui::markup::{Markup, write_markup};
use crate::web::cookies::Name;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use serde_json::Value;

/// The path of the page.
pub const PATH: &str = "/docs";
/// Scripts and requests of this origin only. `data:` is for the icons in the stylesheet of the viewer.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; \
     connect-src 'self'; base-uri 'none'; object-src 'none'; form-action 'none'; frame-ancestors 'none'",
);
/// The members of a path item that are operations.
const METHODS: [&str; 7] = ["get", "post", "put", "patch", "delete", "head", "options"];
/// The heading of operations without a tag.
const UNTAGGED: &str = "Other";

pub fn routes() -> Router<AppState> {
    Router::new().route(PATH, get(show))
}

async fn show(State(state): State<AppState>, request: Request) -> Response {
    let theme = state.cookies.read(request.headers(), Name::Theme).map(Theme::parse).unwrap_or_default();
    let is_signed_in = request.extensions().get::<CurrentUser>().is_some();
    let mut page = Markup::default();
    write_head(&mut page, theme, &state.settings, &format!("/{}", state.leptos.site_pkg_dir));
    write_body(&mut page, is_signed_in, &state.settings, document());
    ([(header::CONTENT_SECURITY_POLICY, POLICY)], Html(page.into_html())).into_response()
}

/// `folder`: the path of the assets.
fn write_head(page: &mut Markup, theme: Theme, settings: &PublicSettings, folder: &str) {
    let name = settings.name.as_str();
    page.add("<!doctype html><html lang=\"en\"");
    if let Some(theme) = theme.attribute() {
        write_markup!(page; " data-theme=\"" (theme) "\"");
    }
    write_markup!(
        page;
        "><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>API · " (name) "</title><meta name=\"color-scheme\" content=\"light dark\">\
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
    write_markup!(
        page;
        "<script defer src=\"" (folder) "/swagger-ui/swagger-ui-bundle.js\"></script>\
         <script defer src=\"" (folder) "/docs.js\"></script></head>"
    );
}

fn write_body(page: &mut Markup, is_signed_in: bool, settings: &PublicSettings, document: &Value) {
    page.add(
        "<body class=\"flex min-h-dvh flex-col\"><a class=\"skip\" href=\"#main\">Skip to content</a>\
         <header class=\"top\"><div class=\"top-row\">",
    );
    write_brand(page, settings.name.as_str(), settings.brand.as_deref());
    page.add("<nav aria-label=\"Main\">");
    page.add(if is_signed_in { "<a href=\"/account\">Account</a>" } else { "<a href=\"/login\">Sign in</a>" });
    page.add(
        "<a href=\"/docs\" aria-current=\"page\">API</a></nav></div></header>\
         <main class=\"page grow\" id=\"main\" tabindex=\"-1\"><h1>API</h1>\
         <p class=\"docs-intro\">All operations of the JSON API. To try them here, select Authorize and enter an \
         access token, such as <code>POST /api/auth/login</code> returns. This page keeps the token only in its memory \
         and forgets it when you reload or leave it. Requests read and change real data. \
         <a href=\"/api/openapi.json\">OpenAPI document</a></p>\
         <h2>Operations</h2><noscript><p class=\"docs-intro\">To try them here, allow JavaScript.</p></noscript>\
         <p class=\"docs-intro\" id=\"docs-status\" role=\"status\"></p>\
         <div id=\"docs-viewer\" data-document=\"/api/openapi.json\">",
    );
    write_operations(page, document);
    page.add("</div></main>");
    if let Some(links) = &settings.links {
        page.add("<footer class=\"foot page\">");
        page.written(links);
        page.add("</footer>");
    }
    page.add("</body></html>");
}

/// The list of all operations by tag.
fn write_operations(page: &mut Markup, document: &Value) {
    let operations = operations_of(document);
    for tag in tags_of(document, &operations) {
        write_markup!(page; "<h3>" (tag) "</h3><ul>");
        for operation in operations.iter().filter(|operation| operation.tag == tag) {
            write_markup!(
                page;
                "<li><code>" (&operation.method) " " (operation.path) "</code> <span>" (operation.summary)
                "</span></li>"
            );
        }
        page.add("</ul>");
    }
}

/// An operation of the OpenAPI document.
struct Operation<'a> {
    method: String,
    path: &'a str,
    summary: &'a str,
    tag: &'a str,
}

fn operations_of(document: &Value) -> Vec<Operation<'_>> {
    let mut operations = Vec::new();
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for method in METHODS {
            let Some(operation) = item.get(method) else { continue };
            operations.push(Operation {
                method: method.to_ascii_uppercase(),
                path,
                summary: operation["summary"].as_str().unwrap_or_default(),
                tag: operation["tags"][0].as_str().unwrap_or(UNTAGGED),
            });
        }
    }
    operations
}

/// The tags that have operations: in the order of the document, then those that it does not list.
fn tags_of<'a>(document: &'a Value, operations: &[Operation<'a>]) -> Vec<&'a str> {
    let listed = document["tags"].as_array().into_iter().flatten().filter_map(|tag| tag["name"].as_str());
    let mut tags = Vec::new();
    for tag in listed.chain(operations.iter().map(|operation| operation.tag)) {
        if !tags.contains(&tag) && operations.iter().any(|operation| operation.tag == tag) {
            tags.push(tag);
        }
    }
    tags
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn list(document: &Value) -> String {
        let mut page = Markup::default();
        write_operations(&mut page, document);
        page.into_html()
    }

    #[test]
    fn operations_are_listed_by_tag_in_the_order_of_the_document() {
        let document = json!({
            "tags": [{"name": "Users"}, {"name": "Empty"}, {"name": "Sessions"}],
            "paths": {
                "/a": {"get": {"tags": ["Sessions"], "summary": "Read"}, "parameters": []},
                "/b": {"post": {"summary": "Add"}, "get": {"tags": ["Users"], "summary": "List"}},
            },
        });
        let expected = "<h3>Users</h3><ul><li><code>GET /b</code> <span>List</span></li></ul>\
                        <h3>Sessions</h3><ul><li><code>GET /a</code> <span>Read</span></li></ul>\
                        <h3>Other</h3><ul><li><code>POST /b</code> <span>Add</span></li></ul>";
        assert_eq!(list(&document), expected);
    }

    #[test]
    fn text_of_the_document_is_escaped() {
        let document = json!({"paths": {"/<b>": {"get": {"tags": ["<i>"], "summary": "a & b"}}}});
        let expected = "<h3>&lt;i&gt;</h3><ul><li><code>GET /&lt;b&gt;</code> <span>a &amp; b</span></li></ul>";
        assert_eq!(list(&document), expected);
    }
}
