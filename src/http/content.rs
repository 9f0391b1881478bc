//! What a body is said to be.

use crate::shared::error::{AppError, ErrorCode};
use axum::http::{HeaderMap, header};

fn content_type(headers: &HeaderMap) -> &str {
    headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// Whether it is said to be of one of these media types, whatever their parameters.
pub fn is_one_of(headers: &HeaderMap, types: &[&str]) -> bool {
    let essence = content_type(headers).split(';').next().unwrap_or_default().trim();
    types.iter().any(|allowed| essence.eq_ignore_ascii_case(allowed))
}

/// What is between the parts of a form with a file in it (RFC 7578).
pub fn boundary(headers: &HeaderMap) -> Result<String, AppError> {
    multer::parse_boundary(content_type(headers))
        .map_err(|_| AppError::new(ErrorCode::UnsupportedMediaType, "Send a form with the file: multipart/form-data."))
}
