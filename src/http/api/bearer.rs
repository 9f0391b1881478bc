//! Bearer tokens (RFC 6750), in the `Authorization` header only.

use crate::language::{Message, message};
use crate::shared::{AppError, ErrorCode};
use axum::http::{HeaderMap, header};

/// The bearer token of a request, or `None` without one.
pub fn bearer_token(headers: &HeaderMap) -> Result<Option<&str>, AppError> {
    let mut lines = headers.get_all(header::AUTHORIZATION).iter();
    let Some(line) = lines.next() else {
        return Ok(None);
    };
    // It is unknown which of several tokens the client means.
    if lines.next().is_some() {
        return Err(malformed(message::request_one_authorization()));
    }
    let line = line.to_str().map_err(|_| malformed(message::request_authorization_in_ascii()))?;
    let (scheme, token) = line.split_once(' ').unwrap_or((line, ""));
    // Credentials of another scheme are not for this API, so they count as no token.
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Ok(None);
    }
    match token.trim() {
        "" => Err(malformed(message::request_authorization_empty())),
        token => Ok(Some(token)),
    }
}

/// The error for a request without a token.
pub fn missing() -> AppError {
    AppError::new(ErrorCode::TokenMissing, message::request_authorization_missing())
}

fn malformed(detail: Message) -> AppError {
    AppError::new(ErrorCode::TokenMalformed, detail)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;
    use proptest::prelude::*;

    fn request(lines: &[&str]) -> HeaderMap {
        let entry = |line: &&str| (header::AUTHORIZATION, HeaderValue::from_str(line).unwrap());
        lines.iter().map(entry).collect()
    }

    #[test]
    fn only_one_header_with_a_token_is_accepted() {
        assert_eq!(bearer_token(&request(&[])), Ok(None));
        assert_eq!(bearer_token(&request(&["Basic YTpi"])), Ok(None));
        assert_eq!(bearer_token(&request(&["bEaReR  a.b.c "])), Ok(Some("a.b.c")));
        for lines in [["Bearer a", "Bearer a"].as_slice(), &["Bearer"], &["Bearer  "]] {
            assert_eq!(bearer_token(&request(lines)).unwrap_err().code, ErrorCode::TokenMalformed, "{lines:?}");
        }
    }

    proptest! {
        #[test]
        fn a_token_that_is_read_is_read_again(line in "(Bearer|bearer|Basic|)[ \t]{0,2}[ -~\t]{0,30}") {
            let headers = request(&[&line]);
            if let Ok(Some(token)) = bearer_token(&headers) {
                prop_assert!(!token.is_empty() && token.trim() == token, "{token:?}");
                let again = request(&[&format!("Bearer {token}")]);
                prop_assert_eq!(bearer_token(&again), Ok(Some(token)));
            }
        }

        #[test]
        fn no_header_causes_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
            if let Ok(value) = HeaderValue::from_bytes(&bytes) {
                _ = bearer_token(&HeaderMap::from_iter([(header::AUTHORIZATION, value)]));
            }
        }
    }
}
