//! Writes the OpenAPI document.

use super::{Content, Operation, RequestBody, Success, Tag, errors};
use crate::budgets::RateLimits;
use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

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

/// The example of an id.
const ID: &str = "0192f3a1-7b2c-7def-8123-456789abcdef";

/// The OpenAPI 3.1 document of these operations.
pub fn document(operations: &[Operation]) -> Value {
    // The same types can have different schemas when they are read and when they are written.
    let settings = || SchemaSettings::draft2020_12().with(|to| to.definitions_path = "/components/schemas".into());
    let mut read = settings().for_deserialize().with_transform(RecursiveTransform(without_null)).into_generator();
    let mut written = settings().for_serialize().into_generator();
    let mut paths = Map::new();
    for operation in operations {
        let path = paths.entry(operation.path).or_insert_with(|| json!({}));
        path[operation.method.as_str().to_ascii_lowercase()] = describe(operation, &mut read, &mut written);
    }
    let mut schemas = read.take_definitions(true);
    schemas.extend(written.take_definitions(true));
    schemas.insert("Problem".to_owned(), errors::problem());
    let tags = Tag::ALL.map(|tag| json!({ "name": tag.name, "description": tag.description }));
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
            "examples": errors::examples(operations),
            "schemas": schemas,
        },
    })
}

/// Removes the default null. It only says that a field is missing, and would not fit the schema of a required one.
fn without_null(schema: &mut Schema) {
    if schema.get("default") == Some(&Value::Null) {
        schema.remove("default");
    }
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
        "tags": [operation.tag.name],
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

/// The parameters of an operation: those in its path, its query and its headers.
fn parameters(operation: &Operation, generator: &mut SchemaGenerator) -> Vec<Value> {
    let mut parameters: Vec<_> = path_parameters(operation.path).collect();
    if let Some(query) = operation.query {
        let described = query_parameters(&query(generator), generator);
        let is_used = |parameter: &Value| !operation.unused.iter().any(|name| parameter["name"] == *name);
        parameters.extend(described.into_iter().filter(is_used));
    }
    parameters.extend(operation.headers.iter().map(|header| {
        json!({
            "name": header.name,
            "in": "header",
            "description": header.description,
            "schema": { "type": "string", "pattern": header.pattern },
            "example": header.example,
        })
    }));
    parameters
}

fn path_parameters(path: &'static str) -> impl Iterator<Item = Value> {
    let names = path.split('{').skip(1).filter_map(|rest| rest.split('}').next());
    names.map(move |name| {
        let id = json!({ "type": "string", "format": "uuid" });
        let (description, schema, example) = match name {
            "name" if path.starts_with("/api/applications/") => {
                let name = json!({ "type": "string", "pattern": "^[a-z0-9][a-z0-9-]{0,62}$" });
                ("The name of an application.", name, "journal")
            }
            "name" if path.starts_with("/api/providers/") => {
                let name = json!({ "type": "string", "pattern": "^[a-z0-9][a-z0-9-]{0,62}$" });
                ("The name of a provider.", name, "company")
            }
            "name" if path.starts_with("/api/fields/") => {
                let name = json!({ "type": "string", "pattern": "^[a-z0-9][a-z0-9_-]{0,62}$" });
                ("The name of a field.", name, "department")
            }
            "name" => {
                let name = json!({ "type": "string", "pattern": "^[a-z0-9][a-z0-9_-]{0,62}$" });
                ("The name of a group.", name, "editors")
            }
            "version" => {
                let version = json!({ "type": "string", "pattern": "^[1-9][0-9]{0,17}$" });
                ("The number of a version of terms.", version, "3")
            }
            "id" => ("The id of an account.", id, ID),
            "session_id" => ("The id of a session.", id, ID),
            "token_id" => ("The id of an API token.", id, ID),
            "passkey_id" => ("The id of a passkey.", id, ID),
            "identity" => ("The id of a linked account.", id, ID),
            "client" => ("The id of a client.", json!({ "type": "string", "minLength": 1, "maxLength": 2048 }), "wiki"),
            "client_id" => {
                // As in `ClientId`.
                let id = json!({ "type": "string", "pattern": "^[!-~]{1,255}$" });
                ("The id of a client.", id, "wiki")
            }
            "secret" => ("The id of a secret of a client.", id, ID),
            "refusal" => ("The id of a refusal.", id, ID),
            "program" => {
                let program = json!({ "type": "string", "pattern": "^[a-z0-9][a-z0-9-]{0,62}$" });
                ("The id of a program that is known, or `another`.", program, "grafana")
            }
            "bulk_id" => ("The id of a bulk change.", id, ID),
            _ => ("", id, ID),
        };
        json!({
            "name": name,
            "in": "path",
            "required": true,
            "description": description,
            "schema": schema,
            "example": example,
        })
    })
}

/// A parameter for each property of a schema, which is a reference to a definition. Removes the definition: nothing else refers
/// to it, and client generators would make a useless type of it.
fn query_parameters(schema: &Schema, generator: &mut SchemaGenerator) -> Vec<Value> {
    let name = schema.get("$ref").and_then(Value::as_str).and_then(|path| path.rsplit('/').next());
    let definition = name.and_then(|name| generator.definitions_mut().remove(name));
    let properties = definition.as_ref().and_then(|definition| definition["properties"].as_object());
    let parameter = |(name, property): (&String, &Value)| {
        let mut schema = property.clone();
        let mut take = |key: &str| schema.as_object_mut().and_then(|schema| schema.remove(key));
        let (description, example) = (take("description"), take("example"));
        // An empty text, or null, means that the parameter is missing. It would not fit the schema of most parameters.
        if property["default"] == "" || property["default"].is_null() {
            take("default");
        }
        // Forms send a field that is not filled in as an empty value.
        let mut parameter = json!({ "name": name, "in": "query", "schema": schema, "allowEmptyValue": true });
        for (key, value) in [("description", description), ("example", example)] {
            if let Some(value) = value {
                parameter[key] = value;
            }
        }
        parameter
    };
    properties.into_iter().flatten().map(parameter).collect()
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
