//! The error responses of an operation.

use super::{Access, Operation, RequestBody, examples};
use crate::shared::{ErrorCode, Level, Method};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The errors that any endpoint can return.
const ALWAYS: [ErrorCode; 5] = [
    ErrorCode::RequestTimeout,
    ErrorCode::TooManyRequests,
    ErrorCode::Internal,
    ErrorCode::Overloaded,
    ErrorCode::Unavailable,
];
const OF_TOKENS: [ErrorCode; 5] = [
    ErrorCode::TokenMissing,
    ErrorCode::TokenMalformed,
    ErrorCode::TokenExpired,
    ErrorCode::TokenRevoked,
    ErrorCode::TokenInvalid,
];
const OF_BODIES: [ErrorCode; 3] = [ErrorCode::Malformed, ErrorCode::PayloadTooLarge, ErrorCode::UnsupportedMediaType];

/// The whole body is compared, also of endpoints that have none.
const OF_IDEMPOTENCY_KEYS: [ErrorCode; 5] = [
    ErrorCode::ValidationFailed,
    ErrorCode::IdempotencyKeyReused,
    ErrorCode::Malformed,
    ErrorCode::RequestTimeout,
    ErrorCode::PayloadTooLarge,
];

/// All error codes of an operation: its own, and those that follow from its access, parameters and body.
pub fn codes_of(operation: &Operation) -> Vec<ErrorCode> {
    let mut codes = operation.errors.to_vec();
    codes.extend(ALWAYS);
    if operation.access.needs_token() {
        codes.extend(OF_TOKENS);
        codes.extend([ErrorCode::TokenScope, ErrorCode::SecondFactorMissing]);
    }
    if operation.asks {
        codes.push(ErrorCode::StepUpRequired);
    }
    if operation.access == Access::TokenHolder {
        codes.extend([ErrorCode::TokenMissing, ErrorCode::TokenMalformed, ErrorCode::TokenInvalid]);
    }
    if operation.access == Access::Administrator {
        codes.push(ErrorCode::Forbidden);
    }
    if operation.access == Access::LinkHolder {
        codes.push(ErrorCode::LinkInvalid);
    }
    if operation.path.contains('{') {
        codes.push(ErrorCode::NotFound);
    }
    if operation.query.is_some() {
        codes.extend([ErrorCode::Malformed, ErrorCode::ValidationFailed]);
    }
    if operation.is_idempotent() {
        codes.extend(OF_IDEMPOTENCY_KEYS);
    }
    match operation.body {
        Some(RequestBody::Json { .. }) => {
            codes.extend(OF_BODIES);
            codes.push(ErrorCode::ValidationFailed);
        }
        Some(RequestBody::File { .. }) => codes.extend(OF_BODIES),
        None => {}
    }
    // In the order of their declaration, which is that of their statuses.
    ErrorCode::ALL.iter().copied().filter(|code| codes.contains(code)).collect()
}

/// The error responses of an operation, one for each status.
pub fn responses(operation: &Operation) -> Map<String, Value> {
    let mut by_status: BTreeMap<u16, Vec<ErrorCode>> = BTreeMap::new();
    for code in codes_of(operation) {
        by_status.entry(code.status()).or_default().push(code);
    }
    by_status.into_iter().map(|(status, codes)| (status.to_string(), response(status, &codes))).collect()
}

fn response(status: u16, codes: &[ErrorCode]) -> Value {
    let names = codes.iter().map(|code| format!("`{}`", code.as_str())).collect::<Vec<_>>().join(", ");
    let examples: Map<_, _> = codes
        .iter()
        .map(|code| {
            let name = code.as_str();
            (name.to_owned(), json!({ "$ref": format!("#/components/examples/{name}") }))
        })
        .collect();
    let mut headers = Map::new();
    let mut add = |name: &str| headers.insert(name.to_owned(), header(name));
    add("X-Request-Id");
    match status {
        401 => drop(add("WWW-Authenticate")),
        429 => ["Retry-After", "RateLimit", "RateLimit-Policy"].into_iter().for_each(|name| drop(add(name))),
        503 => drop(add("Retry-After")),
        _ => {}
    }
    json!({
        "description": names,
        "headers": headers,
        "content": {
            "application/problem+json": {
                "schema": { "$ref": "#/components/schemas/Problem" },
                "examples": examples,
            },
        },
    })
}

