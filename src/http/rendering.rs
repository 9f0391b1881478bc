//! Renders documents with Leptos, and corrects what it writes against the standard ([decision
//! 64](../../docs/decisions/0064-valid-documents.md)).

use super::compression;
use super::headers::{self, OtherOrigins};
use super::state::AppState;
use super::stranger_pages::Key;
use crate::shared::{PageData, Visit};
use crate::ui::pages::error::ErrorShown;
use crate::ui::shell::shell;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use leptos::nonce::Nonce;
use leptos::prelude::*;
use std::io;

/// What a page depends on besides its address.
pub const VARY: HeaderValue = HeaderValue::from_static("accept-encoding, accept-language, cookie");

/// The content of a document.
#[derive(Clone)]
pub enum Content {
    Page {
        data: PageData,
        /// The files of its lazy module.
        files: Vec<String>,
    },
    Error(ErrorShown),
}

impl Content {
    fn shows_secret(&self) -> bool {
        matches!(self, Self::Page { data, .. } if data.is_secret())
    }
}

/// Renders a document, or takes the one that is kept as `kept_as`. `others`: the origins that it needs beside this one.
pub async fn render(
    state: &AppState,
    request: Request,
    visit: Visit,
    content: Content,
    kept_as: Option<Key>,
    others: &OtherOrigins,
) -> Response {
    let nonce = Nonce::new();
    // What is shown once is a secret, and a page that is never compressed tells nothing about it by its length.
    let shows_secret = visit.once.link.is_some() || visit.once.secret.is_some() || content.shows_secret();
    let is_compressed = compression::is_accepted(request.headers()) && !shows_secret;
    let kept = kept_as.as_ref().and_then(|key| state.stranger_pages.get(key, &nonce, is_compressed));
    let mut response = match (kept, kept_as) {
        (Some(kept), _) => kept,
        (None, key) => {
            let mut response = render_with_leptos(state, request, visit, content, nonce.clone()).await;
            if let Some(key) = key {
                response = state.stranger_pages.keep(key, &nonce, response).await;
            }
            if is_compressed { compressed(state, response).await } else { response }
        }
    };
    response.headers_mut().append(header::VARY, VARY);
    // The nonce is different for each response, so no layer can add this header.
    let policy = headers::page_policy(&nonce, state.assets.are_watched(), others);
    response.headers_mut().extend(policy.map(|policy| (header::CONTENT_SECURITY_POLICY, policy)));
    response
}

async fn compressed(state: &AppState, response: Response) -> Response {
    let (mut head, body) = response.into_parts();
    // The document is complete in memory already.
    let page = to_bytes(body, usize::MAX).await.map_err(io::Error::other);
    match page.and_then(|page| compression::gzip_padded(&page, &*state.entropy)) {
        Ok(page) => {
            head.headers.extend([compression::GZIP]);
            Response::from_parts(head, Body::from(page))
        }
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

async fn render_with_leptos(
    state: &AppState,
    request: Request,
    visit: Visit,
    content: Content,
    nonce: Nonce,
) -> Response {
    let options = state.assets.leptos_options().clone();
    let files = match &content {
        Content::Page { files, .. } => Some(files.clone()),
        Content::Error(_) => None,
    };
    // Leptos requires `Fn`, which can be called again, so the closure provides clones.
    let context = move || {
        // Replaces the one that Leptos has provided.
        provide_context(nonce.clone());
        provide_context(visit.language);
        provide_context(visit.clone());
        match &content {
            Content::Page { data, .. } => provide_context(data.clone()),
            Content::Error(error) => provide_context(error.clone()),
        }
    };
    let render = leptos_axum::render_app_async_with_context(context, move || shell(options.clone(), files.clone()));
    let (head, body) = render(request).await.into_parts();
    // The document is complete in memory already.
    match to_bytes(body, usize::MAX).await {
        Ok(html) => Response::from_parts(head, Body::from(corrected(&String::from_utf8_lossy(&html)))),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// `<!>` marks a place in a view: browsers take it for an empty comment, which it becomes here. The scripts with the embedded values
/// come behind the document: browsers move them to the end of its body, where this puts them.
fn corrected(html: &str) -> String {
    const END: &str = "</body>";
    let html = html.replace("<!>", "<!---->");
    let Some((document, end)) = html.rsplit_once(END) else { return html };
    match end.find("<script") {
        // What is before them stays behind the body, where hydration looks for it.
        Some(scripts) => [document, &end[scripts..], END, &end[..scripts]].concat(),
        None => html,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_become_comments_and_scripts_end_the_body() {
        let html = "<body><p>a<!></p></body><!></html><!><script>x=1</script><!><script>y=1</script>";
        let expected =
            "<body><p>a<!----></p><script>x=1</script><!----><script>y=1</script></body><!----></html><!---->";
        assert_eq!(corrected(html), expected);
        assert_eq!(corrected("<body></body></html>"), "<body></body></html>");
        assert_eq!(corrected("plain"), "plain");
    }
}
