//! Writes the OpenAPI document.

use super::{
    errors,
    operation::{Content, Operation, RequestBody, Success, Tag},
    operations,
    parameters::parameters,
};
use crate::budgets::RateLimits;
use schemars::{SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value, json};
use std::sync::LazyLock;

const ABOUT: &str = "\
Accounts, sign-in and sessions for an application.

**Authentication.** Sign in with `POST /api/auth/login`, then send the access token in `Authorization: Bearer <token>`. It lives \
15 minutes; `POST /api/auth/refresh` returns new tokens. Programs use an API token (`vst_…`) in place of the access token. The \
API never reads or sets a cookie.

**Bodies** are JSON objects in UTF-8 of at most 64 KiB. Unknown fields are ignored, except in requests that change many \
accounts. Times are RFC 3339 in UTC.

**Errors** are `application/problem+json` (RFC 9457) with a stable `code`. Any endpoint can answer 429 with `Retry-After` and \
`RateLimit`, and 503 with `Retry-After`.

**Rate limits.** `x-rate-limit` names the budget that a request of a signed-in account is charged to; other requests are charged \
to the network that they come from.

**Repeating a request.** Endpoints with the header `Idempotency-Key` execute the same request with the same key once. For 24 \
hours it gets the same response again, with `Idempotency-Replayed: true`.

**Methods.** Each `GET` endpoint also answers `HEAD`, and each path answers `OPTIONS` with the header `Allow`.

**Compatibility.** Within a major version, fields and endpoints are added, but not removed or changed in meaning. An endpoint that \
will be removed answers with the headers `Deprecation` and `Sunset` for at least six months.";

/// The OpenAPI 3.1 document of the API. It is the same for every server of this version.
pub fn document() -> &'static Value {
    static DOCUMENT: LazyLock<Value> = LazyLock::new(write);
    &DOCUMENT
}

fn write() -> Value {
    // The same types can have different schemas when they are read and when they are written.
    let settings = || SchemaSettings::draft2020_12().with(|to| to.definitions_path = "/components/schemas".into());
    let mut read = settings().for_deserialize().into_generator();
    let mut written = settings().for_serialize().into_generator();
    let mut paths = Map::new();
    for operation in operations() {
        let path = paths.entry(operation.path).or_insert_with(|| json!({}));
        path[operation.method.as_str().to_ascii_lowercase()] = describe(operation, &mut read, &mut written);
    }
    let mut schemas = read.take_definitions(true);
    schemas.extend(written.take_definitions(true));
    schemas.insert("Problem".to_owned(), errors::problem());
    let tags = Tag::ALL.map(|tag| json!({ "name": tag.name(), "description": tag.description() }));
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Vestibule",
            "version": env!("CARGO_PKG_VERSION"),
            "description": ABOUT,
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "tags": tags,
        "paths": paths,
        "components": {
            "securitySchemes": {
                "bearer": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "An access token of a sign-in, or an API token (`vst_…`).",
                },
            },
            "headers": headers(),
            "examples": errors::examples(),
            "schemas": schemas,
        },
    })
}

fn headers() -> Value {
    let header = |description: &str, example: Value| {
        let kind = if example.is_number() { "integer" } else { "string" };
        json!({ "description": description, "schema": { "type": kind }, "example": example })
    };
    json!({
        "X-Request-Id": header("The id of the request in the server's log.", json!("0192f3a1-7b2c-7def-8123-456789abcdef")),
        "WWW-Authenticate": header("How to authenticate (RFC 6750).", json!("Bearer realm=\"vestibule\"")),
        "Retry-After": header("Seconds to wait before trying again.", json!(2)),
        "RateLimit": header("The state of the exceeded budget.", json!("\"change\";r=0;t=2")),
        "RateLimit-Policy": header("The exceeded budget.", json!("\"change\";q=120;w=60")),
    })
}

fn describe(operation: &Operation, read: &mut SchemaGenerator, written: &mut SchemaGenerator) -> Value {
    let mut responses = errors::responses(operation);
    // Last, because a health check has a 503 that is no error.
    for success in &operation.successes {
        responses.insert(success.status.to_string(), response(success, written));
    }
    let mut described = json!({
        "operationId": operation.id,
        "tags": [operation.tag.name()],
        "summary": operation.summary,
        "description": description(operation),
        "security": security(operation),
        "parameters": parameters(operation, read),
        "responses": responses,
        "x-rate-limit": operation.budget.as_str(),
    });
    if let Some(body) = &operation.body {
        described["requestBody"] = request_body(body, read);
    }
    described
}

/// The description, who may call the endpoint, and the budget.
fn description(operation: &Operation) -> String {
    let mut sentences = vec![operation.description, operation.access.description()];
    sentences.retain(|sentence| !sentence.is_empty());
    let mut text = sentences.join("\n\n");
    if operation.access.needs_token() {
        let scopes = operation.scopes.iter().map(|scope| format!("`{scope}`")).collect::<Vec<_>>().join(" or ");
        text += &match scopes.as_str() {
            "" => " API tokens are refused.".to_owned(),
            scopes => format!(" An API token needs the scope {scopes}."),
        };
        let rate = RateLimits::default().of(operation.budget);
        text += &format!(" Charged to the budget `{}`: {rate} by default.", operation.budget.as_str());
    }
    text
}

fn security(operation: &Operation) -> Value {
    if !operation.access.needs_token() {
        return json!([]);
    }
    json!([{ "bearer": operation.scopes }])
}

fn request_body(body: &RequestBody, generator: &mut SchemaGenerator) -> Value {
    match body {
        RequestBody::Json { schema, example, is_required } => json!({
            "required": is_required,
            "content": { "application/json": { "schema": schema(generator), "example": example } },
        }),
        RequestBody::File { media_types, description } => json!({
            "required": true,
            "description": description,
            "content": file(media_types),
        }),
    }
}

fn response(success: &Success, generator: &mut SchemaGenerator) -> Value {
    let mut headers = Map::new();
    headers.insert("X-Request-Id".to_owned(), errors::header("X-Request-Id"));
    for (name, description) in &success.headers {
        headers.insert((*name).to_owned(), json!({ "description": description, "schema": { "type": "string" } }));
    }
    let mut response = json!({ "description": success.description, "headers": headers });
    match &success.content {
        Content::Nothing => {}
        Content::Json { schema, example } => {
            response["content"] = json!({ "application/json": { "schema": schema(generator), "example": example } });
        }
        Content::File { examples } => response["content"] = examples.iter().map(file_example).collect(),
    }
    response
}

/// The body of a request. OpenAPI 3.1 needs no schema for it, but some client generators do.
fn file(media_types: &[&str]) -> Map<String, Value> {
    let bytes = json!({ "schema": { "type": "string", "format": "binary" } });
    media_types.iter().map(|media_type| ((*media_type).to_owned(), bytes.clone())).collect()
}

fn file_example((media_type, example): &(&'static str, Value)) -> (String, Value) {
    let kind = if example.is_object() { "object" } else { "string" };
    ((*media_type).to_owned(), json!({ "schema": { "type": kind }, "example": example }))
}

#[cfg(test)]
mod tests {
    use super::*;
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
