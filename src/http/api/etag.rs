//! The version of an account as `ETag`, `If-Match` and `If-None-Match` (RFC 9110, sections 8.8.3, 13.1.1 and 13.1.2).

use crate::shared::error::{AppError, ErrorCode};
use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use std::convert::Infallible;

/// What `If-None-Match` is for.
pub const IF_NONE_MATCH: &str =
    "The `ETag` of the account that the client has. If it has not changed since, the response is 304 without a body.";

/// Adds the version of an account to a response.
pub fn with_etag(response: impl IntoResponse, version: i64) -> Response {
    let mut response = response.into_response();
    // Without a copy of the text, because this is part of the most frequent request.
    if let Ok(tag) = HeaderValue::try_from(format!("\"{version}\"")) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

/// The tags in a header, in all of its lines.
fn tags(headers: &HeaderMap, name: HeaderName) -> impl Iterator<Item = &str> {
    headers.get_all(name).iter().flat_map(|line| line.to_str().unwrap_or_default().split(',')).map(str::trim)
}

/// The version in a strong tag; None if the tag has another format.
fn version_in(tag: &str) -> Option<i64> {
    let text = tag.strip_prefix('"')?.strip_suffix('"')?;
    // Tags are compared as text: `"07"` is not `"7"`.
    text.parse().ok().filter(|version: &i64| version.to_string() == text)
}

/// The precondition in `If-Match`.
#[derive(Debug, PartialEq, Eq)]
pub enum IfMatch {
    /// No header, or `*`.
    Any,
    /// One of these versions.
    OneOf(Vec<i64>),
}

impl IfMatch {
    pub fn of(headers: &HeaderMap) -> Self {
        let mut tags = tags(headers, header::IF_MATCH).peekable();
        // An empty header has one empty tag, which matches no version; only `*` and no header match any.
        if tags.peek().is_none() || tags.peek() == Some(&"*") {
            return Self::Any;
        }
        // A weak tag, or one in another format, matches no version.
        Self::OneOf(tags.filter_map(version_in).collect())
    }

    /// Compares the precondition with the `current` version. Returns the version that the change must be applied to, so
    /// that a change in between is detected as well.
    pub fn check(&self, current: i64) -> Result<Option<i64>, AppError> {
        match self {
            Self::Any => Ok(None),
            Self::OneOf(versions) if versions.contains(&current) => Ok(Some(current)),
            Self::OneOf(_) => Err(AppError::new(
                ErrorCode::PreconditionFailed,
                "The account has changed since you read it. Read it again, then repeat your change.",
            )),
        }
    }
}

/// The versions that the client has already (`If-None-Match`).
#[derive(Debug, PartialEq, Eq)]
pub enum IfNoneMatch {
    /// `*`.
    Any,
    /// One of these versions; none without the header.
    OneOf(Vec<i64>),
}

impl IfNoneMatch {
    fn of(headers: &HeaderMap) -> Self {
        let mut versions = Vec::new();
        for tag in tags(headers, header::IF_NONE_MATCH) {
            if tag == "*" {
                return Self::Any;
            }
            // The comparison is weak: the prefix `W/` does not count.
            versions.extend(version_in(tag.trim_start_matches("W/")));
        }
        Self::OneOf(versions)
    }

    /// The response, which is 304 without a body if the client has the `version` already, and otherwise the one that
    /// `respond` returns.
    pub fn respond<R: IntoResponse>(&self, version: i64, respond: impl FnOnce() -> R) -> Response {
        let is_known = match self {
            Self::Any => true,
            Self::OneOf(versions) => versions.contains(&version),
        };
        if is_known { with_etag(StatusCode::NOT_MODIFIED, version) } else { with_etag(respond(), version) }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for IfNoneMatch {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(&parts.headers))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn if_match(lines: &[&str]) -> IfMatch {
        let entry = |line: &&str| (header::IF_MATCH, HeaderValue::from_str(line).unwrap());
        IfMatch::of(&lines.iter().map(entry).collect())
    }

    #[test]
    fn without_a_header_and_with_a_star_any_version_matches() {
        assert_eq!(if_match(&[]), IfMatch::Any);
        assert_eq!(if_match(&["*"]), IfMatch::Any);
    }

    #[test]
    fn any_of_several_tags_matches() {
        assert_eq!(if_match(&["\"1\", \"2\"", "\"3\""]), IfMatch::OneOf(vec![1, 2, 3]));
        assert_eq!(if_match(&["\"1\", \"2\""]).check(2), Ok(Some(2)));
    }

    #[test]
    fn weak_and_foreign_tags_match_nothing() {
        for tag in ["W/\"1\"", "1", "\"abc\"", "\"01\"", "\"+1\"", ""] {
            assert_eq!(if_match(&[tag]), IfMatch::OneOf(vec![]), "{tag}");
            assert!(if_match(&[tag]).check(1).is_err());
        }
    }

    #[test]
    fn a_client_with_the_version_gets_no_body() {
        for (line, status) in
            [("\"3\"", 304), ("W/\"3\"", 304), ("\"1\", \"3\"", 304), ("*", 304), ("\"4\"", 200), ("3", 200), ("", 200)]
        {
            let headers = [(header::IF_NONE_MATCH, HeaderValue::from_str(line).unwrap())].into_iter().collect();
            let response = IfNoneMatch::of(&headers).respond(3, || "body");
            assert_eq!(response.status().as_u16(), status, "{line}");
            assert_eq!(response.headers()[header::ETAG], "\"3\"", "{line}");
        }
        assert_eq!(IfNoneMatch::of(&HeaderMap::new()), IfNoneMatch::OneOf(vec![]));
    }

    proptest! {
        #[test]
        fn an_etag_matches_its_version_only(version: i64, other: i64) {
            let headers = HeaderMap::from_iter([(header::IF_MATCH, with_etag((), version).headers()[header::ETAG].clone())]);
            let if_match = IfMatch::of(&headers);
            prop_assert_eq!(if_match.check(version), Ok(Some(version)));
            prop_assert_eq!(if_match.check(other).is_ok(), other == version);
        }

        #[test]
        fn every_version_that_is_read_was_sent(bytes in prop::collection::vec(any::<u8>(), 0..40), text in "[\"0-9+,W/* -]{0,20}") {
            for sent in [bytes.as_slice(), text.as_bytes()] {
                let Ok(value) = HeaderValue::from_bytes(sent) else { continue };
                if let IfMatch::OneOf(versions) = IfMatch::of(&HeaderMap::from_iter([(header::IF_MATCH, value)])) {
                    let sent = String::from_utf8_lossy(sent);
                    prop_assert!(versions.iter().all(|version| sent.contains(&format!("\"{version}\""))), "{sent}");
                }
            }
        }
    }
}
