//! Parses the subset of HTTP/1.1 responses (RFC 9112) that our own server sends.

use crate::Result;

pub struct Response {
    pub status: u16,
    head: String,
    /// Without chunk headers, but still compressed.
    pub body: Vec<u8>,
}

impl Response {
    /// Parses the response at the start of `bytes`, and returns it with its length. None if it is incomplete.
    pub fn parse(bytes: &[u8]) -> Result<Option<(Self, usize)>> {
        let Some((response, start)) = Self::parse_head(bytes)? else {
            return Ok(None);
        };
        let rest = &bytes[start..];
        let body = match response.header("content-length") {
            _ if response.is_chunked() => unchunked(rest)?,
            Some(length) => rest.get(..length.parse()?).map(|body| (body.to_vec(), body.len())),
            None if response.status == 204 => Some((Vec::new(), 0)),
            None => return Err(format!("the length of the response is unknown: {}", response.head).into()),
        };
        Ok(body.map(|(body, length)| (Self { body, ..response }, start + length)))
    }

    /// Parses the head of the response at the start of `bytes`, and returns it with the position of the body. None if the head
    /// is incomplete.
    pub fn parse_head(bytes: &[u8]) -> Result<Option<(Self, usize)>> {
        let Some(end) = find(bytes, b"\r\n\r\n") else {
            return Ok(None);
        };
        let head = str::from_utf8(&bytes[..end])?.to_owned();
        let status = head.split(' ').nth(1).unwrap_or_default().parse()?;
        Ok(Some((Self { status, head, body: Vec::new() }, end + 4)))
    }

    pub fn is_chunked(&self) -> bool {
        self.header("transfer-encoding").is_some_and(|coding| coding.eq_ignore_ascii_case("chunked"))
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        value(&self.head, name)
    }
}

fn value<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let fields = head.split("\r\n").skip(1).filter_map(|line| line.split_once(':'));
    let mut values = fields.filter(|(field, _)| field.eq_ignore_ascii_case(name));
    values.next().map(|(_, value)| value.trim())
}

/// The decoded body and its encoded length. Trailers are not supported: our server does not send any.
fn unchunked(bytes: &[u8]) -> Result<Option<(Vec<u8>, usize)>> {
    let mut body = Vec::new();
    let mut rest = bytes;
    while let Some(line) = find(rest, b"\r\n") {
        let size = usize::from_str_radix(str::from_utf8(&rest[..line])?, 16)?;
        let Some((chunk, after)) = rest[line + 2..].split_at_checked(size + 2) else {
            return Ok(None);
        };
        body.extend_from_slice(&chunk[..size]);
        rest = after;
        if size == 0 {
            return Ok(Some((body, bytes.len() - rest.len())));
        }
    }
    Ok(None)
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|window| window == what)
}
