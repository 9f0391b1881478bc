//! Renders documents with Leptos.

use super::headers;
use super::state::AppState;
use super::stranger_pages::Key;
use crate::shared::page::PageData;
use crate::shared::visit::Visit;
use crate::ui::pages::error::ErrorShown;
use crate::ui::shell::shell;
use axum::extract::Request;
use axum::http::header;
use axum::response::Response;
use leptos::config::LeptosOptions;
use leptos::nonce::Nonce;
use leptos::prelude::*;

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

/// Renders a document, or takes the one that is kept as `kept_as`. `form_targets`: the origins to which its forms may lead.
pub async fn render(
    state: &AppState,
    request: Request,
    visit: Visit,
    content: Content,
    kept_as: Option<Key>,
    form_targets: &[String],
) -> Response {
    let nonce = Nonce::new();
    let mut response = match kept_as {
        Some(key) => match state.stranger_pages.get(&key, &nonce) {
            Some(kept) => kept,
            None => {
                let response = render_with_leptos(state, request, visit, content, nonce.clone()).await;
                state.stranger_pages.keep(key, &nonce, response).await
            }
        },
        None => render_with_leptos(state, request, visit, content, nonce.clone()).await,
    };
    // The nonce is different for each response, so no layer can add this header.
    let policy = headers::page_policy(&nonce, state.assets.are_watched(), form_targets);
    response.headers_mut().extend(policy.map(|policy| (header::CONTENT_SECURITY_POLICY, policy)));
    response
}

async fn render_with_leptos(
    state: &AppState,
    request: Request,
    visit: Visit,
    content: Content,
    nonce: Nonce,
) -> Response {
    let options = LeptosOptions::clone(&state.leptos);
    let files = match &content {
        Content::Page { files, .. } => Some(files.clone()),
        Content::Error(_) => None,
    };
    // Leptos requires `Fn`, which can be called again, so the closure provides clones.
    let context = move || {
        // Replaces the one that Leptos has provided.
        provide_context(nonce.clone());
        provide_context(visit.clone());
        match &content {
            Content::Page { data, .. } => provide_context(data.clone()),
            Content::Error(error) => provide_context(error.clone()),
        }
    };
    let render = leptos_axum::render_app_async_with_context(context, move || shell(options.clone(), files.clone()));
    render(request).await
}
