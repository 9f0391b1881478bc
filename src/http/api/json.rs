//! JSON bodies of requests and responses. Errors about invalid JSON do not quote it, because it may contain a password.

use super::super::bodies;
use crate::language::{Message, message};
use crate::shared::{AppError, ErrorCode};
use crate::web::problem;
use axum::body::HttpBody as _;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::error::Category;

/// The initial capacity of a body: a typical account fits without reallocation.
const INITIAL_CAPACITY: usize = 1024;

/// A JSON object in the body of a request or a response.
pub struct Json<T>(pub T);

/// What a use case has returned to a handler.
pub type Answer<T> = Result<Json<T>, AppError>;

impl<T: DeserializeOwned, S: Sync> FromRequest<S> for Json<T> {
    type Rejection = AppError;

    async fn from_request(request: Request, _: &S) -> Result<Self, AppError> {
        if !is_json(&request) {
            return Err(AppError::new(ErrorCode::UnsupportedMediaType, message::request_no_json()));
        }
        let body = bodies::read_body(request.into_body()).await?;
        Ok(Self(parse(&body)?))
    }
}

impl<T: Serialize> Json<T> {
    /// The text of the response.
    pub fn into_bytes(self) -> Result<Vec<u8>, AppError> {
        let mut body = Vec::with_capacity(INITIAL_CAPACITY);
        serde_json::to_writer(&mut body, &self.0).map_err(|error| {
            // Nothing has been sent yet, so the response can still be an error.
            tracing::error!(error = %error, "a response could not be serialized");
            problem::internal()
        })?;
        Ok(body)
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        self.into_bytes().map_or_else(IntoResponse::into_response, response)
    }
}

/// The response with this JSON.
pub fn response(json: Vec<u8>) -> Response {
    ([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], json).into_response()
}

/// The response with something new, whose address is `path`.
pub fn created(path: &str, response: impl IntoResponse) -> Response {
    let location = HeaderValue::from_str(path).map(|path| (header::LOCATION, path));
    let mut response = (StatusCode::CREATED, response).into_response();
    response.headers_mut().extend(location);
    response
}

/// Whether a request says that its body is JSON.
pub fn is_json(request: &Request) -> bool {
    bodies::has_type(request.headers(), &["application/json"])
}

/// Reads a JSON body that may be left out. A request with `Content-Type` must have a body.
pub async fn read_optional<T: DeserializeOwned>(request: Request) -> Result<Option<T>, AppError> {
    // Known from the headers: nothing is read for this check.
    if request.body().is_end_stream() && !request.headers().contains_key(header::CONTENT_TYPE) {
        return Ok(None);
    }
    let Json(body) = Json::<T>::from_request(request, &()).await?;
    Ok(Some(body))
}

fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, AppError> {
    let malformed = |detail: Message| AppError::new(ErrorCode::Malformed, detail);
    let text = std::str::from_utf8(body).map_err(|_| malformed(message::request_json_not_utf8()))?;
    // Serde would also accept an array, with the fields in their order.
    if !text.trim_start().starts_with('{') {
        return Err(malformed(message::request_json_no_object()));
    }
    serde_json::from_str(text).map_err(|error| {
        // Only the place, because the message of serde quotes values of the body.
        let (line, column) = (error.line().to_string(), error.column().to_string());
        malformed(match error.classify() {
            Category::Eof => message::request_json_incomplete(),
            Category::Data => message::request_json_duplicate(column, line),
            Category::Syntax | Category::Io => message::request_json_invalid(column, line),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::{BulkRequest, LoginRequest, RegisterRequest};
    use proptest::prelude::*;
    use serde_json::Value;

    fn error_of(body: &[u8]) -> String {
        let error = parse::<LoginRequest>(body).unwrap_err();
        assert_eq!(error.code, ErrorCode::Malformed);
        error.detail.to_string()
    }

    #[test]
    fn a_body_that_is_not_a_json_object_is_rejected_with_a_reason() {
        assert_eq!(error_of(b""), "Send a JSON object: {…}.");
        assert_eq!(error_of(br#"["ada", "secret"]"#), "Send a JSON object: {…}.");
        assert_eq!(error_of(b"{"), "The JSON is incomplete. Send all of it.");
        assert_eq!(error_of(br#"{"login" "ada"}"#), "The JSON is not valid, at line 1, column 10.");
        assert_eq!(error_of(b"{\"login\":\"\xff\"}"), "Send the JSON in UTF-8.");
    }

    #[test]
    fn errors_do_not_quote_the_body() {
        let detail = error_of(br#"{"login": "hunter2", "login": "hunter2"}"#);
        assert!(!detail.contains("hunter2"), "{detail}");
    }

    #[test]
    fn duplicate_keys_lone_surrogates_and_deep_nesting_are_rejected() {
        error_of(br#"{"login": "a", "login": "b"}"#);
        assert!(parse::<RegisterRequest>(br#"{"fields": {"plan": "a", "plan": "b"}}"#).is_err());
        error_of(br#"{"login": "\ud800"}"#);
        error_of(format!("{{\"login\": {}", "[".repeat(10_000)).as_bytes());
    }

    #[test]
    fn unknown_fields_are_ignored_and_wrong_types_are_left_to_validation() {
        let request: RegisterRequest = parse(br#"{"email": 7, "is_admin": true}"#).unwrap();
        assert!(request.username.is_missing());
        assert!(!request.email.is_missing());
    }

    /// Any JSON value, three levels deep.
    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            ".{0,8}".prop_map(Value::from),
        ];
        leaf.prop_recursive(3, 24, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::hash_map("action|ids|filter|role|rest|q|login|remember_me|.{0,4}", inner, 0..4)
                    .prop_map(|entries| Value::Object(entries.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn any_object_is_read_because_validation_reports_wrong_types(value in any_json()) {
            let body = value.to_string();
            prop_assert_eq!(parse::<BulkRequest>(body.as_bytes()).is_ok(), value.is_object(), "{}", body);
            prop_assert_eq!(parse::<RegisterRequest>(body.as_bytes()).is_ok(), value.is_object(), "{}", body);
            prop_assert_eq!(parse::<LoginRequest>(body.as_bytes()).is_ok(), value.is_object(), "{}", body);
        }

        #[test]
        fn no_body_causes_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..80), text in "[{}\\[\\]\":,\\\\ua-f0-9.eE+-]{0,60}") {
            for body in [bytes.as_slice(), text.as_bytes()] {
                _ = parse::<BulkRequest>(body);
                _ = parse::<LoginRequest>(body);
            }
        }
    }
}