/// A reference to the description of a header.
pub fn header(name: &str) -> Value {
    json!({ "$ref": format!("#/components/headers/{name}") })
}

/// An example of a response with each error of these operations. Some errors exist on pages only.
pub fn examples(operations: &[Operation]) -> Map<String, Value> {
    let used: Vec<_> = operations.iter().flat_map(codes_of).collect();
    let used = ErrorCode::ALL.iter().filter(|code| used.contains(code));
    used.map(|code| (code.as_str().to_owned(), example(*code))).collect()
}

fn example(code: ErrorCode) -> Value {
    let mut problem = json!({
        "type": format!("urn:vestibule:error:{}", code.as_str()),
        "title": code.title(),
        "status": code.status(),
        "detail": code.title(),
        "code": code.as_str(),
        "request_id": "0192f3a1-7b2c-7def-8123-456789abcdef",
    });
    let errors = match code {
        ErrorCode::ValidationFailed => Some(("email", "invalid", "Enter an email address such as ada@example.org.")),
        ErrorCode::UsernameTaken => Some(("username", "taken", "This username is taken. Choose another one.")),
        ErrorCode::EmailTaken => Some(("email", "taken", "An account with this address exists. Sign in instead.")),
        ErrorCode::FieldTaken => Some(("fields.number", "taken", "Another account has this value.")),
        ErrorCode::GroupTaken => Some(("name", "taken", "There is a group with this name. Choose another one.")),
        ErrorCode::ApplicationTaken => Some(("name", "taken", "This name is taken. Choose another one.")),
        _ => None,
    };
    if let Some((field, code, message)) = errors {
        problem["errors"] = json!([{ "field": field, "code": code, "message": message }]);
    }
    if matches!(code.status(), 429 | 503) {
        problem["retry_after"] = json!(2);
    }
    if code == ErrorCode::SecondFactorRequired
        && let (Value::Object(problem), Value::Object(pending)) = (&mut problem, json!(examples::pending()))
    {
        problem.extend(pending);
    }
    json!({ "summary": code.title(), "value": problem })
}

/// The schema of errors.
pub fn problem() -> Value {
    let codes: Vec<_> = ErrorCode::ALL.iter().map(|code| code.as_str()).collect();
    let methods = Method::ALL.map(Method::as_str);
    let factors: Vec<_> = Level::ALL.into_iter().filter_map(Level::factor).collect();
    json!({
        "type": "object",
        "description": "An error (RFC 9457).",
        "required": ["type", "title", "status", "detail", "code"],
        "properties": {
            "type": { "type": "string", "description": "`urn:vestibule:error:` and the code." },
            "title": { "type": "string", "description": "A summary, the same for every occurrence." },
            "status": { "type": "integer", "minimum": 400, "maximum": 599 },
            "detail": { "type": "string", "description": "What happened, and how to fix it. For people." },
            "code": { "type": "string", "enum": codes, "description": "Stable: programs may rely on it." },
            "request_id": { "type": "string", "format": "uuid", "description": "Finds the request in the server's log." },
            "errors": {
                "type": "array",
                "description": "All invalid fields at once.",
                "items": {
                    "type": "object",
                    "required": ["field", "code", "message"],
                    "properties": {
                        "field": { "type": "string" },
                        "code": { "type": "string", "description": "Stable, in snake_case." },
                        "message": { "type": "string", "description": "A sentence that says how to fix it." },
                    },
                },
            },
            "retry_after": { "type": "integer", "minimum": 1, "description": "Seconds to wait before trying again." },
            "factor": {
                "type": "string",
                "enum": factors,
                "description": "With `step_up_required`: what the proof needs beside the password. Missing: nothing.",
            },
            "max_age": {
                "type": "integer",
                "minimum": 0,
                "description": "With `step_up_required`: how old the proof may be, in seconds. Missing: as old as the session.",
            },
            "pending_token": {
                "type": "string",
                "description": "With `second_factor_required`: completes the sign-in, with a code or a passkey.",
            },
            "methods": {
                "type": "array",
                "description": "With `second_factor_required`: what the account can complete it with.",
                "items": { "type": "string", "enum": methods },
            },
            "expires_in": {
                "type": "integer",
                "minimum": 0,
                "description": "With `second_factor_required`: in how many seconds the sign-in is over.",
            },
        },
    })
}
