//! JSON in and out. What cannot be read is refused in words, and nothing of it is repeated, for it may be a password.

use super::super::{content, limits};
use crate::{
    shared::error::{AppError, ErrorCode},
    web::problem::{self, Problem},
};
use axum::{
    body::HttpBody as _,
    extract::{FromRequest, Request},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::error::Category;

/// Bytes for a body to begin with: what is said of one account fits, and is written without moving.
const ROOM: usize = 1024;

/// A JSON object in the body of a request or a response.
pub struct Json<T>(pub T);

impl<T: DeserializeOwned, S: Sync> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        if !content::is_one_of(request.headers(), &["application/json"]) {
            let detail = "Send JSON, with Content-Type: application/json.";
            return Err(Problem(AppError::new(ErrorCode::UnsupportedMediaType, detail)));
        }
        let body = limits::read_body(request.into_body()).await?;
        Ok(Self(parse(&body)?))
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        let mut body = Vec::with_capacity(ROOM);
        match serde_json::to_writer(&mut body, &self.0) {
            Ok(()) => {
                let json = HeaderValue::from_static("application/json");
                ([(header::CONTENT_TYPE, json)], body).into_response()
            }
            Err(error) => {
                tracing::error!(error = %error, "an answer cannot be written");
                Problem(problem::internal()).into_response()
            }
        }
    }
}

/// Whether a request has neither a body nor a header about one.
pub fn is_bare(request: &Request) -> bool {
    request.body().is_end_stream() && !request.headers().contains_key(header::CONTENT_TYPE)
}

fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, AppError> {
    let malformed = |detail: String| AppError::new(ErrorCode::Malformed, detail);
    let text = std::str::from_utf8(body).map_err(|_| malformed("Send the JSON in UTF-8.".to_owned()))?;
    // Serde would take an array for the fields in their order.
    if !text.trim_start().starts_with('{') {
        return Err(malformed("Send a JSON object: {…}.".to_owned()));
    }
    serde_json::from_str(text).map_err(|error| {
        let place = format!("line {}, column {}", error.line(), error.column());
        malformed(match error.classify() {
            Category::Eof => "The JSON ends too early. Send all of it.".to_owned(),
            Category::Data => format!("A field has the wrong type or comes twice, at {place}."),
            Category::Syntax | Category::Io => format!("This is not valid JSON, at {place}."),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::requests::{LoginRequest, RegisterRequest};

    fn refusal(body: &[u8]) -> String {
        let error = parse::<LoginRequest>(body).unwrap_err();
        assert_eq!(error.code, ErrorCode::Malformed);
        error.detail.into_owned()
    }

    #[test]
    fn what_is_no_json_object_is_refused_in_words() {
        assert_eq!(refusal(b""), "Send a JSON object: {…}.");
        assert_eq!(refusal(br#"["ada", "secret"]"#), "Send a JSON object: {…}.");
        assert_eq!(refusal(b"{"), "The JSON ends too early. Send all of it.");
        assert_eq!(refusal(br#"{"login" "ada"}"#), "This is not valid JSON, at line 1, column 10.");
        assert_eq!(refusal(b"{\"login\":\"\xff\"}"), "Send the JSON in UTF-8.");
    }

    #[test]
    fn nothing_that_was_sent_is_repeated() {
        let detail = refusal(br#"{"remember_me": "hunter2"}"#);
        assert!(!detail.contains("hunter2"), "{detail}");
    }

    #[test]
    fn duplicate_keys_lone_surrogates_and_endless_depth_are_refused() {
        refusal(br#"{"login": "a", "login": "b"}"#);
        refusal(br#"{"login": "\ud800"}"#);
        refusal(format!("{{\"login\": {}", "[".repeat(10_000)).as_bytes());
    }

    #[test]
    fn unknown_fields_are_ignored_and_wrong_types_left_to_the_field() {
        let request: RegisterRequest = parse(br#"{"email": 7, "is_admin": true}"#).unwrap();
        assert!(request.username.is_missing());
        assert!(!request.email.is_missing());
    }
}
