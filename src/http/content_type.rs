//! The `Content-Type` of requests.

use crate::shared::error::{AppError, ErrorCode};
use axum::http::{HeaderMap, header};

fn value(headers: &HeaderMap) -> &str {
    headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// Whether the media type is one of `types`. Parameters are ignored.
pub fn is_one_of(headers: &HeaderMap, types: &[&str]) -> bool {
    let essence = value(headers).split(';').next().unwrap_or_default().trim();
    types.iter().any(|allowed| essence.eq_ignore_ascii_case(allowed))
}

/// The boundary of a form with files (RFC 7578).
pub fn multipart_boundary(headers: &HeaderMap) -> Result<String, AppError> {
    let detail = "Send the file in a form with Content-Type: multipart/form-data.";
    multer::parse_boundary(value(headers)).map_err(|_| AppError::new(ErrorCode::UnsupportedMediaType, detail))
}
