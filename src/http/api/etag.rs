//! The version of an account as `ETag` and `If-Match` (RFC 9110, sections 8.8.3 and 13.1.1).

use crate::shared::error::{AppError, ErrorCode};
use axum::http::{HeaderMap, HeaderValue, header};

pub fn etag(version: i64) -> Option<HeaderValue> {
    HeaderValue::from_str(&format!("\"{version}\"")).ok()
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
        let mut tags = headers
            .get_all(header::IF_MATCH)
            .iter()
            .flat_map(|line| line.to_str().unwrap_or_default().split(','))
            .map(str::trim)
            .peekable();
        // An empty header has one empty tag, which matches no version; only `*` and no header match any.
        if tags.peek().is_none() || tags.peek() == Some(&"*") {
            return Self::Any;
        }
        // A weak tag, or one in another format, matches no version. Tags are compared as text: `"07"` is not `"7"`.
        let version = |tag: &str| {
            let text = tag.strip_prefix('"')?.strip_suffix('"')?;
            text.parse().ok().filter(|version: &i64| version.to_string() == text)
        };
        Self::OneOf(tags.filter_map(version).collect())
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

    proptest! {
        #[test]
        fn an_etag_matches_its_version_only(version: i64, other: i64) {
            let headers = HeaderMap::from_iter([(header::IF_MATCH, etag(version).unwrap())]);
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
