//! The `traceparent` header of W3C Trace Context (level 1), which connects the log lines of several programs.

use axum::http::{HeaderMap, HeaderName};

const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");

/// The trace that a request belongs to. Its ids are lower-case hexadecimal, because they are written to the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TraceContext<'a> {
    /// 32 digits, not all zero.
    pub trace_id: &'a str,
    /// The operation of the caller: 16 digits, not all zero.
    pub parent_id: &'a str,
}

impl<'a> TraceContext<'a> {
    /// None if there is no `traceparent`, several, or one that is not exactly of version 00.
    pub fn of(headers: &'a HeaderMap) -> Option<Self> {
        let mut lines = headers.get_all(TRACEPARENT).iter();
        match (lines.next(), lines.next()) {
            (Some(line), None) => Self::parse(line.to_str().ok()?),
            _ => None,
        }
    }

    /// Parses `00-<trace id>-<parent id>-<flags>`.
    fn parse(text: &'a str) -> Option<Self> {
        let mut parts = text.split('-');
        let (version, trace_id) = (parts.next()?, parts.next()?);
        let (parent_id, flags) = (parts.next()?, parts.next()?);
        let is_valid = version == "00"
            && is_id(trace_id, 32)
            && is_id(parent_id, 16)
            && is_hexadecimal(flags, 2)
            && parts.next().is_none();
        is_valid.then_some(Self { trace_id, parent_id })
    }
}

/// An id of zeros is invalid.
fn is_id(text: &str, digits: usize) -> bool {
    is_hexadecimal(text, digits) && text.bytes().any(|byte| byte != b'0')
}

fn is_hexadecimal(text: &str, digits: usize) -> bool {
    text.len() == digits && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
    const PARENT: &str = "00f067aa0ba902b7";

    fn headers(values: &[&[u8]]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(TRACEPARENT, HeaderValue::from_bytes(value).unwrap());
        }
        headers
    }

    #[test]
    fn version_00_is_read() {
        for flags in ["00", "01", "ff"] {
            let text = format!("00-{TRACE}-{PARENT}-{flags}");
            let headers = headers(&[text.as_bytes()]);
            assert_eq!(TraceContext::of(&headers), Some(TraceContext { trace_id: TRACE, parent_id: PARENT }), "{text}");
        }
    }

    #[test]
    fn anything_else_is_ignored() {
        let zeros = "0".repeat(32);
        let cases = [
            String::new(),
            TRACE.to_owned(),
            format!("00-{TRACE}-{PARENT}"),
            format!("00-{TRACE}-{PARENT}-"),
            format!("00-{TRACE}-{PARENT}-1"),
            format!("00-{TRACE}-{PARENT}-0g"),
            format!("00-{TRACE}-{PARENT}-01-"),
            format!("00-{TRACE}-{PARENT}-01-extra"),
            format!("01-{TRACE}-{PARENT}-01"),
            format!("ff-{TRACE}-{PARENT}-01"),
            format!("0-{TRACE}-{PARENT}-01"),
            format!("00-{zeros}-{PARENT}-01"),
            format!("00-{TRACE}-{}-01", "0".repeat(16)),
            format!("00-{}-{PARENT}-01", TRACE.to_uppercase()),
            format!("00-{TRACE}-{}-01", PARENT.to_uppercase()),
            format!("00-{}-{PARENT}-01", &TRACE[1..]),
            format!("00-{TRACE}0-{PARENT}-01"),
            format!("00-{TRACE}-{PARENT}0-01"),
            format!("00-{}g-{PARENT}-01", &TRACE[1..]),
            format!("00_{TRACE}_{PARENT}_01"),
            format!(" 00-{TRACE}-{PARENT}-01"),
            format!("00-{TRACE}-{PARENT}-01, 00-{TRACE}-{PARENT}-01"),
            "-".repeat(10_000),
        ];
        for text in cases {
            assert_eq!(TraceContext::of(&headers(&[text.as_bytes()])), None, "{text:.80}");
        }
        assert_eq!(TraceContext::of(&headers(&[b"00-\xff".as_slice()])), None);
        assert_eq!(TraceContext::of(&headers(&[])), None);
        let valid = format!("00-{TRACE}-{PARENT}-01");
        assert_eq!(TraceContext::of(&headers(&[valid.as_bytes(), valid.as_bytes()])), None, "it is sent twice");
    }
}
