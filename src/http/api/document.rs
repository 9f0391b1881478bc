//! `/api/openapi.json`: the description of the API.

use super::super::openapi::{self, Endpoint, Tag};
use axum::{
    body::Bytes,
    http::{HeaderName, HeaderValue, header},
    response::IntoResponse,
};
use serde_json::json;
use std::sync::LazyLock;

pub fn endpoints() -> Vec<Endpoint> {
    let document = Endpoint::get("/api/openapi.json", show, "getOpenapiDocument", "Read this document")
        .tag(Tag::Server)
        .about("The description of the API in OpenAPI 3.1.")
        .returns_file("The document.", [("application/json", json!({ "openapi": "3.1.0", "info": {}, "paths": {} }))]);
    vec![document]
}

async fn show() -> impl IntoResponse {
    const HEADERS: [(HeaderName, HeaderValue); 2] = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
        // Short, because the next version can have another one.
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=300")),
    ];
    static BYTES: LazyLock<Bytes> = LazyLock::new(|| openapi::document().to_string().into());
    (HEADERS, BYTES.clone())
}
