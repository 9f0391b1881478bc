//! `/dev/mail`: the messages of a development server, which writes them to files instead of sending them. In production, and
//! with `SMTP_URL`, these routes do not exist: everybody on the machine of the server can read the links in the messages.

use super::origin::require_this_machine;
use super::state::AppState;
use crate::mail::{Preview, Previews};
use crate::shared::AppError;
use crate::ui::markup::{Markup, write_markup};
use crate::web::problem;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::middleware::from_fn;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Router};
use std::io;
use uuid::Uuid;

/// For the list and the page of a message, which have no scripts.
const PAGE_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; frame-src 'self'; base-uri 'none'; \
     form-action 'none'; frame-ancestors 'none'",
);
/// For the HTML of a message in its frame: it has styles of its own and contains the logo, and its links open in the window of the
/// page.
const MESSAGE_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; \
     sandbox allow-top-navigation-by-user-activation",
);

pub fn routes(previews: Previews) -> Router<AppState> {
    Router::new()
        .route("/dev/mail", get(list))
        .route("/dev/mail/{id}", get(show))
        .route("/dev/mail/{id}/html", get(show_html))
        .layer(Extension(previews))
        .layer(from_fn(require_this_machine))
}

async fn list(State(state): State<AppState>, Extension(previews): Extension<Previews>) -> Result<Response, AppError> {
    let messages = previews.newest().await.map_err(|error| unreadable(&error))?;
    let mut page = begin(&state, "Messages");
    if messages.is_empty() {
        page.add("<p>No message yet.</p>");
    } else {
        // No table: on a phone its columns would be too narrow.
        page.add("<ul class=\"devices\">");
        for (id, message) in &messages {
            write_markup!(
                page;
                "<li><div><p><a href=\"/dev/mail/" (&id.to_string()) "\">" (&message.subject) "</a></p><small>"
                (&message.recipient) " · " (&message.created_at.minute_in_words()) "</small></div></li>"
            );
        }
        page.add("</ul>");
    }
    Ok(finish(page))
}

async fn show(
    State(state): State<AppState>,
    Extension(previews): Extension<Previews>,
    Path(id): Path<String>,
) -> Result<Response, AppError> {
    let message = find(&previews, &id).await?;
    let mut page = begin(&state, &message.subject);
    write_markup!(
        page;
        "<p><a href=\"/dev/mail\">All messages</a></p>\
         <iframe title=\"HTML\" sandbox=\"allow-top-navigation-by-user-activation\" class=\"w-full\" height=\"640\" src=\"/dev/mail/"
        (&id) "/html\"></iframe><h2>Text</h2><pre class=\"overflow-x-auto\">" (&message.text)
        "</pre><h2>Headers</h2><pre class=\"overflow-x-auto\">" (&message.headers) "</pre>"
    );
    Ok(finish(page))
}

async fn show_html(Extension(previews): Extension<Previews>, Path(id): Path<String>) -> Result<Response, AppError> {
    let message = find(&previews, &id).await?;
    // Without it, links would open inside the frame, where pages refuse to be shown.
    let html = message.html.replacen("<head>", "<head>\n<base target=\"_top\">", 1);
    Ok(([(header::CONTENT_SECURITY_POLICY, MESSAGE_POLICY)], Html(html)).into_response())
}

async fn find(previews: &Previews, id: &str) -> Result<Preview, AppError> {
    // Only the canonical spelling, which is part of the page.
    let id = id.parse::<Uuid>().ok().filter(|parsed| parsed.to_string() == id).ok_or_else(problem::not_found)?;
    previews.find(id).await.map_err(|error| unreadable(&error))?.ok_or_else(problem::not_found)
}

fn unreadable(error: &io::Error) -> AppError {
    tracing::warn!(%error, "the messages cannot be read");
    problem::internal()
}

fn begin(state: &AppState, title: &str) -> Markup {
    let mut page = Markup::default();
    write_markup!(
        page;
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>" (title)
        " · Development mail</title><link rel=\"stylesheet\" href=\"" (&format!("{}/vestibule.css", state.assets.folder()))
        "\"></head><body><main class=\"page grid grid-cols-1 gap-6\"><h1>" (title) "</h1>"
    );
    page
}

fn finish(mut page: Markup) -> Response {
    page.add("</main></body></html>");
    ([(header::CONTENT_SECURITY_POLICY, PAGE_POLICY)], Html(page.into_html())).into_response()
}
