//! Versions on the wire: `ETag` and `If-Match` (RFC 9110, sections 8.8.3 and 13.1.1).

use crate::shared::error::{AppError, ErrorCode};
use axum::http::{HeaderMap, HeaderValue, header};

/// The `ETag` of a version.
pub fn etag(version: i64) -> Option<HeaderValue> {
    HeaderValue::from_str(&format!("\"{version}\"")).ok()
}

/// What `If-Match` demands.
#[derive(Debug, PartialEq, Eq)]
pub enum Demand {
    /// Whatever it is now.
    Any,
    /// One of these.
    OneOf(Vec<i64>),
}

impl Demand {
    pub fn of(headers: &HeaderMap) -> Self {
        let mut tags = headers
            .get_all(header::IF_MATCH)
            .iter()
            .flat_map(|line| line.to_str().unwrap_or_default().split(','))
            .map(str::trim)
            .peekable();
        if tags.peek().is_none() || tags.peek() == Some(&"*") {
            return Self::Any;
        }
        // A weak tag, or one that we never made, matches nothing.
        let version = |tag: &str| tag.strip_prefix('"')?.strip_suffix('"')?.parse().ok();
        Self::OneOf(tags.filter_map(version).collect())
    }

    /// The version to insist on, when `current` is the one there is.
    pub fn check(&self, current: i64) -> Result<Option<i64>, AppError> {
        match self {
            Self::Any => Ok(None),
            Self::OneOf(versions) if versions.contains(&current) => Ok(Some(current)),
            Self::OneOf(_) => Err(AppError::new(
                ErrorCode::PreconditionFailed,
                "It has changed since you read it. Read it again, and repeat your change.",
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn demand(lines: &[&str]) -> Demand {
        let entry = |line: &&str| (header::IF_MATCH, HeaderValue::from_str(line).unwrap());
        Demand::of(&lines.iter().map(entry).collect())
    }

    #[test]
    fn nothing_and_a_star_demand_nothing() {
        assert_eq!(demand(&[]), Demand::Any);
        assert_eq!(demand(&["*"]), Demand::Any);
    }

    #[test]
    fn each_of_several_tags_will_do() {
        assert_eq!(demand(&["\"1\", \"2\"", "\"3\""]), Demand::OneOf(vec![1, 2, 3]));
        assert_eq!(demand(&["\"1\", \"2\""]).check(2), Ok(Some(2)));
    }

    #[test]
    fn weak_and_foreign_tags_match_nothing() {
        for tag in ["W/\"1\"", "1", "\"abc\"", ""] {
            assert_eq!(demand(&[tag]), Demand::OneOf(vec![]), "{tag}");
            assert!(demand(&[tag]).check(1).is_err());
        }
    }
}
