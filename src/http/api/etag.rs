//! The `ETag` of an account, `If-Match` and `If-None-Match` (RFC 9110, sections 8.8.3, 13.1.1 and 13.1.2).
//!
//! A tag is the version of the account and a hash of the response: `"3-9f0c2a41d5b7e688"`. A sign-in, a new address that waits
//! for its confirmation, or the deletion of a group changes the response, so `If-None-Match` compares the whole tag; but none is a
//! change that somebody could overwrite, so `If-Match` compares the version only.

use super::super::openapi::HeaderParameter;
use super::json::{self, Json};
use crate::language::message;
use crate::shared::{AppError, ErrorCode};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use std::convert::Infallible;
use std::hash::{DefaultHasher, Hasher as _};

const EXAMPLE: &str = "\"3-9f0c2a41d5b7e688\"";
/// `*`, or tags. The server reads longer lists as well.
const TAGS: &str = r#"^(\*|(W/)?"[!#-~]{0,64}"(, ?(W/)?"[!#-~]{0,64}"){0,15})$"#;

pub const IF_MATCH: HeaderParameter = HeaderParameter {
    name: "If-Match",
    description: "The `ETag` of the account that the change is based on. If it has changed since, the response is 412.",
    example: EXAMPLE,
    pattern: TAGS,
};

pub const IF_NONE_MATCH: HeaderParameter = HeaderParameter {
    name: "If-None-Match",
    description: "The `ETag` of the response that the client has. If it would be the same, the response is 304 without a body.",
    example: EXAMPLE,
    pattern: TAGS,
};

/// What the header `ETag` of a response is for.
pub const ETAG: &str = "For `If-Match` and `If-None-Match`.";

/// The response with an account, of which `view` is what the client may see.
pub fn tagged(view: &impl Serialize, version: i64) -> Response {
    IfNoneMatch::OneOf(Vec::new()).respond(view, version)
}

fn tag_of(json: &[u8], version: i64) -> String {
    // Not cryptographic, because this is part of the most frequent request: nobody gains anything by a collision.
    let mut hash = DefaultHasher::new();
    hash.write(json);
    format!("\"{version}-{:016x}\"", hash.finish())
}

/// The tags in a header, in all of its lines.
fn tags(headers: &HeaderMap, name: HeaderName) -> impl Iterator<Item = &str> {
    headers.get_all(name).iter().flat_map(|line| line.to_str().unwrap_or_default().split(',')).map(str::trim)
}

/// The version in a strong tag; None if the tag has another format. Earlier versions of the program sent it without a hash.
fn version_in(tag: &str) -> Option<i64> {
    let text = tag.strip_prefix('"')?.strip_suffix('"')?;
    let version = text.split_once('-').map_or(text, |(version, _)| version);
    // Tags are compared as text: `"07"` is not `"7"`.
    version.parse().ok().filter(|number: &i64| number.to_string() == version)
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
            Self::OneOf(_) => Err(AppError::new(ErrorCode::PreconditionFailed, message::request_outdated())),
        }
    }
}

/// The responses that the client has already (`If-None-Match`).
#[derive(Debug, PartialEq, Eq)]
pub enum IfNoneMatch {
    /// `*`.
    Any,
    /// One with these tags; none without the header.
    OneOf(Vec<String>),
}

impl IfNoneMatch {
    fn of(headers: &HeaderMap) -> Self {
        // The comparison is weak: the prefix `W/` does not count.
        let tags = tags(headers, header::IF_NONE_MATCH).map(|tag| tag.trim_start_matches("W/").to_owned());
        let tags: Vec<_> = tags.collect();
        if tags.iter().any(|tag| tag == "*") { Self::Any } else { Self::OneOf(tags) }
    }

    /// Whether the client has the response with this tag.
    pub fn has(&self, tag: &str) -> bool {
        match self {
            Self::Any => true,
            Self::OneOf(tags) => tags.iter().any(|known| known == tag),
        }
    }

    /// The response with an account, which is 304 without a body if the client has it already.
    pub fn respond(&self, view: &impl Serialize, version: i64) -> Response {
        let body = match Json(view).into_bytes() {
            Ok(body) => body,
            Err(error) => return error.into_response(),
        };
        let tag = tag_of(&body, version);
        let mut response = if self.has(&tag) { StatusCode::NOT_MODIFIED.into_response() } else { json::response(body) };
        // Without a copy of the text.
        if let Ok(tag) = HeaderValue::try_from(tag) {
            response.headers_mut().insert(header::ETAG, tag);
        }
        response
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
    fn any_response_with_the_version_matches() {
        assert_eq!(if_match(&["\"7-9f0c2a41d5b7e688\"", "\"8-\""]), IfMatch::OneOf(vec![7, 8]));
    }

    #[test]
    fn a_client_with_the_response_gets_no_body() {
        let tag = tag_of(b"\"body\"", 3);
        for (line, status) in [
            (tag.clone(), 304),
            (format!("W/{tag}"), 304),
            (format!("\"1\", {tag}"), 304),
            ("*".to_owned(), 304),
            (tag_of(b"\"body\"", 4), 200),
            (tag_of(b"\"another body\"", 3), 200),
            ("\"3\"".to_owned(), 200),
            ("3".to_owned(), 200),
            (String::new(), 200),
        ] {
            let headers = [(header::IF_NONE_MATCH, HeaderValue::from_str(&line).unwrap())].into_iter().collect();
            let response = IfNoneMatch::of(&headers).respond(&"body", 3);
            assert_eq!(response.status().as_u16(), status, "{line}");
            assert_eq!(response.headers()[header::ETAG], tag, "{line}");
        }
        assert_eq!(IfNoneMatch::of(&HeaderMap::new()), IfNoneMatch::OneOf(vec![]));
    }

    proptest! {
        #[test]
        fn an_etag_matches_its_version_only(version in 0..i64::MAX, other in 0..i64::MAX, view: String) {
            let tag = tagged(&view, version).headers()[header::ETAG].clone();
            let if_match = IfMatch::of(&HeaderMap::from_iter([(header::IF_MATCH, tag)]));
            prop_assert_eq!(if_match.check(version), Ok(Some(version)));
            prop_assert_eq!(if_match.check(other).is_ok(), other == version);
        }

        #[test]
        fn every_version_that_is_read_was_sent(bytes in prop::collection::vec(any::<u8>(), 0..40), text in "[\"0-9+,W/* -]{0,20}") {
            for sent in [bytes.as_slice(), text.as_bytes()] {
                let Ok(value) = HeaderValue::from_bytes(sent) else { continue };
                if let IfMatch::OneOf(versions) = IfMatch::of(&HeaderMap::from_iter([(header::IF_MATCH, value)])) {
                    let sent = String::from_utf8_lossy(sent);
                    let was_sent = |version| ["\"", "-"].iter().any(|end| sent.contains(&format!("\"{version}{end}")));
                    prop_assert!(versions.iter().all(was_sent), "{sent}");
                }
            }
        }
    }
}
