//! The list of all endpoints with their descriptions, and what is made of it: the routes of the API and the OpenAPI document.

use super::api::{Anyone, IF_NONE_MATCH, IfNoneMatch};
use super::openapi::{self, Endpoint, Group, Operation, ServedDocuments, Tag};
use super::{api, metrics, probes};
use crate::shared::AppError;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use std::sync::LazyLock;

/// `/api` and everything below it.
pub fn api_routes() -> Vec<Group> {
    api::routes(api_endpoints())
}

fn api_endpoints() -> Vec<Endpoint> {
    const TAG: &str = "For `If-None-Match`.";
    let document = Endpoint::get("/api/openapi.json", show_document, "getOpenapiDocument", "Read this document")
        .tag(Tag::SERVER)
        .about(
            "The description of the API in OpenAPI 3.1, with the fields of this installation that the caller sees. An access token or \
             an API token is optional: without one, they are those that a registration can have.",
        )
        .header(IF_NONE_MATCH)
        .returns_file("The document.", [("application/json", json!({ "openapi": "3.1.0", "info": {}, "paths": {} }))])
        .with_header("ETag", TAG)
        .done(304, "The client has this document already.")
        .with_header("ETag", TAG);
    let mut endpoints = api::endpoints();
    endpoints.push(document);
    endpoints
}

/// The descriptions of all endpoints, in the order of the document.
fn operations() -> &'static [Operation] {
    static OPERATIONS: LazyLock<Vec<Operation>> = LazyLock::new(|| {
        api_endpoints()
            .into_iter()
            .chain(probes::endpoints())
            .chain(metrics::endpoints())
            .map(Endpoint::operation)
            .collect()
    });
    &OPERATIONS
}

/// The OpenAPI 3.1 document of the API, without the fields of an installation. It is the same for every server of this version.
pub fn document() -> &'static Value {
    static DOCUMENT: LazyLock<Value> = LazyLock::new(|| match openapi::IS_GENERATED {
        true => openapi::document(operations()),
        false => openapi::written(),
    });
    &DOCUMENT
}

/// The document with the fields that the caller sees. It is asked for again each time, because a field may have changed or be gone, and
/// is not sent again if it has not.
async fn show_document(who: Anyone, if_none_match: IfNoneMatch, request: HeaderMap) -> Result<Response, AppError> {
    const JSON: [(HeaderName, HeaderValue); 1] = [(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))];
    static DOCUMENTS: LazyLock<ServedDocuments> = LazyLock::new(ServedDocuments::default);
    let fields = who.accounts.own_fields().described_to(&who.caller).await?;
    let served = DOCUMENTS.with(fields, who.caller.who.is_program(), document());
    let caching = if who.caller.user_id().is_some() { "private, no-cache" } else { "public, no-cache" };
    let headers = [
        (header::CACHE_CONTROL, HeaderValue::from_static(caching)),
        (header::VARY, HeaderValue::from_static("accept-encoding, authorization")),
    ];
    // Weak, because the same document has other bytes when it is compressed.
    let tag = [(header::ETAG, format!("W/{}", served.tag))];
    if if_none_match.has(&served.tag) {
        return Ok((StatusCode::NOT_MODIFIED, headers, tag).into_response());
    }
    let (body, coding) = served.text.for_client(&request);
    let mut response = (headers, JSON, tag, body).into_response();
    response.headers_mut().extend(coding.map(|name| (header::CONTENT_ENCODING, HeaderValue::from_static(name))));
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::openapi::Content;
    use axum::http::Method;
    use std::collections::BTreeSet;

    #[test]
    fn every_operation_is_described_completely() {
        let mut ids = BTreeSet::new();
        for operation in operations() {
            let Operation { id, path, method, summary, successes, .. } = operation;
            assert!(ids.insert(*id), "two operations have the id {id}");
            assert!(id.chars().all(|character| character.is_ascii_alphanumeric()), "{id}");
            assert!(summary.len() > 3 && !summary.ends_with('.'), "{method} {path}: {summary:?}");
            assert!(!successes.is_empty(), "{method} {path} has no successful response");
            for success in successes {
                assert!(matches!(success.status, 200..300 | 304 | 503), "{method} {path}: {}", success.status);
                assert!(success.description.ends_with('.'), "{method} {path}: {:?}", success.description);
                if let Content::Json { example, .. } = &success.content {
                    assert!(example.is_object(), "{method} {path}: the example of {} is {example}", success.status);
                }
            }
        }
    }

    #[test]
    fn every_reference_has_its_definition() {
        let document = document();
        let text = document.to_string();
        let references: BTreeSet<_> =
            text.split("\"$ref\":\"#").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert!(references.len() > 30, "{references:?}");
        for pointer in references {
            assert!(document.pointer(pointer).is_some(), "{pointer}");
        }
    }

    #[test]
    fn every_property_and_parameter_has_a_description_or_a_telling_name() {
        let parameters = document()["paths"].as_object().into_iter().flatten().flat_map(|(_, path)| {
            path.as_object()
                .into_iter()
                .flatten()
                .flat_map(|(_, operation)| operation["parameters"].as_array().cloned())
        });
        for parameter in parameters.flatten() {
            assert!(parameter["description"].as_str().is_some_and(|text| !text.is_empty()), "{parameter}");
            assert_ne!(parameter["schema"]["default"], "", "{parameter}");
        }
    }

    #[test]
    fn no_operation_of_a_method_without_a_body_has_one() {
        for operation in operations() {
            assert!(operation.method != Method::GET || operation.body.is_none(), "{}", operation.path);
        }
    }
}
